"""The privacy officer's queue: what it shows, what becomes of an entry, and the question to who opened it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from patients.actions import access_reviews as actions
from patients.actions import break_glass
from patients.models import AccessReview, ReachGrant, ReviewState
from patients.rules.access_reviews import ANSWERED, ASKED, INCIDENT, JUSTIFIED, NEXT, WAITING, may_follow
from patients.sets import access_reviews as sets
from patients.sets.reach import refresh
from tests.patients.reviews import make_review
from tests.world import NOW, TODAY, as_system
from tests.wsic.owner import execute, value
from wsic import work
from wsic.audit import actions as audit
from wsic.audit.models import AuditEvent, EventKind
from wsic.relationships import Why
from wsic.startup import protected_tables

pytestmark = pytest.mark.django_db
QUEUE = "/access-reviews/"
NOTE = "The ambulance service confirms it."


def text_of(response) -> str:
    return response.content.decode()


def of(review) -> str:
    return f"{QUEUE}{review.public_id}/"


@pytest.mark.fast
@pytest.mark.parametrize(
    ("state", "then"),
    [
        (WAITING, {ASKED, JUSTIFIED, INCIDENT}),
        (ASKED, {ANSWERED, JUSTIFIED, INCIDENT}),
        (ANSWERED, {ASKED, JUSTIFIED, INCIDENT}),
        (JUSTIFIED, {WAITING}),
        (INCIDENT, {WAITING}),
    ],
)
def test_what_may_follow(state, then):
    assert {each for each in NEXT if may_follow(state, each)} == then


def test_the_queue_shows_what_waits_the_oldest_first_and_nobodys_record(client, sign_in, world):
    newer = make_review()
    older = make_review("gp_b", "PB", opened_at=NOW - timedelta(days=3), state="ANSWERED")
    settled = make_review(state="JUSTIFIED")
    asked = make_review(state="ASKED")
    sign_in("privacy_officer")

    text = text_of(client.get(QUEUE))

    assert 0 < text.index(older.reference) < text.index(newer.reference)
    assert settled.reference not in text
    assert asked.reference not in text
    for words in ("Gp B", "GP, Practice B", "3 days", "Vital interest", "Found on the floor at home"):
        assert words in text
    assert "COHEN" not in text


@pytest.mark.parametrize("state", ["TO_REVIEW", "ASKED", "JUSTIFIED", "INCIDENT", "ALL"])
def test_a_tab_counts_what_it_opens(client, sign_in, state):
    for each in ("WAITING", "ANSWERED", "ASKED", "JUSTIFIED", "INCIDENT"):
        make_review(state=each)
    sign_in("privacy_officer")

    response = client.get(QUEUE, {"state": state})

    (tab,) = [each for each in response.context["tabs"] if each["current"]]
    assert tab["count"] == len(response.context["rows"]) == {"TO_REVIEW": 2, "ALL": 5}.get(state, 1)


def test_it_is_filtered_by_how_it_was_opened(client, sign_in):
    rung, emergency = make_review(kind=Why.TELEPHONE, reason=""), make_review()
    sign_in("privacy_officer")

    text = text_of(client.get(QUEUE, {"kind": "TELEPHONE"}))

    assert rung.reference in text
    assert emergency.reference not in text


def test_home_and_menu_count_what_waits(client, sign_in):
    make_review()
    make_review(state="JUSTIFIED")
    sign_in("privacy_officer")

    response = client.get("/")

    assert response.context["page"].reviews.count == 1
    assert 'Access reviews <span class="badge">1' in text_of(response)


@pytest.mark.parametrize("state", ["JUSTIFIED", "INCIDENT"])
def test_a_finding_leaves_the_queue_and_stands_in_the_history(client, sign_in, state):
    review = make_review()
    sign_in("privacy_officer")

    response = client.post(f"{of(review)}settle/", {"state": state, "note": NOTE}, follow=True)

    assert NOTE in text_of(response)
    assert review.reference not in text_of(client.get(QUEUE))
    with as_system():
        assert AccessReview.objects.get(pk=review.pk).state == state
        assert AuditEvent.objects.filter(verb=f"access_review.{state.lower()}").count() == 1


def test_a_question_waits_on_the_openers_home_and_the_answer_is_back_in_the_queue(client, sign_in):
    review = make_review()
    sign_in("privacy_officer")
    client.post(f"{of(review)}settle/", {"state": "ASKED", "note": "Who had rung you?"})
    assert review.reference not in text_of(client.get(QUEUE))

    sign_in("gp_a")
    assert of(review) in text_of(client.get("/"))
    assert "Who had rung you?" in text_of(client.get(of(review)))
    client.post(f"{of(review)}answer/", {"note": "The neighbour, at nine."})
    assert of(review) not in text_of(client.get("/"))

    sign_in("privacy_officer")
    assert review.reference in text_of(client.get(QUEUE))
    assert "The neighbour, at nine." in text_of(client.get(of(review)))


def test_who_settles_what_was_settled_meanwhile_is_told_and_loses_no_word(client, sign_in):
    review = make_review(state="INCIDENT")
    sign_in("privacy_officer")

    response = client.post(f"{of(review)}settle/", {"state": "JUSTIFIED", "note": NOTE})

    assert response.status_code == 409
    assert "has moved on since the page was opened" in text_of(response)
    assert NOTE in text_of(response)
    with as_system():
        assert AccessReview.objects.get(pk=review.pk).state == "INCIDENT"


def test_who_answers_what_is_asked_no_more_is_told(client, sign_in):
    review = make_review()
    sign_in("gp_a")

    assert client.post(f"{of(review)}answer/", {"note": NOTE}).status_code == 409


def test_what_was_settled_wrongly_goes_back_to_the_queue(client, sign_in):
    review = make_review(state="JUSTIFIED")
    sign_in("privacy_officer")
    page = text_of(client.get(of(review)))
    assert "Take it up again" in page
    assert "Incident: it is reported" not in page

    client.post(f"{of(review)}settle/", {"state": "WAITING", "note": "Settled the wrong entry."})

    assert "Taken up again" in text_of(client.get(of(review)))
    assert review.reference in text_of(client.get(QUEUE))


@pytest.mark.parametrize(
    ("q", "found"), [("{reference}", 1), ("ea-", 0), ("gp b", 1), ("practice", 2), ("?", 0)]
)
def test_the_queue_is_searched_by_reference_and_by_name(client, sign_in, q, found):
    review = make_review("gp_b", "PB")
    make_review()
    sign_in("privacy_officer")

    response = client.get(QUEUE, {"q": q.format(reference=review.reference.lower())})

    assert len(response.context["rows"]) == found
    assert found != 1 or response.context["rows"][0].reference == review.reference
    assert sum(tab["count"] for tab in response.context["tabs"]) == 2 * found  # to review, and all


def test_the_entry_counts_the_pages_about_the_person_that_were_shown_under_it(client, sign_in, world):
    user, cohen = world.user("gp_a"), world.person("COHEN")
    review = make_review(ended_at=NOW + timedelta(hours=1))
    with as_system():
        ReachGrant.objects.create(
            person=cohen, user=user, why=Why.BREAK_GLASS, from_on=TODAY, source=review.source, granted_at=NOW
        )
    other = world.person("ADAIR")
    for minutes, people in ((-1, [cohen]), (0, [cohen]), (59, [cohen, other]), (5, [other]), (60, [cohen])):
        with (
            time_machine.travel(NOW + timedelta(minutes=minutes), tick=False),
            work.acting_as(user, on=TODAY),
        ):
            audit.record("person.read", by=user, kind=EventKind.READ, people=[each.pk for each in people])
    sign_in("privacy_officer")

    assert client.get(QUEUE).context["rows"][0].pages == 2
    page = client.get(of(review))
    assert page.context["page"].line.pages == 2
    assert client.get(page.context["page"].trail).status_code == 200


def test_the_web_changes_no_entry_no_step_and_no_end_of_what_was_taken(world):
    user, cohen, review = world.user("gp_a"), world.person("COHEN"), make_review()
    with as_system():
        taken = {"person": cohen, "user": user, "from_on": TODAY, "granted_at": NOW}
        ReachGrant.objects.create(why=Why.BREAK_GLASS, source=review.source, ends_at=review.ends_at, **taken)
        refresh([cohen.pk])
    to = f"(person_id, user_id, why, from_on, source, granted_at) VALUES ({cohen.pk}, {user.pk}"
    grant = f"INSERT INTO patients_reachgrant {to}, '%s', '{TODAY}', 'x:1', now()) RETURNING 1"
    prolong = "WITH u AS (UPDATE patients_reachgrant SET ends_at = NULL RETURNING 1) SELECT count(*) FROM u"
    refused = {
        "UPDATE patients_accessreview SET state = 'JUSTIFIED' RETURNING 1": "permission denied",
        "INSERT INTO patients_accessreviewstep (note) VALUES ('x') RETURNING 1": "permission denied",
        grant % "BREAK_GLASS": "security",
        grant % "TELEPHONE": "security",
    }

    for statement, words in refused.items():
        with (
            pytest.raises(ProgrammingError, match=words),
            transaction.atomic(),
            time_machine.travel(NOW, tick=False),
            work.acting_as(user, on=TODAY),
        ):
            value(statement)
    with time_machine.travel(NOW, tick=False), work.acting_as(user, on=TODAY):
        assert value("SELECT count(*) FROM patients_reachgrant") == 1
        assert value(prolong) == 0


@pytest.mark.parametrize(
    ("name", "state", "then"),
    [
        ("gp_a", "WAITING", "JUSTIFIED"),
        ("gp_b", "ASKED", "ANSWERED"),
        ("administrator", "WAITING", "JUSTIFIED"),
        ("privacy_officer", "ASKED", "ANSWERED"),
        ("privacy_officer", "JUSTIFIED", "INCIDENT"),
        ("privacy_officer", "WAITING", None),
    ],
)
def test_the_database_takes_no_step_that_is_not_the_users(world, name, state, then):
    review = make_review(state=state)

    with work.acting_as(world.user(name), on=TODAY):
        assert sets.step(review.public_id, then, NOTE) is False

    with as_system():
        assert AccessReview.objects.get(pk=review.pk).state == state


def test_the_database_lets_nobody_settle_their_own_and_nobody_end_another_ones(world):
    own, others = make_review("privacy_officer", "CCG"), make_review()

    with work.acting_as(world.user("privacy_officer"), on=TODAY):
        assert sets.step(own.public_id, "JUSTIFIED", NOTE) is False
        assert sets.step(others.public_id, "JUSTIFIED", " ") is False
        assert sets.end(others.public_id) == []
    with work.acting_as(world.user("gp_b"), on=TODAY):
        assert sets.pages_under([others.public_id]) == {}


def test_nobody_reviews_what_they_opened_themselves(world, client, sign_in):
    review = make_review("privacy_officer", "CCG")
    officer = sign_in("privacy_officer")

    with work.acting_as(officer, on=TODAY), pytest.raises(PermissionDenied, match="Another privacy officer"):
        actions.settle(review=review, state=ReviewState.JUSTIFIED, note=NOTE, by=officer)
    assert "What do you find?" not in text_of(client.get(of(review)))


def test_without_the_databases_wall_an_action_meets_no_entry_of_others_either(world):
    review, stranger = make_review(state="ASKED"), world.user("gp_b")
    execute(*(f"ALTER TABLE {each} DISABLE ROW LEVEL SECURITY" for each in protected_tables()))

    for act in (
        lambda: actions.answer(review=review, note=NOTE, by=stranger),
        lambda: break_glass.end(review=review, by=stranger),
    ):
        with work.acting_as(stranger, on=TODAY), pytest.raises(AccessReview.DoesNotExist):
            act()


@pytest.mark.parametrize(("name", "what"), [("gp_a", "settle"), ("privacy_officer", "answer")])
def test_who_may_not_is_told_so_before_the_form_is_looked_at(client, sign_in, name, what):
    review = make_review(state="ASKED")
    sign_in(name)

    assert client.post(f"{of(review)}{what}/", {}).status_code == 403


@pytest.mark.parametrize("name", ["gp_a", "administrator", "nurse_a"])
def test_only_a_privacy_officer_settles(world, name):
    review, user = make_review("gp_a"), world.user(name)

    with (
        work.acting_as(user, on=TODAY),
        pytest.raises((PermissionDenied, AccessReview.DoesNotExist)),
    ):
        actions.settle(review=review, state=ReviewState.JUSTIFIED, note=NOTE, by=user)


def test_only_who_is_asked_answers(world):
    review, officer = make_review(state="ASKED"), world.user("privacy_officer")

    with work.acting_as(officer, on=TODAY), pytest.raises(PermissionDenied, match="Only who opened"):
        actions.answer(review=review, note=NOTE, by=officer)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"note": NOTE}, "Choose an outcome"),
        ({"state": "JUSTIFIED"}, "Write what you found"),
        ({"state": "ANSWERED", "note": NOTE}, "Choose an outcome"),
        ({"state": "JUSTIFIED", "note": "It was 999 026 0184."}, "Leave the NHS number out"),
    ],
)
def test_a_finding_says_what_and_why(client, sign_in, sent, sentence):
    review = make_review()
    sign_in("privacy_officer")

    response = client.post(f"{of(review)}settle/", sent)

    assert response.status_code == 422
    assert sentence in text_of(response)
    with as_system():
        assert AccessReview.objects.get(pk=review.pk).state == "WAITING"


def test_the_empty_queue_says_so(client, sign_in):
    sign_in("privacy_officer")

    assert "Nothing waits for review" in text_of(client.get(QUEUE))
    assert "No entry fits these filters" in text_of(client.get(QUEUE, {"state": "INCIDENT"}))

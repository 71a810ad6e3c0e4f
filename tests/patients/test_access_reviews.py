"""The privacy officer's queue: what it shows, what becomes of an entry, and the question to who opened it."""

from datetime import timedelta

import pytest
import time_machine

from patients.models import AccessReview, ReachGrant
from patients.rules.access_reviews import ANSWERED, ASKED, INCIDENT, JUSTIFIED, NEXT, WAITING, may_follow
from tests.patients.reviews import NOTE, QUEUE, make_review, review_of, text_of
from tests.world import NOW, TODAY, as_system
from wsic import work
from wsic.audit import actions as audit
from wsic.audit.models import AuditEvent, EventKind
from wsic.relationships import Why

pytestmark = pytest.mark.django_db


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

    response = client.post(f"{review_of(review)}settle/", {"state": state, "note": NOTE}, follow=True)

    assert NOTE in text_of(response)
    assert review.reference not in text_of(client.get(QUEUE))
    with as_system():
        assert AccessReview.objects.get(pk=review.pk).state == state
        assert AuditEvent.objects.filter(verb=f"access_review.{state.lower()}").count() == 1


def test_a_question_waits_on_the_openers_home_and_the_answer_is_back_in_the_queue(client, sign_in):
    review = make_review()
    sign_in("privacy_officer")
    client.post(f"{review_of(review)}settle/", {"state": "ASKED", "note": "Who had rung you?"})
    assert review.reference not in text_of(client.get(QUEUE))

    sign_in("gp_a")
    assert review_of(review) in text_of(client.get("/"))
    assert "Who had rung you?" in text_of(client.get(review_of(review)))
    client.post(f"{review_of(review)}answer/", {"note": "The neighbour, at nine."})
    assert review_of(review) not in text_of(client.get("/"))

    sign_in("privacy_officer")
    assert review.reference in text_of(client.get(QUEUE))
    assert "The neighbour, at nine." in text_of(client.get(review_of(review)))


def test_who_settles_what_was_settled_meanwhile_is_told_and_loses_no_word(client, sign_in):
    review = make_review(state="INCIDENT")
    sign_in("privacy_officer")

    response = client.post(f"{review_of(review)}settle/", {"state": "JUSTIFIED", "note": NOTE})

    assert response.status_code == 409
    assert "has moved on since the page was opened" in text_of(response)
    assert NOTE in text_of(response)
    with as_system():
        assert AccessReview.objects.get(pk=review.pk).state == "INCIDENT"


def test_who_answers_what_is_asked_no_more_is_told(client, sign_in):
    review = make_review()
    sign_in("gp_a")

    assert client.post(f"{review_of(review)}answer/", {"note": NOTE}).status_code == 409


def test_what_was_settled_wrongly_goes_back_to_the_queue(client, sign_in):
    review = make_review(state="JUSTIFIED")
    sign_in("privacy_officer")
    page = text_of(client.get(review_of(review)))
    assert "Take it up again" in page
    assert "Incident: it is reported" not in page

    client.post(f"{review_of(review)}settle/", {"state": "WAITING", "note": "Settled the wrong entry."})

    assert "Taken up again" in text_of(client.get(review_of(review)))
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
    page = client.get(review_of(review))
    assert page.context["page"].line.pages == 2
    assert client.get(page.context["page"].trail).status_code == 200


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

    response = client.post(f"{review_of(review)}settle/", sent)

    assert response.status_code == 422
    assert sentence in text_of(response)
    with as_system():
        assert AccessReview.objects.get(pk=review.pk).state == "WAITING"


def test_the_empty_queue_says_so(client, sign_in):
    sign_in("privacy_officer")

    assert "Nothing waits for review" in text_of(client.get(QUEUE))
    assert "No entry fits these filters" in text_of(client.get(QUEUE, {"state": "INCIDENT"}))

"""What was entered in error: read by a privacy officer who says why, and by nobody else anywhere."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from careplans.models import CarePlan, PlanGoal
from patients.models import Preference, PreferenceKind
from tests.careplans.factories import (
    make_filing,
    make_plan,
    make_plan_offer,
    make_plan_review,
    make_related,
)
from tests.matrix.machine import parameter_of
from tests.matrix.table import TABLE
from tests.review.records import LIST, WHY, make_wrong, of, text, wrong
from tests.world import NOW, TODAY, as_system
from tests.wsic.owner import value
from wsic import work
from wsic.audit.models import AuditEvent
from wsic.review.sets import retracted as sets

pytestmark = pytest.mark.django_db


def test_its_words_are_read_with_a_reason_that_stands_in_the_persons_log(client, sign_in, pages, adair):
    plan = pages.begin()
    pages.write(plan, "HELPS", "canary first", kept="on", kept_why="canary kept")
    pages.write(plan, "HELPS", "canary second")
    pages.goal(plan, "canary goal", why="canary why")
    pages.agree(plan, words="canary consulted")
    pages.wrong(plan, "THIRD_PARTY")
    sign_in("privacy_officer")
    with as_system():
        row = CarePlan.objects.get()
    shown = [client.get(LIST), client.get(of(row)), client.post(of(row), {"why": "short"})]
    read = client.post(of(row), {"why": WHY})
    assert [each.status_code for each in shown] == [200, 200, 422]
    assert not any("canary" in text(each) for each in shown)
    assert "Says something about somebody else" in text(shown[0])
    for words in ("first", "second", "goal", "why", "consulted", "kept"):
        assert f"canary {words}" in text(read), words
    assert text(read).count("Entered in error") > len(read.context["parts"]) > 2
    with as_system():
        event = AuditEvent.objects.get(verb="retracted.read")
    assert (event.people, event.purpose, event.detail["record"]) == ([adair.pk], WHY, str(row.public_id))
    trail = text(client.get(reverse("audit:of_person", args=[adair.public_id])))
    assert WHY in trail
    assert "Read what was entered in error about the person" in trail


def test_a_reason_that_names_the_person_is_not_taken_and_stays_in_its_field(client, sign_in, world, adair):
    row = make_wrong(world, adair, words="canary")
    sign_in("privacy_officer")

    answer = client.post(of(row), {"why": "Asked about 999 000 0018 today"})

    assert answer.status_code == 422
    assert "Leave the NHS number out" in text(answer)
    assert "Asked about 999 000 0018 today" in text(answer)
    assert "canary" not in text(answer)


FUNCTIONS = {
    "the list": lambda row: sets.retracted(),
    "where it was": lambda row: sets.stood(row.public_id),
    "its words": lambda row: sets.words(row.public_id),
}


@pytest.mark.parametrize("asked", FUNCTIONS)
def test_the_database_gives_it_to_a_privacy_officer_of_the_day_alone(world, adair, asked):
    row = make_wrong(world, adair)
    with as_system():
        make_filing(row)
    for who in ("gp_a", "case_manager_1", "administrator", "analyst", "nobody"):
        refused = pytest.raises(DatabaseError, match="Only a privacy officer")
        with work.acting_as(world.user(who), on=TODAY), refused, transaction.atomic():
            FUNCTIONS[asked](row)

    with work.acting_as(world.user("privacy_officer"), on=TODAY):
        assert FUNCTIONS[asked](row)


def test_the_database_gives_what_is_in_error_alone(world, adair):
    bello = world.person("BELLO")
    row = make_wrong(world, adair)
    with as_system():
        stands = [make_plan(adair, number=2), make_plan(bello, agreed=True)]
        stands += [make_plan_offer(adair), make_plan_review(stands[1]), make_related(adair)]

    with work.acting_as(world.user("privacy_officer"), on=TODAY):
        assert [each.public_id for each in sets.retracted(most=9)] == [row.public_id]
        for each in stands:
            assert (sets.retracted(which=each.public_id), sets.stood(each.public_id)) == ([], [])
            assert sets.words(each.public_id) == []
        for table in ("careplan", "plansection", "plangoal", "planoffer", "planreview", "relatedperson"):
            assert value(f"SELECT count(*) FROM careplans_{table}") == 0


def test_what_else_of_a_plan_is_in_error_is_read_too(client, sign_in, world, adair):
    with as_system():
        plan = make_plan(adair, agreed=True)
        rows = [
            make_plan_offer(adair, answer="NOT_ABLE", answer_words="canary no", **wrong(world)),
            make_plan_review(plan, words="canary holds", **wrong(world)),
            make_related(adair, name="canary Karen", telephone="020 7946 0000", **wrong(world)),
        ]
    sign_in("privacy_officer")

    read = [text(client.post(of(each), {"why": WHY})) for each in rows]

    for words, page in zip(("canary no", "canary holds", "canary Karen"), read, strict=True):
        assert words in page
    assert "020 7946 0000" in read[2]
    assert "Tea helps" not in "".join(read)


def test_of_somebody_marked_sensitive_nothing_says_where_they_are(client, sign_in, world, adair):
    row = make_wrong(world, adair, words="canary")
    with as_system():
        contact = make_related(adair, telephone="020 7946 0000", **wrong(world))
        Preference.objects.create(
            person=adair, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("privacy_officer")

    shown = [text(client.get(LIST)), text(client.get(LIST, {"sort": "place"}))]
    read = [text(client.post(of(each), {"why": WHY})) for each in (row, contact)]

    assert client.get(LIST, {"place": "HUB1"}).context["found"].total == 0
    assert "canary" in read[0]
    for page in (*[each.partition("<table")[2] for each in shown], *read):
        assert not any(words in page for words in ("Hub One", "Practice A", "Hsca 1", "020 7946 0000"))


def test_the_list_is_chosen_sorted_and_paged(client, sign_in, world, adair):
    bello = world.person("BELLO")
    make_wrong(world, adair, in_error_reason="WRONG_PERSON", in_error_at=NOW - timedelta(days=40))
    for number in range(1, 22):
        make_wrong(world, bello, number=number, organisation=world.organisation("PB"))
    sign_in("privacy_officer")

    def total(**query: str) -> int:
        return client.get(LIST, query).context["found"].total

    assert (total(), total(kind="PLAN"), total(kind="OFFER"), total(kind="nonsense")) == (22, 22, 0, 22)
    assert (total(why="HARMFUL"), total(why="WRONG_PERSON"), total(why="WRONG")) == (21, 1, 0)
    assert (total(place="PB"), total(place="HUB1"), total(place="nonsense")) == (21, 1, 22)
    assert (total(from_on=TODAY.isoformat()), total(until_on=TODAY.isoformat())) == (21, 22)
    assert total(until_on=(TODAY - timedelta(days=1)).isoformat()) == 1
    assert client.get(LIST, {"sort": "at"}).context["found"].lines[0].reason == "Another person's plan"
    assert client.get(LIST, {"sort": "place"}).context["found"].lines[0].place == "Hub One"
    assert client.get(LIST, {"sort": "-why"}).context["found"].lines[0].reason == "Another person's plan"
    assert client.get(LIST, {"sort": "name; DROP"}).status_code == 200
    assert len(client.get(LIST, {"page": "2"}).context["found"].lines) == 2
    assert client.get(LIST, {"page": "9"}).url == LIST
    empty = text(client.get(LIST, {"why": "WRONG"}))
    assert "No record fits these filters" in empty


@pytest.mark.parametrize(("who", "team"), [("case_manager_1", "HUB1"), ("gp_a", "PA")])
def test_no_page_about_the_person_has_a_word_of_it(client, sign_in, world, adair, who, team, caplog):
    sign_in(who)
    day = TODAY - timedelta(days=1)
    owned = {"held_by": "STAFF", "owner_organisation": world.organisation(team)}
    with as_system():
        row = make_plan(adair, words="canary", agreed=True)
        PlanGoal.objects.filter(plan=row).update(by_on=TODAY, set_on=day, reviewed_on=day, **owned)
    stood = ("/my-day/?whose=team", "/my-day/print/?whose=team", f"/people/{adair.public_id}/")
    assert all("canary" in text(client.get(each)) for each in stood)
    with as_system():
        CarePlan.objects.filter(pk=row.pk).update(**wrong(world, in_error_reason="HARMFUL"))
    known = {"person": adair.public_id, "plan": row.public_id, "retracted": row.public_id}

    for name, address in TABLE.items():
        if address.record in known:
            answer = client.get(reverse(name, kwargs={parameter_of(name): known[address.record]}))
            assert "canary" not in answer.content.decode(errors="replace"), name
    assert client.post("/search/", {"q": "canary"}).status_code == 200
    assert "canary" not in caplog.text
    for each in (*stood, "/", "/signing/", "/gp-record/"):
        assert "canary" not in text(client.get(each, follow=True)), each


def test_a_reason_that_is_missing_is_told_once_in_the_title(client, sign_in, world, adair):
    plan = make_wrong(world, adair)
    sign_in("privacy_officer")
    title = text(client.post(of(plan), {"why": ""})).split("<title>")[1].split("</title>")[0]
    assert title.count("Error:") == 1


def test_why_an_earlier_revision_was_kept_is_shown_with_it(client, sign_in, pages, adair):
    plan = pages.begin()
    pages.write(plan, "HELPS", "canary first", kept="on", kept_why="canary kept")
    pages.write(plan, "HELPS", "canary second", kept="", kept_why="")
    pages.agree(plan)
    pages.wrong(plan)
    sign_in("privacy_officer")
    with as_system():
        row = CarePlan.objects.get()
    assert "canary kept" in text(client.post(of(row), {"why": WHY}))


def test_a_page_beyond_the_end_keeps_the_filters(client, sign_in, world, adair):
    make_wrong(world, adair)
    sign_in("privacy_officer")
    assert client.get(LIST, {"why": "HARMFUL", "page": 9}).url == f"{LIST}?why=HARMFUL"

"""/due/<organisation>/: everybody on one list, each count opens what it counts."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from careplans.rules.due import TO_DO, DueList
from patients.models import Person, Preference, PreferenceKind
from patients.models.residence import HOMES, Residence
from tests.careplans.sessions import make_offer, make_review, make_session
from tests.contracts.rows import statements
from tests.factories import PersonFactory
from tests.tiers.factories import DecisionFactory
from tests.world import NOW, TODAY, as_system
from wsic.dates import months_before

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HERE = "1 Test Road"


def make_everybody(world) -> dict[DueList, Person]:
    """Somebody on every list; practice B is not live."""
    live, later = world.organisation("PA"), world.organisation("PB")
    live.live_on = months_before(TODAY, 24)
    live.save(update_fields=["live_on"])
    people = {each: _somebody(each, later if each is DueList.NOT_LIVE else live) for each in DueList}
    make_session(people[DueList.RECORD], on=TODAY - DAY, state="BOOKED")
    make_session(people[DueList.BOOKED], on=TODAY, state="BOOKED")
    make_review(people[DueList.REVIEW], on=TODAY)
    make_offer(people[DueList.BOOK], on=TODAY, answer="ACCEPTED")
    make_offer(people[DueList.WAITING], on=TODAY, answer="DECLINED", again_on=TODAY + DAY)
    make_session(people[DueList.LATER], on=TODAY)
    make_session(people[DueList.CALL], on=TODAY - DAY, state="CANCELLED", at=NOW - DAY)
    make_offer(people[DueList.SECOND], on=TODAY - 14 * DAY)
    make_offer(people[DueList.INVITED], on=TODAY - 13 * DAY)
    return people


def _somebody(name: DueList, practice) -> Person:
    return PersonFactory(
        practice=practice, details__family_name=f"On {name.title().replace('_', '')}", details__address=HERE
    )


@pytest.fixture
def everybody(world):
    with as_system():
        return make_everybody(world)


def open_list(client, code: str, world, **query) -> str:
    address = reverse("careplans:due_of", args=[world.organisation(code).public_id])
    return " ".join(client.get(address, query).text.split())


def open_sessions(client, person) -> str:
    return " ".join(client.get(reverse("careplans:person_sessions", args=[person.public_id])).text.split())


def rows(text: str) -> list[str]:
    return re.findall(r"<span class=\"who\"><a [^>]*><b>([^<]*)", text)


@pytest.mark.parametrize("name", [each for each in DueList if each is not DueList.NOT_LIVE])
def test_each_list_has_who_stands_on_it(client, sign_in, world, everybody, name):
    sign_in("gp_a")

    text = open_list(client, "PA", world, list=name)

    found = [each for each in rows(text) if each.startswith("ON ")]
    assert [each.split(",")[0] for each in found] == [f"ON {name.title().replace('_', '').upper()}"]


def test_where_the_practice_is_not_live_nobody_is_due(client, sign_in, world, everybody):
    sign_in("gp_b")

    text = open_list(client, "PB", world)

    assert re.findall(r'<td class="c-reason"><b>([^<]*)', text) == ["Practice not live"] * len(rows(text))


def test_every_count_opens_as_many_as_it_says(client, sign_in, world, everybody):
    sign_in("case_manager_1")
    text = open_list(client, "HUB1", world, size="50")
    tabs = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*) <b>(\d+)</b>', text)

    for address, label, count in tabs:
        opened = " ".join(client.get(address.replace("&amp;", "&")).text.split())
        assert len(rows(opened)) == int(count), label
    assert {label for _, label, _ in tabs} >= {"Everybody", "To do", "To ring", "Second invitation"}


def test_what_is_over_is_counted_and_opened(client, sign_in, world, everybody):
    sign_in("gp_a")
    text = open_list(client, "PA", world)
    ((address, count),) = re.findall(r'href="([^"]*)">(\d+) windows are over', text)
    here = reverse("careplans:due_of", args=[world.organisation("PA").public_id])

    over = " ".join(client.get(here + address.replace("&amp;", "&")).text.split())

    assert len(rows(over)) == int(count) > 0
    assert "ON LATER" not in over
    assert "ON BOOKED" not in over


def test_who_has_died_or_left_is_on_no_list(client, sign_in, world, everybody):
    with as_system():
        gone = everybody[DueList.CALL]
        gone.details.update(died_on=TODAY)
    sign_in("gp_a")

    text = open_list(client, "PA", world)

    assert ("ON CALL" in text, "DEAN" in text, "EVANS" in text) == (False, False, False)


def test_where_somebody_lives_is_withheld_as_the_reason_to_ring_too(client, sign_in, world, everybody):
    with as_system():
        marked = everybody[DueList.INVITE]
        Preference.objects.create(
            person=marked, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
        Residence.objects.create(person=marked, kind=HOMES[0], as_on=TODAY, from_on=TODAY)
    sign_in("case_manager_1")

    pages = [open_list(client, "HUB1", world, list="CALL"), open_sessions(client, marked)]

    assert all("To ring</b>" in page for page in pages)
    assert "ON INVITE" in pages[0]
    assert not any("lives in a care home" in page.split("<details")[0] for page in pages)


def test_who_declined_then_booked_and_did_not_come_is_rung(client, sign_in, world, everybody):
    with as_system():
        make_offer(everybody[DueList.SECOND], on=TODAY, answer="DECLINED", again_on=TODAY + DAY)
        make_session(everybody[DueList.SECOND], on=TODAY - DAY, state="CANCELLED", at=NOW - DAY)
        make_offer(everybody[DueList.INVITE], on=TODAY - DAY, answer="DECLINED", again_on=TODAY + DAY)
        make_session(everybody[DueList.INVITE], on=TODAY, state="DID_NOT_ATTEND")
    sign_in("gp_a")

    text = open_list(client, "PA", world, list="CALL")

    assert ("ON INVITE" in text, "ON SECOND" in text) == (True, False)


def test_a_tier_that_rises_changes_the_session_at_once(client, sign_in, world, everybody):
    with as_system():
        DecisionFactory(person=everybody[DueList.LATER], tier=3, decided_on=TODAY)
    sign_in("gp_a")

    text = open_list(client, "PA", world, kind="JOINT")

    assert [each for each in rows(text) if each.startswith("ON ")] == [
        f"ON LATER, Person {everybody[DueList.LATER].pk}"
    ]


@pytest.mark.parametrize(
    "sort", ["due", "-due", "name", "-name", "born", "-born", "tier", "-tier", "last", "-last"]
)
def test_every_order_has_everybody(client, sign_in, world, everybody, sort):
    sign_in("gp_a")

    assert sorted(rows(open_list(client, "PA", world, sort=sort))) == sorted(
        rows(open_list(client, "PA", world))
    )


def test_what_is_to_do_is_on_the_lists_that_say_so(client, sign_in, world, everybody):
    sign_in("gp_a")

    text = open_list(client, "PA", world, list="to-do")

    to_do = {f"ON {each.upper()}" for each in TO_DO}
    assert {each.split(",")[0] for each in rows(text) if each.startswith("ON ")} == to_do


def test_statements_do_not_grow_with_people(client, sign_in, world, everybody):
    sign_in("gp_a")
    open_list(client, "PA", world)
    of_few = statements(lambda: open_list(client, "PA", world))
    with as_system():
        for _ in range(30):
            PersonFactory(practice=world.organisation("PA"))

    assert len(statements(lambda: open_list(client, "PA", world, size="50"))) == len(of_few) <= 12

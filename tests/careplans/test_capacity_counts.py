"""Numbers of planning sessions for who sees no people: counted once a month, without the small ones."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from careplans.models import CountOf, SessionCount, StaffRole
from careplans.rules.capacity import months_ahead
from careplans.running import count_all
from careplans.tasks import count_sessions
from tests.careplans.capacity import make_hours
from tests.careplans.sessions import make_offer, make_session
from tests.factories import PersonFactory
from tests.world import TODAY, as_system
from wsic.dates import months_before

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
JULY = TODAY + DAY
THIS = TODAY.replace(day=1)


@pytest.fixture
def counted(world):
    """Practice A owes seven people a session in July, of whom six were offered one, and four in August."""
    with as_system():
        place = world.organisation("PA")
        place.live_on = months_before(TODAY, 24)
        place.save(update_fields=["live_on"])
        for number in range(7):
            person = PersonFactory(practice=place)
            make_session(person, on=months_before(JULY, 12), kind="HSCA", attended=["HSCA"])
            if number:
                make_offer(person, on=TODAY, kind="HSCA")
        for _ in range(4):
            make_session(
                PersonFactory(practice=place), on=months_before(JULY, 11), kind="HSCA", attended=["HSCA"]
            )
    count_all(on=TODAY)


def number_of(world, what, month=THIS, kind="HSCA"):
    with as_system():
        row = SessionCount.objects.get(
            practice=world.organisation("PA"), month_on=month, kind=kind, what=what
        )
    return row.number


def open_page(client, world, code, name="capacity_of", **query):
    return client.get(reverse(f"careplans:{name}", args=[world.organisation(code).public_id]), query)


def test_small_numbers_are_stored_nowhere_and_the_others_are_those_of_the_people(world, counted):
    closing = [number_of(world, CountOf.CLOSING, each.from_on.replace(day=1)) for each in months_ahead(TODAY)]

    assert (closing[1], closing[2]) == (7, None)
    assert (number_of(world, CountOf.OFFERED), number_of(world, CountOf.OFFERED, kind="JOINT")) == (6, 0)
    assert number_of(world, CountOf.HELD, months_before(JULY, 12)) == 7
    assert number_of(world, CountOf.HELD_YEAR) == 11
    with as_system(), pytest.raises(IntegrityError, match="no_small_count"), transaction.atomic():
        SessionCount.objects.filter(what=CountOf.HELD_YEAR).update(number=3)


def test_they_are_counted_once_a_month(world, counted):
    with as_system():
        before = list(SessionCount.objects.order_by("pk").values())
        make_offer(PersonFactory(practice=world.organisation("PA")), on=TODAY, kind="HSCA")

    count_sessions()

    with as_system():
        assert list(SessionCount.objects.order_by("pk").values()) == before
    count_all(on=JULY)
    assert number_of(world, CountOf.OFFERED, JULY) == 0
    assert number_of(world, CountOf.OFFERED) == 7


def test_the_programme_sees_numbers_and_no_list_and_is_told_what_cannot_be_told(
    client, sign_in, world, counted
):
    with as_system():
        make_hours("HUB1", "0.75", role=StaffRole.HSCA)
        make_hours("PA", "0", role=StaffRole.GP)
    sign_in("analyst")

    answer = open_page(client, world, "CCG", kind="HSCA")
    rows = {row.name: row for row, _ in answer.context["rows"]}

    assert "/due/" not in answer.text
    assert [each.words for each, _ in rows["Practice A"].months[1:3]] == ["7", "fewer than 5"]
    assert {each.words for each, _ in rows["Practice B"].months} == {"Not counted"}
    assert rows["Hub One"].months[2][0].words == "fewer than 5"
    assert rows["All practices together"].uncounted == 1
    months = open_page(client, world, "HUB1", kind="HSCA").context["months"]
    assert [month.cells[0][2] for month in months][1:3] == ["Short by 5 h", "Cannot be told"]


@pytest.mark.parametrize("code", ["CCG", "HUB1", "PA"])
def test_the_months_before_are_numbers_alone(client, sign_in, world, counted, code):
    sign_in("administrator")

    rows = open_page(client, world, code, "capacity_months").context["months"].rows

    assert rows[0].cells[5:] == ("0", "6", "0", "0", "0")
    assert rows[1].cells[5] == "Not counted"
    assert rows[-1].cells[8] == "0"


def test_of_all_practices_a_wave_is_shown_with_its_hubs_and_all_of_it_together(
    client, sign_in, world, counted
):
    for code, wave in (("PA", 1), ("PB", 2)):
        place = world.organisation(code)
        place.wave = wave
        with as_system():
            place.save(update_fields=["wave"])
    sign_in("analyst")

    everything, first = (
        [row.name for row, _ in open_page(client, world, "CCG", sort="overdue", **query).context["rows"]]
        for query in ({}, {"wave": "1"})
    )

    assert everything == ["Practice A", "Practice B", "Hub One", "Hub Two", "All practices together"]
    assert first == ["Practice A"]

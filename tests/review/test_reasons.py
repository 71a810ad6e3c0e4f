"""The reason that a trail gives for a reading: the one that the walls let it through by, at that instant."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from patients.actions import break_glass
from patients.actions.break_glass import Emergency
from patients.models import AccessReview, EmergencyReason
from tests.patients.test_break_glass import BORN, number_of
from tests.review.test_trail import of_person, read, text, write
from tests.world import NOW, as_system
from wsic import work
from wsic.dates import london_date

pytestmark = pytest.mark.django_db
IN_AN_EMERGENCY = "Opened in an emergency"
PAST_MIDNIGHT = datetime(2026, 6, 30, 23, 15, tzinfo=UTC)  # 00:15 of 1 July in London


@pytest.fixture
def emergency(world) -> Emergency:
    return Emergency(number_of("COHEN", world), BORN, EmergencyReason.VITAL_INTEREST, "Found on the floor")


def open_as(user, emergency, at) -> None:
    on = london_date(at)
    with time_machine.travel(at, tick=False), work.acting_as(user, on=on):
        break_glass.open_record(emergency=emergency, by=user, on=on, at=at)


def whys(client, sign_in, person, **query: str) -> set[str]:
    """Of the rows that are no review of the officer's."""
    sign_in("privacy_officer")
    lines = client.get(of_person(person, **query)).context["page"].lines
    return {line.why for line in lines if line.what == "Front sheet of the person" or line.denied}


@pytest.mark.parametrize("name", ["ADAIR", "COHEN"])
def test_who_works_for_two_practices_reads_by_the_one_that_registers(client, sign_in, world, name):
    person = world.person(name)
    read(client, sign_in, "locum", person)

    assert whys(client, sign_in, person) == {"Registered with the practice"}


def test_a_membership_that_was_over_that_day_gives_no_reason(client, sign_in, world):
    cohen = world.person("COHEN")
    read(client, sign_in, "locum", cohen)
    with as_system():
        world.user("locum").memberships.filter(organisation__code="PB").update(to_on=london_date(NOW))

    assert whys(client, sign_in, cohen) == {""}


def test_after_an_emergency_has_ended_nothing_was_shown(client, sign_in, world, emergency):
    cohen = world.person("COHEN")
    open_as(world.user("gp_a"), emergency, NOW)
    with time_machine.travel(NOW + timedelta(hours=9), tick=False):
        read(client, sign_in, "gp_a", cohen)
        shown = whys(client, sign_in, cohen, kind="DENIAL")
        page = text(client.get(of_person(cohen, kind="DENIAL")))

    assert shown == {""}
    assert "Nothing was shown" in page
    assert "No relationship of that day" not in page


@pytest.mark.parametrize(("minutes", "why"), [(5, IN_AN_EMERGENCY), (15, "")])
def test_an_emergency_is_the_reason_until_the_instant_it_was_ended(
    client, sign_in, world, emergency, minutes, why
):
    cohen, user, ended = world.person("COHEN"), world.user("gp_a"), NOW + timedelta(minutes=10)
    open_as(user, emergency, NOW)
    with as_system():
        review = AccessReview.objects.get()
    with time_machine.travel(ended, tick=False), work.acting_as(user, on=london_date(NOW)):
        break_glass.end(review=review, by=user)

    with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        write(cohen, 1, user)

    assert whys(client, sign_in, cohen) == {why}


def test_past_midnight_it_is_the_london_day_that_counts(client, sign_in, world, emergency):
    cohen = world.person("COHEN")
    open_as(world.user("gp_a"), emergency, PAST_MIDNIGHT)
    with time_machine.travel(PAST_MIDNIGHT + timedelta(minutes=5), tick=False):
        read(client, sign_in, "gp_a", cohen)

        assert whys(client, sign_in, cohen) == {IN_AN_EMERGENCY}

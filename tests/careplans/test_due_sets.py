"""Everybody stands on one due-list: the statement held against the plain reading, over random people."""

import random

import pytest

from careplans.rules.entitlement import JointAttendance, SessionSettings
from careplans.sets import due as sets
from patients.models.base import reach_of
from tests.careplans.pasts import expected, somebody, wordings
from tests.world import TODAY, as_system
from wsic.accounts.roles import Verb
from wsic.dates import months_before
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
EACH = SessionSettings(attendance=JointAttendance.EACH_ONCE, spacing=2, joint_a_year=3)


@pytest.mark.parametrize("settings", [SessionSettings(), EACH], ids=["together", "each once"])
@pytest.mark.parametrize("_time", [1, *(pytest.param(more, marks=pytest.mark.long) for more in (2, 3, 4))])
def test_lists_and_windows_are_those_of_the_oracle(world, settings, _time):
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    places = [world.organisation("PA"), world.organisation("PB")]
    with as_system():
        places[0].live_on, places[1].live_on = months_before(TODAY, 30), months_before(TODAY, 5)
        for place in places:
            place.save(update_fields=["live_on"])
        wordings(chance)
        people = [somebody(chance, places) for _ in range(80)]
        as_read = {key: expected(key, settings) for key in people}

    with acting_as(world.user("locum"), on=TODAY) as reader:
        parameters = sets.due_parameters(TODAY, settings, practices=[place.pk for place in places])
        found = sets.places(reach_of(reader, to=Verb.REGISTER), parameters)
    told = {key: _told(found[key]) for key in people}

    assert told == as_read, f"seed {seed}"


def _told(row):
    return (row["list"], row["overdue"], row["from_on"], row["by_on"], row["because"], row["last_on"])

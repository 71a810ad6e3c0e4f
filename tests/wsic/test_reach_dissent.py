"""A dissent ends what is shared beyond the practice, for its days, and nothing else."""

from datetime import timedelta

import pytest

from patients.actions.reach import grant_reach, refresh_reach
from patients.models import Preference, PreferenceKind
from patients.sets.reach import difference
from tests.world import NOW, SYSTEM, TODAY, as_system
from tests.wsic.test_reach_facts import reached_by
from wsic import clock
from wsic.relationships import Why

pytestmark = pytest.mark.django_db
BEFORE, YESTERDAY, TOMORROW = (TODAY + timedelta(days=days) for days in (-30, -1, 1))
ALL_OF_A, ALL_BUT_ONE = (3, 3), (2, 2)


def says(world, kind=PreferenceKind.DIRECT_CARE_DISSENT, *, from_on=TODAY, to_on=None, **more) -> None:
    with as_system():
        person = world.person("ADAIR")
        Preference.objects.create(
            person=person, kind=kind, from_on=from_on, to_on=to_on, as_on=TODAY, recorded_at=NOW, **more
        )
        refresh_reach(people=[person.pk], by=SYSTEM)
        assert difference() == (0, 0)


def grant(world, to, why, **more) -> None:
    with as_system():
        grant_reach(
            people=[world.person("ADAIR").pk], to=to, why=why, source="work:1", from_on=BEFORE, by=SYSTEM,
            at=NOW, **more,
        )  # fmt: skip


def test_the_hub_sees_the_person_no_more_and_the_practice_does(world):
    says(world)

    assert reached_by(world.user("case_manager_1")) == ALL_BUT_ONE
    assert reached_by(world.user("case_manager_1"), on=YESTERDAY) == ALL_OF_A
    assert reached_by(world.user("gp_a")) == ALL_OF_A


def test_it_holds_for_its_days_alone(world):
    says(world, from_on=YESTERDAY, to_on=TOMORROW)

    days = (BEFORE, YESTERDAY, TODAY, TOMORROW)
    seen = [reached_by(world.user("case_manager_1"), on=day)[0] for day in days]

    assert seen == [3, 2, 2, 3]


def test_two_at_once_hold_until_the_later_end(world):
    says(world, from_on=YESTERDAY, to_on=TODAY)
    says(world, from_on=YESTERDAY - timedelta(days=1), to_on=TOMORROW)

    seen = [reached_by(world.user("case_manager_1"), on=day) for day in (TODAY, TOMORROW)]

    assert seen == [ALL_BUT_ONE, ALL_OF_A]


@pytest.mark.parametrize("kind", sorted(set(PreferenceKind) - {PreferenceKind.DIRECT_CARE_DISSENT}))
def test_every_other_preference_leaves_direct_care_alone(world, kind):
    says(world, kind)

    assert reached_by(world.user("case_manager_1")) == ALL_OF_A


def test_one_that_was_taken_back_ends_nothing(world):
    says(world, replaced_at=NOW)

    assert reached_by(world.user("case_manager_1")) == ALL_OF_A


@pytest.mark.parametrize("why", [Why.REFERRAL, Why.CARE_TEAM, Why.MEETING])
def test_it_ends_whatever_is_shared(world, why):
    grant(world, world.organisation("COM"), why)
    assert reached_by(world.user("community_nurse")) == (1, 1)

    says(world)

    assert reached_by(world.user("community_nurse")) == (0, 0)


def test_a_record_opened_in_an_emergency_stays_open(world):
    says(world)
    grant(world, world.user("gp_b"), Why.BREAK_GLASS, ends_at=clock.instant() + timedelta(hours=8))

    assert reached_by(world.user("gp_b")) == (2, 2)

"""What is shared beyond the practice: both signatures on each day, a hand-over for care under way."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from patients.actions.reach import grant_reach, refresh_reach
from patients.models import Registration
from patients.sets.reach import difference
from tests.factories import ImportFactory, PersonFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tests.wsic.test_reach_facts import reached_by
from wsic.accounts.models import Membership
from wsic.organisations.models import Agreement
from wsic.relationships import Why

pytestmark = pytest.mark.django_db
BEFORE, YESTERDAY, TOMORROW = (TODAY + timedelta(days=days) for days in (-30, -1, 1))
HAND_OVER = TODAY + timedelta(days=28)
A_WEEK_ON = TODAY + timedelta(days=7)
ONE, NOBODY = (1, 1), (0, 0)
HELD_BY_A_USER = {Why.CARE_TEAM: "user", Why.MEETING: "user", Why.TELEPHONE: "user"}


def share(world, why: Why, *, from_on=BEFORE, at: datetime = NOW - timedelta(days=30), code="COM") -> None:
    """ADAIR of practice A, with a community nurse or the nurse's organisation."""
    organisation = world.organisation(code)
    to = world.user("community_nurse") if why in HELD_BY_A_USER else organisation
    acting_for = organisation if why in HELD_BY_A_USER else None
    with as_system():
        grant_reach(
            people=[world.person("ADAIR").pk], to=to, why=why, source="work:1", from_on=from_on, by=SYSTEM,
            at=at, acting_for=acting_for,
        )  # fmt: skip


def change(code: str, **fields) -> None:
    with as_system():
        assert Agreement.objects.filter(organisation__code=code).update(**fields)
        refresh_reach(people=None, by=SYSTEM)
        assert difference() == (0, 0)


@pytest.mark.parametrize("why", [Why.REFERRAL, Why.CARE_TEAM, Why.MEETING, Why.TELEPHONE])
@pytest.mark.parametrize("side", ["PA", "COM"])
def test_nothing_is_shared_before_both_have_signed(world, why, side):
    share(world, why)
    nurse = world.user("community_nurse")
    assert reached_by(nurse) == ONE

    change(side, signed_on=TOMORROW)

    assert reached_by(nurse) == NOBODY
    assert reached_by(nurse, on=TOMORROW) == ONE


@pytest.mark.parametrize("side", ["PA", "COM"])
def test_a_signature_that_was_taken_back_is_none(world, side):
    share(world, Why.REFERRAL)

    change(side, replaced_at=NOW)

    assert reached_by(world.user("community_nurse")) == NOBODY


@pytest.mark.parametrize("why", [Why.REFERRAL, Why.CARE_TEAM])
@pytest.mark.parametrize("side", ["PA", "COM"])
def test_care_under_way_goes_on_until_the_hand_over(world, why, side):
    share(world, why)

    change(side, withdrawn_on=TODAY, hand_over_until=HAND_OVER)

    nurse = world.user("community_nurse")
    seen = [reached_by(nurse, on=day) for day in (TODAY, HAND_OVER - timedelta(days=1), HAND_OVER)]
    assert seen == [ONE, ONE, NOBODY]


@pytest.mark.parametrize("side", ["PA", "COM"])
@pytest.mark.parametrize("why", [Why.MEETING, Why.TELEPHONE])
def test_a_meeting_and_a_call_are_no_care_under_way(world, why, side):
    share(world, why)

    change(side, withdrawn_on=TODAY, hand_over_until=HAND_OVER)

    assert reached_by(world.user("community_nurse")) == NOBODY


@pytest.mark.parametrize(
    "late",
    [
        {"from_on": TODAY},
        {"from_on": YESTERDAY, "at": NOW},  # dated back after the signature had gone
    ],
)
@pytest.mark.parametrize("side", ["PA", "COM"])
def test_nothing_new_begins_during_the_hand_over(world, late, side):
    change(side, withdrawn_on=TODAY, hand_over_until=HAND_OVER)

    share(world, Why.REFERRAL, **late)

    assert reached_by(world.user("community_nurse")) == NOBODY


def test_a_hub_has_no_hand_over(world):
    change("PA", withdrawn_on=TODAY, hand_over_until=HAND_OVER)

    assert reached_by(world.user("case_manager_1")) == NOBODY
    assert reached_by(world.user("gp_a")) == (3, 3)


def test_an_organisation_signs_nothing_with_itself(world):
    """Somebody of the practice on the care team of one of its own people."""
    with as_system():
        Membership.objects.filter(user__username="community_nurse").update(
            organisation=world.organisation("PA")
        )
    share(world, Why.CARE_TEAM, code="PA")

    change("PA", signed_on=TOMORROW)

    assert reached_by(world.user("community_nurse")) == ONE


def test_who_stops_working_for_whom_they_acted_reaches_nobody_by_it(world):
    share(world, Why.CARE_TEAM)
    with as_system():
        nurse = world.user("community_nurse")
        Membership.objects.filter(user=nurse).update(to_on=TODAY)
        Membership.objects.create(
            user=nurse, organisation=world.organisation("COU"), role="COMMUNITY_NURSE", from_on=BEFORE
        )

    assert reached_by(nurse) == NOBODY
    assert reached_by(nurse, on=YESTERDAY) == ONE


def test_after_a_move_the_new_practice_must_have_signed(world):
    share(world, Why.REFERRAL)
    adair = world.person("ADAIR")
    with as_system():
        Registration.objects.filter(person=adair).update(to_on=TODAY)
        Registration.objects.create(
            person=adair, practice=world.organisation("PB"), from_on=TODAY, as_on=TODAY
        )
    change("PB", signed_on=TOMORROW)

    seen = [reached_by(world.user("community_nurse"), on=day) for day in (YESTERDAY, TODAY, TOMORROW)]

    assert seen == [ONE, NOBODY, ONE]


def test_a_user_who_acts_for_nobody_is_given_nothing_shared(world):
    with as_system(), pytest.raises(IntegrityError, match="for_whom_a_user_acts"), transaction.atomic():
        grant_reach(
            people=[world.person("ADAIR").pk], to=world.user("community_nurse"), why=Why.CARE_TEAM,
            source="work:1", from_on=TODAY, by=SYSTEM, at=NOW,
        )  # fmt: skip


def test_who_is_registered_nowhere_is_shared_with_nobody(world):
    with as_system():
        person = PersonFactory()
        grant_reach(
            people=[person.pk], to=world.organisation("COM"), why=Why.REFERRAL, source="work:1",
            from_on=BEFORE, by=SYSTEM, at=NOW,
        )  # fmt: skip
        assert difference() == (0, 0)

    assert reached_by(world.user("community_nurse")) == NOBODY


@pytest.mark.parametrize(
    ("fields", "at_the_practice"), [({"kind": "TEMPORARY"}, 3), ({"replaced_by": True}, 2)]
)
def test_a_registration_that_is_not_regular_or_not_so_any_more_shares_nothing(world, fields, at_the_practice):
    share(world, Why.REFERRAL)
    assert reached_by(world.user("community_nurse")) == ONE

    with as_system():
        if "replaced_by" in fields:
            fields = {"replaced_by": ImportFactory()}
        Registration.objects.filter(person=world.person("ADAIR")).update(**fields)
        refresh_reach(people=None, by=SYSTEM)

    assert reached_by(world.user("community_nurse")) == NOBODY
    assert reached_by(world.user("case_manager_1")) == (2, 2)
    assert reached_by(world.user("gp_a")) == (at_the_practice, at_the_practice)

"""What other work opens, and to whom: role and relationship together, on both walls."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from patients.actions.reach import end_reach, grant_reach
from patients.models import Person
from patients.sets.reach import difference
from tests.world import NOW, SYSTEM, TODAY, as_system
from tests.wsic.owner import value
from wsic import clock, work
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.relationships import RELATIONSHIPS, Holder, Why, opens

pytestmark = pytest.mark.django_db


def reached_by(user, *, on=TODAY) -> tuple[int, object]:
    """People by code and by the database."""
    with work.acting_as(user, on=on):
        return Person.objects.visible_to(user).count(), value("SELECT count(*) FROM patients_person")


def grant(world, to, **how) -> None:
    given = {"why": Why.REFERRAL, "source": "referral:1", "from_on": TODAY, "by": SYSTEM, "at": NOW}
    if isinstance(to, User) and how.get("why") != Why.BREAK_GLASS:
        given["acting_for"] = world.organisation("COM")
    given |= how
    with as_system():
        grant_reach(people=[world.person("ADAIR").pk], to=to, **given)


def test_a_grant_opens_a_record_to_a_service_and_its_end_closes_it(world):
    nurse = world.user("community_nurse")
    grant(world, world.organisation("COM"))

    assert reached_by(nurse) == (1, 1)
    with as_system():
        end_reach(source="referral:1", on=TODAY, by=SYSTEM)
        assert difference() == (0, 0)
    assert reached_by(nurse) == (0, 0)


@pytest.mark.parametrize("name", ["out_of_hours", "analyst", "voluntary_provider"])
@pytest.mark.parametrize("why", [Why.CARE_TEAM, Why.MEETING])
def test_a_role_that_is_not_in_the_relationship_sees_nobody_by_it(world, name, why):
    grant(world, world.user(name), why=why)
    grant(world, world.organisation("COM"), why=why)

    assert reached_by(world.user(name)) == (0, 0)


def test_a_grant_in_ones_own_name_ends_with_the_last_membership(world):
    user = world.user("community_nurse")
    grant(world, user, why=Why.CARE_TEAM)
    assert reached_by(user) == (1, 1)

    with as_system():
        user.memberships.update(to_on=TODAY)

    assert reached_by(user) == (0, 0)


def test_a_grant_ends_at_its_instant(world):
    user, at = world.user("gp_b"), clock.instant()
    grant(world, user, why=Why.BREAK_GLASS, ends_at=at + timedelta(hours=8))
    assert reached_by(user) == (2, 2)

    grant(world, user, why=Why.BREAK_GLASS, ends_at=at - timedelta(seconds=1))

    assert reached_by(user) == (1, 1)


def test_a_user_grants_nothing_about_people_of_others(world):
    cohen, team = world.person("COHEN").pk, world.user("community_nurse")
    given = {"why": Why.CARE_TEAM, "source": "team:1", "from_on": TODAY, "at": NOW}
    gp = world.user("gp_a")

    with work.acting_as(gp, on=TODAY), pytest.raises(PermissionDenied):
        grant_reach(people=[cohen], to=team, by=gp, **given)


def test_the_database_refuses_a_grant_about_people_of_others(world):
    cohen, gp = world.person("COHEN").pk, world.user("gp_a")
    insert = (
        "INSERT INTO patients_reachgrant (person_id, user_id, why, from_on, source, granted_at)"
        f" VALUES ({cohen}, {gp.pk}, 'BREAK_GLASS', '2026-06-30', 'sql:1', now()) RETURNING 1"
    )

    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        work.acting_as(gp, on=TODAY),
    ):
        value(insert)


@pytest.mark.fast
def test_a_role_opens_what_both_it_and_the_relationship_allow():
    for why, relationship in RELATIONSHIPS.items():
        for role in Role:
            for verb in relationship.verbs:
                assert opens(why, role, verb) <= (role in relationship.roles)
    assert RELATIONSHIPS[Why.BREAK_GLASS].held_by == {Holder.USER}

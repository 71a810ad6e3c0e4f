"""Reach follows from registrations, links and agreements: what ends there ends here, on both walls."""

from datetime import timedelta

import pytest

from patients.actions.reach import refresh_reach
from patients.models import Person
from tests.world import NOW, SYSTEM, TODAY, as_system
from tests.wsic.owner import value
from wsic import work
from wsic.accounts.models import Membership
from wsic.organisations.models import Agreement, AgreementKind, OrganisationLink

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ALL_OF_A, NOBODY = (3, 3), (0, 0)


def reached_by(user, *, on=TODAY) -> tuple[int, object]:
    """People by code and by the database."""
    with work.acting_as(user, on=on):
        return Person.objects.visible_to(user).count(), value("SELECT count(*) FROM patients_person")


def change(model, *, refresh: bool = True, **fields):
    """Change rows of a model and bring Reach up to date, in one transaction as the actions do."""

    def changed(**which) -> None:
        with as_system():
            assert model.objects.filter(**which).update(**fields)
            if refresh:
                refresh_reach(people=None, by=SYSTEM)

    return changed


def test_a_hub_reaches_its_practices_people(world):
    assert reached_by(world.user("case_manager_1")) == ALL_OF_A


@pytest.mark.parametrize("side", ["PA", "HUB1"])
def test_without_both_signatures_a_hub_reaches_nobody(world, side):
    with as_system():
        Agreement.objects.filter(organisation__code=side).delete()
        refresh_reach(people=None, by=SYSTEM)

    assert reached_by(world.user("case_manager_1")) == NOBODY
    assert reached_by(world.user("gp_a")) == ALL_OF_A


@pytest.mark.parametrize("side", ["PA", "HUB1"])
def test_the_heads_of_agreement_share_nothing(world, side):
    change(Agreement, kind=AgreementKind.HEADS_OF_AGREEMENT)(organisation__code=side)

    assert reached_by(world.user("case_manager_1")) == NOBODY


def test_an_agreement_signed_tomorrow_shares_nothing_today(world):
    change(Agreement, signed_on=TOMORROW)(organisation__code="HUB1")

    assert reached_by(world.user("case_manager_1")) == NOBODY
    assert reached_by(world.user("case_manager_1"), on=TOMORROW) == ALL_OF_A


@pytest.mark.parametrize(("day", "expected"), [(TODAY, NOBODY), (TOMORROW, ALL_OF_A)])
def test_an_agreement_shares_until_the_day_of_its_withdrawal_excluded(world, day, expected):
    change(Agreement, withdrawn_on=day)(organisation__code="PA")

    assert reached_by(world.user("case_manager_1")) == expected


@pytest.mark.parametrize(("day", "expected"), [(TODAY, NOBODY), (TOMORROW, ALL_OF_A)])
def test_a_hub_reaches_until_its_link_ends(world, day, expected):
    change(OrganisationLink, to_on=day)(child__code="PA")

    assert reached_by(world.user("hsca_1")) == expected


def test_a_link_of_another_kind_shares_nothing(world):
    change(OrganisationLink, kind="NETWORK")(child__code="PA")

    assert reached_by(world.user("hsca_1")) == NOBODY


def test_a_link_that_was_corrected_away_does_not_count(world):
    change(OrganisationLink, replaced_at=NOW)(child__code="PA")

    assert reached_by(world.user("hsca_1")) == NOBODY


@pytest.mark.parametrize(("day", "expected"), [(YESTERDAY, NOBODY), (TODAY, NOBODY), (TOMORROW, ALL_OF_A)])
def test_reach_ends_with_the_membership(world, day, expected):
    change(Membership, to_on=day, refresh=False)(user__username="gp_a")

    assert reached_by(world.user("gp_a")) == expected


@pytest.mark.parametrize(("day", "expected"), [(TODAY, ALL_OF_A), (TOMORROW, NOBODY)])
def test_reach_begins_with_the_membership(world, day, expected):
    change(Membership, from_on=day, refresh=False)(user__username="gp_a")

    assert reached_by(world.user("gp_a")) == expected


@pytest.mark.parametrize("role", ["ANALYST", "PRIVACY_OFFICER", "ADMINISTRATOR"])
def test_a_role_without_people_reaches_nobody_wherever_it_works(world, role):
    change(Membership, role=role, refresh=False)(user__username="gp_a")

    assert reached_by(world.user("gp_a")) == NOBODY


def test_who_left_the_practice_was_reached_until_then(world):
    before = TODAY - timedelta(days=70)

    assert reached_by(world.user("gp_a"), on=before) == (4, 4)

"""The session's world: two practices, two hubs, the CCG and the cast, laid down once and committed.

Tests only read it, or change it inside their own transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from wsic.accounts.actors import SystemActor
from wsic.accounts.models import User
from wsic.accounts.roles import Role

TODAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
SYSTEM = SystemActor("tests")
PASSWORD = "a-password-of-the-tests"


@contextmanager
def as_system() -> Iterator[SystemActor]:
    """Factories and looking behind the walls: a unit of work of the tests."""
    from wsic.work import unit_of_work

    with unit_of_work(by=SYSTEM, purpose="Tests", on=TODAY):
        yield SYSTEM


# username: (role, code of the organisation) for each membership; "disabled" and "nobody" have none that
# counts
CAST: dict[str, tuple[tuple[Role, str], ...]] = {
    "gp_a": ((Role.GP, "PA"),),
    "nurse_a": ((Role.PRACTICE_NURSE, "PA"),),
    "admin_a": ((Role.PRACTICE_ADMIN, "PA"),),
    "gp_b": ((Role.GP, "PB"),),
    "case_manager_1": ((Role.CASE_MANAGER, "HUB1"),),
    "hsca_1": ((Role.HSCA, "HUB1"),),
    "coordinator_1": ((Role.HUB_COORDINATOR, "HUB1"),),
    "case_manager_2": ((Role.CASE_MANAGER, "HUB2"),),
    "community_nurse": ((Role.COMMUNITY_NURSE, "COM"),),
    "social_care_worker": ((Role.SOCIAL_CARE_WORKER, "COU"),),
    "mental_health_practitioner": ((Role.MENTAL_HEALTH_PRACTITIONER, "MEN"),),
    "voluntary_provider": ((Role.VOLUNTARY_PROVIDER, "VOL"),),
    "out_of_hours": ((Role.OUT_OF_HOURS, "COM"),),
    "locum": ((Role.GP, "PA"), (Role.GP, "PB")),
    "two_roles": ((Role.PRACTICE_NURSE, "PA"), (Role.PRACTICE_ADMIN, "PA")),
    "analyst": ((Role.ANALYST, "CCG"),),
    "privacy_officer": ((Role.PRIVACY_OFFICER, "CCG"),),
    "administrator": ((Role.ADMINISTRATOR, "CCG"),),
    "disabled": ((Role.GP, "PA"),),
    "nobody": (),
}


@dataclass(frozen=True)
class World:
    """Looks things up by their short names; everything is read anew, so a test may change what it gets."""

    def user(self, name: str) -> User:
        return User.objects.get(username=name)

    def organisation(self, code: str):
        from wsic.organisations.models import Organisation

        return Organisation.objects.get(code=code)

    def person(self, family_name: str):
        """A person by family name: ADAIR, BELLO (practice PA), COHEN (PB), DEAN (PA, died), EVANS (PA until
        May)."""
        from patients.models import Person

        with as_system():
            return Person.objects.get(details__family_name=family_name)


def lay_down() -> None:
    """Write the world and commit it: called once for each worker's database."""
    from tests import factories

    with as_system():
        factories.lay_down_organisations()
        factories.lay_down_people()
        factories.lay_down_cast(CAST, PASSWORD)


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture
def sign_in(client, world):
    """Sign a member of the cast in on the test's client; returns the user."""

    def sign_in(name: str) -> User:
        user = world.user(name)
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture(autouse=True)
def fixed_day(request):
    """The clock stands on the demo's day, except for tests that move it themselves."""
    if request.node.get_closest_marker("real_clock"):
        yield
        return
    import time_machine

    with time_machine.travel(NOW, tick=True):
        yield

"""In whose name a transaction runs, and what it leaves behind."""

import pytest

from patients.models import Person
from patients.models.base import Unscoped
from tests.world import SYSTEM, TODAY, as_system
from tests.wsic.owner import value
from wsic import work
from wsic.accounts.actors import SystemActor
from wsic.audit import actions as audit
from wsic.audit.actions import NotGathering
from wsic.audit.models import AuditEvent, EventKind

pytestmark = pytest.mark.django_db
EVERYBODY = 5


def people() -> object:
    return value("SELECT count(*) FROM patients_person")


def unit(purpose: str = "A test"):
    return work.unit_of_work(by=SystemActor("probe"), purpose=purpose, on=TODAY)


def test_a_unit_of_work_sees_everybody_and_says_why(world):
    with unit("Count everybody"):
        purpose, seen = work.system_purpose(), people()

    assert (purpose, seen) == ("Count everybody", EVERYBODY)
    assert work.system_purpose() == ""


def test_its_audit_rows_carry_the_purpose(world):
    with unit("Count everybody") as actor:
        audit.record("people.counted", by=actor, kind=EventKind.READ)

    with as_system():
        event = AuditEvent.objects.get(verb="people.counted")
    assert (event.purpose, event.actor, event.user_id) == ("Count everybody", "system:probe", None)


def test_a_unit_that_records_nothing_leaves_its_name_and_purpose(world):
    with unit("Look and touch nothing"):
        people()

    with as_system():
        event = AuditEvent.objects.get(purpose="Look and touch nothing")
    assert (event.verb, event.actor, event.kind) == ("system.used", "system:probe", EventKind.READ)


def test_what_fails_is_neither_kept_nor_audited(world):
    def fail_after_recording() -> None:
        with unit() as actor:
            audit.record("people.counted", by=actor)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_recording()

    with as_system():
        assert not AuditEvent.objects.filter(verb="people.counted").exists()
    assert (value("SELECT current_user"), work.system_purpose()) == ("wsic_app", "")


def test_a_unit_inside_a_unit_leaves_the_outer_one_its_role(world):
    with unit("Outer"):
        with unit("Inner"):
            pass
        seen, purpose = people(), work.system_purpose()

    assert (seen, purpose) == (EVERYBODY, "Outer")


def test_a_unit_inside_a_users_transaction_gives_it_back_to_the_user(world):
    with work.acting_as(world.user("gp_b"), on=TODAY):
        with unit():
            pass
        seen = people()

    assert seen == 1


def test_acting_as_a_user_inside_a_unit_has_the_users_walls(world):
    with unit():
        with work.acting_as(world.user("gp_b"), on=TODAY) as user:
            by_sql, by_code = people(), Person.objects.visible_to(user).count()
            with pytest.raises(Unscoped):
                Person.objects.count()
        after = people()

    assert (by_sql, by_code, after) == (1, 1, EVERYBODY)


def test_acting_as_takes_the_apps_role_whatever_the_process_logs_in_as(world):
    with unit(), work.acting_as(world.user("gp_b"), on=TODAY):
        role = value("SELECT current_user")

    assert role == "wsic_app"


def test_who_acts_has_the_standings_of_the_day(world):
    with work.acting_as(world.user("locum"), on=TODAY) as user:
        codes = [standing.organisation_code for standing in user.standings]

    assert codes == ["PA", "PB"]


def test_nothing_is_recorded_outside_a_transaction_that_keeps_it():
    with pytest.raises(NotGathering):
        audit.record("people.counted", by=SYSTEM)

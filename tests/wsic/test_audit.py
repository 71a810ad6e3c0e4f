"""What an audit row says, and that nobody changes it."""

import pytest
from django.db import ProgrammingError, transaction

from tests.world import SYSTEM, TODAY, as_system
from tests.wsic.owner import value
from wsic import work
from wsic.audit import actions as audit
from wsic.audit.models import AuditEvent, EventKind

pytestmark = pytest.mark.django_db


def recorded(user, **details) -> AuditEvent:
    with work.acting_as(user, on=TODAY):
        audit.record("person.read", by=user, kind=EventKind.READ, **details)
    with as_system():
        return AuditEvent.objects.get(verb="person.read")


def test_an_event_says_who_in_which_role_for_whom(world):
    user = world.user("gp_a")

    event = recorded(user, people=[3, 1, 3], subject="person:1", shown=2)

    assert (event.user_id, event.actor, event.role) == (user.pk, "gp_a", "GP")
    assert event.organisation_id == world.organisation("PA").pk
    assert (event.people, event.subject, event.detail) == ([1, 3], "person:1", {"shown": 2})


def test_somebody_of_two_practices_acts_for_the_one_it_is_about(world):
    practice_b = world.organisation("PB").pk
    with as_system():
        world.user("locum").memberships.filter(organisation=practice_b).update(role="PRACTICE_NURSE")

    event = recorded(world.user("locum"), organisation_id=practice_b)

    assert (event.role, event.organisation_id) == ("PRACTICE_NURSE", practice_b)


def test_events_of_one_request_share_a_number(world):
    with as_system() as system:
        audit.record("a.b", by=system)
        audit.record("a.c", by=system)
    with as_system():
        numbers = AuditEvent.objects.filter(verb__in=["a.b", "a.c"]).values_list("correlation_id", flat=True)

        assert len(numbers) == 2
        assert len(set(numbers)) == 1


@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit_auditevent", "UPDATE audit_auditevent SET verb = ''"]
)
@pytest.mark.parametrize("role", ["wsic_app", "wsic_system"])
def test_nobody_changes_or_removes_an_event(world, statement, role):
    value("SELECT set_config('role', %s, true)", role)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        value(f"{statement} RETURNING 1")


def test_writes_that_did_not_happen_are_forgotten_and_reads_are_not():
    with audit.gathering() as gathered:
        audit.record("a.written", by=SYSTEM)
        audit.record("a.read", by=SYSTEM, kind=EventKind.READ)
        gathered.forget_writes()

    assert [event.verb for event in gathered.events] == ["a.read"]

"""A short chain for tests, and the ways an owner of the tables could tamper with it."""

from tests.world import SYSTEM, as_system
from tests.wsic.owner import execute, value
from wsic.audit import actions as audit
from wsic.audit import queries
from wsic.audit.models import AuditEvent, EventKind
from wsic.audit.sets import sealing

BATCH = 3  # rows


def write(count: int, verb: str = "person.read") -> None:
    with as_system():
        for number in range(count):
            audit.record(verb, by=SYSTEM, kind=EventKind.READ, people=[number + 1], subject=f"thing:{number}")


def seal(most: int = BATCH) -> int:
    """Seals everything that waits in batches of `most`; returns how many batches."""
    batches = 0
    with as_system():
        while sealing.seal(most):
            batches += 1
    return batches


def tamper(*statements: str) -> None:
    """As the owner of the tables, with the guard's triggers off: nobody below an owner gets that far."""
    tables = ("audit_auditevent", "audit_auditbatch")
    execute(
        *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables),
        *statements,
        *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables),
    )


def verify(kept=None) -> queries.Verified:
    with as_system():
        return queries.verify(kept=kept)


def row(number: int) -> AuditEvent:
    with as_system():
        return AuditEvent.objects.get(number=number)


def last_number() -> int:
    with as_system():
        return value("SELECT max(number) FROM audit_auditevent")

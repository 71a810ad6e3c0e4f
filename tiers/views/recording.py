"""What a page about tiers leaves in the audit."""

from typing import Any

from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.audit.models import EventKind


def record_read(user: User, verb: str, people: list[int], subject: str) -> None:
    audit.record(verb, by=user, kind=EventKind.READ, people=people, subject=subject)


def record_export(user: User, verb: str, people: list[int], subject: str, **detail: Any) -> None:
    """A page to be printed leaves as a file does; the middleware adds its hash."""
    rows = len(people)
    audit.record(verb, by=user, kind=EventKind.EXPORT, people=people, subject=subject, rows=rows, **detail)

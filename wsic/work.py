"""In whose name a transaction runs.

A request runs in its user's name (`wsic.middleware`), a job or a feed in the system's, through
`unit_of_work`.  Both
tell the database who and which day it is, LOCAL to the transaction, because a pooled connection outlives it.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import connection, transaction

from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.accounts.models import User
from wsic.accounts.queries import standings
from wsic.audit import actions as audit
from wsic.audit.models import EventKind

T = TypeVar("T")
_system_purpose: ContextVar[str] = ContextVar("system_purpose", default="")


def system_purpose() -> str:
    """Why this code may see everybody, or nothing when it may not."""
    return _system_purpose.get()


def enter(user: User | None, *, on: date) -> None:
    """Tell the database who acts and what day it is, until the transaction ends; nobody sees nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('wsic.user_id', %s, true), set_config('wsic.today', %s, true),"
            " set_config('wsic.now', %s, true), set_config('wsic.about', '', true)",
            ["" if user is None else str(user.pk), on.isoformat(), clock.instant().isoformat()],
        )
    if user is not None:
        user.standings = standings(user, on=on)
    if reading := _reading.get():
        reading.answers.clear()


@dataclass(frozen=True)
class _Reading:
    people: tuple[int, ...]
    in_crisis: bool = False
    answers: dict[Hashable, Any] = field(default_factory=dict)


_reading: ContextVar[_Reading | None] = ContextVar("reading", default=None)
_ABOUT = "SELECT set_config('wsic.about', %s, true)"


@contextmanager
def about(people: Iterable[int], *, in_crisis: bool = False) -> Iterator[None]:
    """
    A page that is about these people alone is read inside; nothing is written.

    :param in_crisis: their crisis page, which somebody may read who reads nothing else of them

    Both walls are asked of nobody else: the database's at each statement, the code's once for all of them.
    They show those of the people whom the user reaches, as ever, and nobody else whom the user reaches.
    """
    reading = _Reading(tuple(people), in_crisis)
    token = _reading.set(reading)
    try:
        _set(_ABOUT, [f"{{{','.join(map(str, reading.people))}}}"])
        yield
        _set(_ABOUT, [""])  # a failure takes the savepoint, and with it the setting, back
    finally:
        _reading.reset(token)


def people_read() -> tuple[int, ...] | None:
    """About whom the page is that is being read, None outside of `about`."""
    reading = _reading.get()
    return reading.people if reading else None


def read_in_crisis() -> bool:
    """Whether what is being read is a crisis page."""
    reading = _reading.get()
    return reading is not None and reading.in_crisis


def once(question: Hashable, ask: Callable[[], T]) -> T:
    """What is asked of the database again and again while a page is read is asked the first time; outside of
    `about` each time."""
    reading = _reading.get()
    if reading is None:
        return ask()
    if question not in reading.answers:
        reading.answers[question] = ask()
    answer: T = reading.answers[question]
    return answer


@contextmanager
def unit_of_work(*, by: SystemActor, purpose: str, on: date) -> Iterator[SystemActor]:
    """
    One transaction of a job, a feed or a command, in the system's role, closed by its audit rows.

    :param purpose: why everybody's records are opened; it stands in every audit row
    """
    with _in_name_of(None, role="wsic_system", purpose=purpose, on=on) as gathered:
        yield by
        if not gathered.events:
            audit.record("system.used", by=by, kind=EventKind.READ)


@contextmanager
def for_the_audit(*, on: date) -> Iterator[None]:
    """One transaction in the system's role that leaves no row: sealing would for ever have its own to seal.

    It shows nobody to anybody; whatever else is recorded inside is appended as ever.
    """
    with _in_name_of(None, role="wsic_system", purpose="", on=on):
        yield


@contextmanager
def acting_as(user: User, *, on: date) -> Iterator[User]:
    """One transaction in a user's name outside a request, with the web's role: commands and tests of
    actions."""
    with _in_name_of(user, role="wsic_app", purpose="", on=on):
        yield user


@contextmanager
def _in_name_of(user: User | None, *, role: str, purpose: str, on: date) -> Iterator[audit.Gathering]:
    """A transaction may stand in another one: what it set for itself it takes back, for whoever comes
    after."""
    token = _system_purpose.set(purpose)
    try:
        with transaction.atomic(), audit.gathering(purpose=purpose) as gathered:
            before = _settings()
            _set("SELECT set_config('role', %s, true)", [role])
            enter(user, on=on)
            yield gathered
            gathered.append(at=clock.instant())
            _set(_PUT_BACK, before)  # a failure takes the savepoint, and with it the settings, back
    finally:
        _system_purpose.reset(token)


_PUT_BACK = """
SELECT set_config('role', %s, true), set_config('wsic.user_id', %s, true),
       set_config('wsic.today', %s, true), set_config('wsic.now', %s, true)
"""


def _settings() -> list[str]:
    """Role, user, day and instant of the transaction as it is now, "" where none is set."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('role'), coalesce(current_setting('wsic.user_id', true), ''),"
            " coalesce(current_setting('wsic.today', true), ''),"
            " coalesce(current_setting('wsic.now', true), '')"
        )
        return [str(each) for each in cursor.fetchone()]


def _set(statement: str, values: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)

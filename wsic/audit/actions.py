"""What happened is gathered while a request or a unit of work runs and appended as its last statement.

No audit, no page: where the rows cannot be appended the transaction fails, and with it whatever it would
have shown.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DataError, Error, IntegrityError, transaction

from wsic.accounts.actors import Actor, SystemActor, actor_name
from wsic.accounts.models import Standing, User

from . import spool
from .models import EventKind
from .sets import appending, months, sealing, spooled
from .spooling import Judged, Line, Place, Problem, Wrong, ids_in, judge

log = logging.getLogger(__name__)

LONGEST_ACTOR = 150  # as long as a user name may be
SPOOL_AFTER = 3_000  # milliseconds that the audit has for the rows of a crisis page
UNACCEPTABLE = (DataError, IntegrityError)  # what is wrong with a row, and not with the audit
MOST_IN_BATCH = 5_000  # rows; a batch is one short transaction


class NotGathering(RuntimeError):
    """`record` was called outside a request and outside `wsic.work`: the row would have had no
    transaction."""


class ExportUncounted(TypeError):
    """An export was recorded without its number of rows."""


@dataclass(frozen=True, kw_only=True)
class Event:
    verb: str
    kind: EventKind
    actor: str
    user_id: int | None = None
    role: str = ""
    organisation_id: int | None = None
    people: list[int] = field(default_factory=list)
    subject: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class Gathering:
    """The events of one transaction, and what they all have in common."""

    address: str = ""
    purpose: str = ""
    correlation_id: UUID = field(default_factory=uuid4)
    events: list[Event] = field(default_factory=list)
    may_spool: bool = False  # it is about a crisis page, which is shown also when the audit cannot be written

    def forget_writes(self) -> None:
        """The view failed and its changes were rolled back: they did not happen.  Reads and denials did."""
        self.events = [event for event in self.events if event.kind is not EventKind.WRITE]

    def note_content(self, content: bytes) -> None:
        """What leaves as a page, to be printed, has its hash as a file has."""
        for event in self.events:
            if event.kind is EventKind.EXPORT:
                event.detail.setdefault("sha256", sha256(content).hexdigest())

    def append(self, *, at: datetime) -> None:
        """Append all gathered events in one statement and forget them."""
        if not self.events:
            return
        appending.append_events(self._rows(at))
        self.events = []

    def append_or_spool(self, *, at: datetime) -> bool:
        """
        Append, or where the audit takes nothing keep the rows on this server; True where they went there.

        :raises SpoolFailed: neither was possible
        :raises DataError, IntegrityError: the row itself is wrong
        """
        if not self.events:
            return False
        try:
            with transaction.atomic():
                appending.within(SPOOL_AFTER)
                appending.append_events(self._rows(at))
        except UNACCEPTABLE:  # a row that no audit takes is no reason to show the page without it
            raise
        except Error as problem:
            log.error("The audit takes no rows (%s): they go to the spool.", type(problem).__name__)
            spool.keep(self._rows(at))
            self.events = []
            return True
        self.events = []
        return False

    def _rows(self, at: datetime) -> list[dict[str, Any]]:
        common = {"at": at.isoformat(), "address": self.address, "purpose": self.purpose}
        common["correlation_id"] = str(self.correlation_id)
        return [asdict(event) | common for event in self.events]


_current: ContextVar[Gathering | None] = ContextVar("audit_gathering", default=None)


@contextmanager
def gathering(*, address: str = "", purpose: str = "") -> Iterator[Gathering]:
    """Gather what `record` is told until the block ends; the caller appends it before the commit."""
    gathered = Gathering(address=address, purpose=purpose)
    token = _current.set(gathered)
    try:
        yield gathered
    finally:
        _current.reset(token)


def record(
    verb: str,
    *,
    by: Actor,
    kind: EventKind = EventKind.WRITE,
    people: Iterable[int] = (),
    subject: str = "",
    organisation_id: int | None = None,
    **detail: Any,
) -> None:
    """
    Note one event of the transaction that is running.

    :param verb: what was done, `noun.verb` ("person.read", "import.approved")
    :param people: primary keys of the persons it concerns
    :param subject: kind and public id of the thing, never a name or an NHS number
    :param detail: of an EXPORT at least `rows`, how many lines or people leave
    :raises NotGathering: outside a request and outside `wsic.work`
    """
    gathered = _gathered(verb)
    if kind is EventKind.EXPORT and "rows" not in detail:
        raise ExportUncounted(verb)
    standing = None if isinstance(by, SystemActor) else _standing(by, organisation_id)
    gathered.events.append(
        Event(
            verb=verb,
            kind=kind,
            user_id=None if isinstance(by, SystemActor) else by.pk,
            actor=actor_name(by),
            role=standing.role if standing else "",
            organisation_id=organisation_id or (standing.organisation_id if standing else None),
            people=sorted(set(people)),
            subject=subject,
            detail=detail,
        )
    )


def may_spool() -> None:
    """
    Whatever the running request records is about a crisis page that the user may see.

    :raises NotGathering: outside a request and outside `wsic.work`
    """
    _gathered("crisis page").may_spool = True


def say_why(purpose: str) -> None:
    """
    Why whatever the running request records is done, in the user's words; 200 characters at most.

    :raises NotGathering: outside a request and outside `wsic.work`
    """
    _gathered("purpose").purpose = purpose


def record_typed(verb: str, *, name: str) -> None:
    """
    Note a try to sign in by somebody who is not known yet.

    :param name: the user name, or what stands for one that nobody has: never the text as typed

    :raises NotGathering: outside a request and outside `wsic.work`
    """
    event = Event(verb=verb, kind=EventKind.SIGN_IN, actor=name[:LONGEST_ACTOR])
    _gathered(verb).events.append(event)


def _gathered(verb: str) -> Gathering:
    gathered = _current.get()
    if gathered is None:
        raise NotGathering(verb)
    return gathered


def _standing(user: User, organisation_id: int | None) -> Standing | None:
    """In which standing somebody acts: that of the organisation it is about, else the first of today's."""
    there = [each for each in user.standings if each.organisation_id == organisation_id]
    return next(iter([*there, *user.standings]), None)


@dataclass(frozen=True)
class Reconciled:
    """How many lines were taken into the audit now, what was found for the first time, and the whole file."""

    taken: int
    new_problems: list[Problem]
    judged: Judged


def reconcile(content: bytes, *, at: datetime, by: SystemActor) -> Reconciled:
    """
    Take the lines of this server's spool into the audit, each once, and note what is wrong with it.

    :param content: of its file, as it was read
    """
    key, name = spool.key(), settings.SPOOL_NAME
    seen = spooled.taken_of(ids_in(content, key=key))
    known = spooled.last_taken(name)
    judged = judge(content, known=known, seen=seen, key=key)
    new, refused = _take(judged.lines, name, at)
    if refused:
        judged.leave_out(refused, known=known)
    problems = spooled.note(judged.problems, spool=name, at=at)
    for each in problems:
        record("audit.spool_problem", by=by, subject=f"spool:{name}", problem=each.kind, line=each.number)
    if new:
        record("audit.spool_taken", by=by, subject=f"spool:{name}", lines=len(new))
    return Reconciled(len(new), problems, judged)


def take_kept(content: bytes, *, at: datetime, by: SystemActor) -> Reconciled:
    """The lines of a file that was set aside, each once; what is wrong with it was told when it was."""
    key, name = spool.key(), settings.SPOOL_NAME
    judged = judge(content, known=Place(), seen=(), key=key)
    new, refused = _take(judged.lines, f"{name}, {spool.KEPT}", at)
    judged.problems += refused
    if new:
        record("audit.spool_taken", by=by, subject=f"spool:{name}", lines=len(new), kept=True)
    return Reconciled(len(new), [], judged)


def _take(lines: Sequence[Line], name: str, at: datetime) -> tuple[list[Line], list[Problem]]:
    """Those that nobody took before, and what the audit does not take: the others are taken all the same."""
    new, refused = [], []
    for line in lines:
        try:
            with transaction.atomic():
                if line.events and spooled.take([line], spool=name, at=at):
                    appending.append_events([_from_spool(event, line) for event in line.events])
                    new.append(line)
        except (*UNACCEPTABLE, LookupError, TypeError) as problem:
            says = f"line {line.number} is none that the audit takes ({type(problem).__name__}): set aside"
            refused.append(Problem(Wrong.REFUSED, line.number, says, line.seal))
    return new, refused


def _from_spool(event: Mapping[str, Any], line: Line) -> dict[str, Any]:
    return {**event, "detail": {**event["detail"], "spooled": line.number}}


def seal() -> int:
    """Seal the oldest rows that wait, in one batch; returns how many."""
    return sealing.seal(MOST_IN_BATCH)


def add_months(*, today: date, by: SystemActor) -> int:
    """Make a place for each of the months ahead that has none; returns how many were missing."""
    added = months.add_months(today)
    if added:
        record("audit.months_added", by=by, added=added)
    return added

"""What of care planning is to be filed in the GP record, of a practice's people and of one; what was."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef

from careplans.access import gp_record as access
from careplans.models import CarePlan, RecordFiling
from careplans.models.gp_record import RecordFilingQuerySet
from careplans.queries.gp_record_filings import FilingLine, filing_line, filings_by_event, filings_of
from careplans.queries.gp_record_words import Copied, copied
from careplans.queries.plans import plans_of
from careplans.rules.gp_record import EVENTS, Done, RecordEvent, ToDo, to_do
from careplans.sets.gp_record import Rows, events
from careplans.sets.listed import registered, registered_alive
from careplans.settings import gp_record_settings
from patients.models import Person
from patients.queries.cells import PersonCell, cells_of
from patients.queries.people import BannerPerson
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User
from wsic.organisations.models import Organisation

NOTHING = Copied(text="", kept=())
SHOWN = 20  # events of a person besides those with something to do, the newest


@dataclass(frozen=True, kw_only=True)
class EventAsked:
    """An event as it stands, and what is to be done about it."""

    event: UUID
    kind: RecordEvent
    on: date
    at: datetime
    to_do: ToDo | None
    in_error: bool

    @property
    def label(self) -> str:
        return EVENTS[self.kind]


@dataclass(frozen=True, kw_only=True)
class RecordLine:
    """
    :attribute text: what is pasted, "" where the event is in error or was not asked for
    :attribute kept: labels of what is left out of it
    """

    asked: EventAsked
    text: str
    kept: tuple[str, ...]
    filings: tuple[FilingLine, ...]


@dataclass(frozen=True, kw_only=True)
class PersonRecord:
    """
    Events with something to do first, those recorded first on top; then what was filed, the newest first.

    :attribute more: how many there are beside these
    :attribute why_not: the reason why the user files nothing
    """

    lines: tuple[RecordLine, ...]
    more: int
    why_not: str | None
    since: date | None


@dataclass(frozen=True, kw_only=True)
class RecordRow:
    person: PersonCell
    asked: EventAsked


@dataclass(frozen=True, kw_only=True)
class FiledRow:
    person: PersonCell
    event: UUID
    label: str
    on: date
    filing: FilingLine


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """:attribute counts: of each view what its link opens, under the filter"""

    rows: tuple[RecordRow | FiledRow, ...]
    counts: Mapping[str, int]
    total: int
    since: date | None

    @property
    def ids(self) -> list[int]:
        return [each.person.pk for each in self.rows]


FILED = "filed"  # beside ToDo, as an address has it
VIEWS = {ToDo.FILE.lower(): "To file", ToDo.TAKE_OUT.lower(): "To take out", FILED: "Filed or left out"}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """`view` of VIEWS; `kind` None: all events; `practice` a public id, None: all."""

    view: str
    kind: RecordEvent | None = None
    practice: str | None = None
    newest_first: bool = False
    number: int = 1
    size: int = 20


def record_page(user: User, practices: Sequence[Organisation], wanted: Wanted, *, on: date) -> RecordPage:
    """Of who is registered on the day, and to be filed of who is alive; as many statements for any number."""
    chosen = [each for each in practices if wanted.practice in (None, str(each.public_id))]
    people = registered(user, chosen, on=on)
    alive = registered_alive(user, chosen, on=on)
    asked = {
        ToDo.FILE.lower(): _to_do(user, alive, wanted.kind, ToDo.FILE),
        ToDo.TAKE_OUT.lower(): _to_do(user, people, wanted.kind, ToDo.TAKE_OUT),
    }
    withheld = is_withheld(OuterRef("person"), user=user)
    filed = filings_of(user).standing().filter(person__in=people).annotate(withheld=withheld)
    filed = filed.filter(kind=wanted.kind) if wanted.kind else filed
    counts = {view: rows.count() for view, rows in asked.items()} | {FILED: filed.count()}
    total = counts[wanted.view]
    first = wanted.size * (max(1, min(wanted.number, -(-total // wanted.size))) - 1)
    part = slice(first, first + wanted.size)
    back = "-" if wanted.newest_first else ""
    found: tuple[RecordRow | FiledRow, ...]
    if wanted.view == FILED:
        found = _filed(filed.order_by(f"{back}recorded_at", "pk")[part], user, on)
    else:
        found = _asked(asked[wanted.view].order_by(f"{back}event_at", "public_id")[part], user, on)
    return RecordPage(rows=found, counts=counts, total=total, since=gp_record_settings().since)


def person_record(
    person: Person, banner: BannerPerson, *, user: User, chosen: UUID | None = None
) -> PersonRecord:
    """:param chosen: an event whose text is wanted, though there is nothing to be done about it"""
    found, filings = _events_of(person, user), filings_by_event(person, user)
    waiting = sorted((each for each in found if each.to_do), key=lambda each: each.at)
    others = [each for each in found if not each.to_do and (each.event in filings or not each.in_error)]
    others.sort(key=lambda each: (each.event != chosen, -each.at.timestamp()))
    shown = [*waiting, *others[:SHOWN]]
    return PersonRecord(
        lines=tuple(
            _line(
                each,
                _copied(each, person, banner, user) if each.to_do or each.event == chosen else NOTHING,
                filings.get(each.event, ()),
            )
            for each in shown
        ),
        more=len(others) - len(others[:SHOWN]),
        why_not=access.refuse_file(user, person),
        since=gp_record_settings().since,
    )


def record_texts(person: Person, banner: BannerPerson, event: UUID | None, *, user: User) -> tuple[str, ...]:
    """:param event: None: all that are to be filed, those recorded first on top"""
    found = sorted(_events_of(person, user), key=lambda each: each.at)
    wanted = [each for each in found if each.event == event or (event is None and each.to_do)]
    found_texts = (_copied(each, person, banner, user, paper=True).text for each in wanted)
    return tuple(each for each in found_texts if each)


def plan_of_event(person: Person, event: UUID | None, *, user: User) -> CarePlan | None:
    """Where the event is that a plan was agreed, and stands."""
    if event is None:
        return None
    rows = plans_of(user).filter(person=person, public_id=event)
    return rows.filter(agreed_at__isnull=False, in_error_at=None).first()


def asked_of(person: Person, event: UUID, *, user: User) -> EventAsked | None:
    """One event as it stands now; None where it is none."""
    return next((each for each in _events_of(person, user) if each.event == event), None)


def _to_do(user: User, people: Any, kind: RecordEvent | None, only: ToDo) -> Rows:
    kinds: Collection[RecordEvent] = [kind] if kind else list(RecordEvent)
    return events(user, people, kinds=kinds, since=gp_record_settings().since_at, only=[only])


def _asked(rows: Rows, user: User, on: date) -> tuple[RecordRow, ...]:
    found = list(rows)
    cells = cells_of([row["person_id"] for row in found], user=user, on=on)
    return tuple(
        RecordRow(
            person=cells[row["person_id"]], asked=_event(row, frozenset({Done.FILED} if row["wrong"] else ()))
        )
        for row in found
        if row["person_id"] in cells
    )


def _filed(rows: RecordFilingQuerySet, user: User, on: date) -> tuple[FiledRow, ...]:
    found = list(rows)
    cells = cells_of([each.person_id for each in found], user=user, on=on)
    return tuple(
        FiledRow(
            person=cells[each.person_id],
            event=each.event,
            label=EVENTS[RecordEvent(each.kind)],
            on=each.on,
            filing=filing_line(each, user, acts=False),
        )
        for each in found
        if each.person_id in cells
    )


def _events_of(person: Person, user: User) -> list[EventAsked]:
    filings = RecordFiling.objects.visible_to(user).standing().filter(person=person)
    done: dict[UUID, set[Done]] = {}
    for event, what in filings.values_list("event", "done"):
        done.setdefault(event, set()).add(Done(what))
    rows = events(user, [person.pk], kinds=list(RecordEvent), since=gp_record_settings().since_at)
    return [_event(row, frozenset(done.get(row["public_id"], ()))) for row in rows]


def _event(row: Mapping[str, Any], done: frozenset[Done]) -> EventAsked:
    listed = row["event_at"] >= gp_record_settings().since_at
    return EventAsked(
        event=row["public_id"],
        kind=RecordEvent(row["event_kind"]),
        on=row["event_on"],
        at=row["event_at"],
        to_do=to_do(in_error=row["wrong"], listed=listed, done=done),
        in_error=row["wrong"],
    )


def _copied(
    asked: EventAsked, person: Person, banner: BannerPerson, user: User, *, paper: bool = False
) -> Copied:
    if asked.in_error:
        return NOTHING
    return copied(asked.kind, asked.event, person, banner, user=user, paper=paper)


def _line(asked: EventAsked, words: Copied, filings: Sequence[FilingLine]) -> RecordLine:
    """What was filed and is in error is taken out; that it was filed is not undone then."""
    shown = (replace(each, may_undo=each.may_undo and not _stays(asked, each)) for each in filings)
    return RecordLine(asked=asked, text=words.text, kept=words.kept, filings=tuple(shown))


def _stays(asked: EventAsked, filing: FilingLine) -> bool:
    return asked.in_error and filing.done is Done.FILED

"""Sessions that are due in a practice or a hub: each person on one list.  Counts and rows come from one
statement, so a number opens what it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from careplans.queries.due_words import KINDS, LABELS, WHAT, says, window
from careplans.rules.capacity import Period
from careplans.rules.clocks import Clock
from careplans.rules.due import MAY_BE_OVERDUE, TO_DO, DueList
from careplans.rules.entitlement import Kind
from careplans.sets import due as sets
from careplans.settings import session_settings
from patients.models.base import reach_of
from patients.queries.cells import PersonCell
from tiers.queries.register import cell_of
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Organisation

NO_HOSPITAL = (
    "Hospital movements and the end of life do not come here yet: whom the standard letter leaves out for"
    " them is not known."
)
DO = "to-do"  # in an address: all lists on which there is something to do


@dataclass(frozen=True, kw_only=True)
class DueRow:
    """`last_on` None: no session that counts is recorded; without a window where the practice is not live."""

    person: PersonCell
    practice: str
    tier: int | None
    proposed: bool
    list: str
    says: str
    kind: str
    clock: Clock
    from_on: date | None
    by_on: date | None
    booked_on: date | None
    last_on: date | None


@dataclass(frozen=True, kw_only=True)
class DueCounts:
    """Each count is what its link opens, under the other filters; `overdue` of all lists together."""

    everybody: int
    total: int
    to_do: int
    overdue: int
    lists: Mapping[DueList, int]


@dataclass(frozen=True, kw_only=True)
class DuePage:
    """`any_linked`: records of somebody are linked, so that some may not be listed."""

    counts: DueCounts
    rows: tuple[DueRow, ...]
    any_linked: bool
    missing: tuple[str, ...] = (NO_HOSPITAL,)

    @property
    def ids(self) -> list[int]:
        return [row.person.pk for row in self.rows]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Filters, as DueFilter lets them through; `on_list` a DueList, DO or None: all; `closes` when the window
    does."""

    on_list: str | None = None
    kind: str | None = None
    tier: int | None = None
    practice: str | None = None
    late: bool = False
    closes: Period | None = None
    sort: str = "due"

    @property
    def lists(self) -> list[str]:
        if self.on_list == DO:
            return list(TO_DO)
        return [self.on_list] if self.on_list else list(DueList)


def to_plan(user: User, practices: Sequence[Organisation], *, on: date) -> int:
    """How many of these practices' people stand on a list that asks for something; one statement."""
    return due_page(user, practices, Wanted(on_list=DO), on=on, size=1).counts.to_do


def due_page(
    user: User,
    practices: Sequence[Organisation],
    wanted: Wanted,
    *,
    on: date,
    number: int = 1,
    size: int = 20,
) -> DuePage:
    """Page `number` (from 1, or the last one) of the people of these practices, and all counts; one
    statement."""
    keys = {str(practice.public_id): practice.pk for practice in practices}
    parameters = sets.due_parameters(
        on,
        session_settings(),
        practices=list(keys.values()),
        lists=wanted.lists,
        kind=wanted.kind,
        tier=wanted.tier,
        practice=keys.get(wanted.practice or ""),
        late=wanted.late,
        closes_from=wanted.closes and wanted.closes.from_on,
        closes_until=wanted.closes and wanted.closes.until_on,
    )
    reach = reach_of(user, to=Verb.REGISTER)
    rows = sets.page_of(reach, {**parameters, "page": number, "size": size}, sort=wanted.sort)
    return DuePage(
        counts=_counts(rows[0]),
        rows=tuple(_row(row, on) for row in rows if row["person_id"] is not None),
        any_linked=rows[0]["any_linked"],
    )


def rules() -> list[tuple[str, str, bool]]:
    """Each list with what it means, and whether there is something to do, in the order of the page."""
    return [(label, WHAT[each], each in TO_DO) for each, label in LABELS.items()]


def _counts(row: Mapping[str, Any]) -> DueCounts:
    lists = {each: row[f"list_{each.lower()}"] for each in LABELS}
    return DueCounts(
        everybody=row["everybody"],
        total=row["total"],
        to_do=sum(lists[each] for each in TO_DO),
        overdue=sum(row[f"late_{each.lower()}"] for each in MAY_BE_OVERDUE),
        lists=lists,
    )


def _row(row: Mapping[str, Any], on: date) -> DueRow:
    text, urgency = window(row, on)
    return DueRow(
        person=cell_of(row, on),
        practice=row["practice_name_told"],
        tier=row["tier"],
        proposed=row["basis"] == "PROPOSED",
        list=LABELS[DueList(row["list"])],
        says=says(row, on),
        kind=KINDS[Kind(row["kind"])],
        clock=Clock(text, urgency),
        from_on=row["from_on"],
        by_on=row["by_on"],
        booked_on=row["booked_on"],
        last_on=row["last_on"],
    )

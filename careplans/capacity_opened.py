"""Capacity in words, each number with the address of the people whom it counts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from careplans import due_addresses
from careplans.models import StaffRole as Role
from careplans.queries.capacity import CapacityPage, CapacityRow, StaffMonths
from careplans.rules.capacity import MINUTES_AN_HOUR, Clearing, Needed, Period, Reckoned, State
from tiers.queries.numbers import in_words
from tiers.rules.counts import Span

KINDS_OF_CLOCK = {State.ENOUGH: "done", State.SHORT: "late"}
_WORDS = {
    State.ENOUGH: "Enough",
    State.UNKNOWN: "Hours not entered",
    State.SHARED: "Reckoned for the whole hub",
    State.WITHHELD: "Cannot be told",
}
ORDERS: Mapping[str, Callable[[CapacityRow], tuple[object, ...]]] = {
    "name": lambda row: (row.organisation is None, row.name),
    "overdue": lambda row: (-row.overdue.most, row.name),
    "short": lambda row: (-row.short_by, row.name),
}


@dataclass(frozen=True)
class Number:
    """`address` is "" where nobody is counted, or nobody may be told who."""

    words: str
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class StaffCell:
    """How far the staff of one role goes; `kind` of `components/clock.html`, `late` of the backlog."""

    role: str
    words: str
    kind: str
    says: str
    backlog: str
    never: bool


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """`uncounted`: so many practices have no numbers yet; `counted`: some have."""

    name: str
    address: str
    overdue: Number
    months: tuple[tuple[Number, Period], ...]
    staff: tuple[StaffCell, ...]
    uncounted: int
    counted: bool


Opens = Callable[..., Number]  # (span, row, **words of the due-list's address)


def opened_list(register: UUID | None, practices: Collection[str], kind: str | None) -> Opens:
    """
    :param register: whose due-list has the people; None: no list is open to the user
    :param practices: public ids of those that are one of several there
    """

    def opens(span: Span, row: CapacityRow, **words: str) -> Number:
        of = row.organisation
        withheld = of is None and not row.staff
        if register is None or not span.most or withheld:
            return Number(in_words(span) if row.counted else "Not counted")
        query = QueryDict(mutable=True)
        query.update({**words, **({"kind": kind} if kind else {})})
        if of and str(of.public_id) in practices:
            query["practice"] = str(of.public_id)
        return Number(in_words(span), due_addresses.due(register, query))

    return opens


def shown(row: CapacityRow, periods: Sequence[Period], opens: Opens, *, here: UUID, linked: bool) -> ShownRow:
    """:param linked: each organisation has a page of its own for the user"""
    of = row.organisation
    linked = linked and of is not None and of.public_id != here
    return ShownRow(
        name=row.name,
        address=reverse("careplans:capacity_of", args=[of.public_id]) if of and linked else "",
        overdue=opens(row.overdue, row, late="yes"),
        months=tuple(
            (opens(span, row, closes=str(each)), each) for span, each in zip(row.months, periods, strict=True)
        ),
        staff=tuple(_cell(each) for each in row.staff),
        uncounted=row.uncounted,
        counted=row.counted,
    )


def in_order(page: CapacityPage, order: str) -> list[CapacityRow]:
    return sorted(page.rows, key=ORDERS[order])


def _cell(staff: StaffMonths) -> StaffCell:
    there = staff.there_a_month
    needs = f"{hours(staff.needed_a_month)} needed a month"
    return StaffCell(
        role=Role(staff.role).label,
        words=state_words(staff.a_month),
        kind=KINDS_OF_CLOCK.get(staff.a_month.state, ""),
        says=needs if there is None else f"{needs}, {_hours(there)} there",
        backlog=_backlog(staff),
        never=staff.cleared.state is Clearing.NEVER,
    )


def state_words(found: Reckoned, a: str = " a month") -> str:
    if found.state is State.SHORT:
        return f"Short by {_hours(found.short_by)}{a}"
    return _WORDS[found.state]


def hours(needed: Needed) -> str:
    least, most = _hours(needed.least), _hours(needed.most)
    return least if least == most else f"{least.removesuffix(' h')} to {most}"


def _hours(minutes: Fraction) -> str:
    """Rounded up, so that who is short of a little is not short of 0."""
    whole = -(-minutes // MINUTES_AN_HOUR)
    return f"{int(whole):,} h"


def _backlog(staff: StaffMonths) -> str:
    cleared = staff.cleared
    if cleared.state is Clearing.NOTHING_OVERDUE:
        return "Nothing overdue"
    if cleared.state is Clearing.NEVER:
        return "What is overdue never clears at this pace"
    if cleared.on is None:
        return ""
    return f"What is overdue clears by {Period(cleared.on, cleared.on).month_words}"


@dataclass(frozen=True, kw_only=True)
class MonthOfStaff:
    """One period: of each role what is needed, what is there, and what follows."""

    words: str
    cells: tuple[tuple[str, str, str, str], ...]  # needed, there, state in words, kind of the clock


def months_of(row: CapacityRow, periods: Sequence[Period]) -> list[MonthOfStaff]:
    return [
        MonthOfStaff(
            words=each.words,
            cells=tuple(_month_cell(staff, number) for staff in row.staff),
        )
        for number, each in enumerate(periods)
    ]


def _month_cell(staff: StaffMonths, number: int) -> tuple[str, str, str, str]:
    there, found = staff.there[number], staff.reckoned[number]
    told = "" if there is None else _hours(there)
    return hours(staff.needed[number]), told, state_words(found, ""), KINDS_OF_CLOCK.get(found.state, "")

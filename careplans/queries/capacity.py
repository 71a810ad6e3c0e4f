"""Capacity: what is owed in each practice in the months to come against the hours of its staff and its hub's.

Whoever reads the register counts their own people, by the statement of the due-lists; whoever sees numbers
without people has the counts that are published.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from careplans.queries.capacity_facts import Owed, add
from careplans.queries.capacity_hours import HoursOf, hours_of
from careplans.rules.capacity import (
    HELD_BY,
    NOTHING,
    CapacitySettings,
    Cleared,
    Clearing,
    Needed,
    Period,
    Reckoned,
    StaffRole,
    State,
    clears,
    hub_share,
    minutes_of_one,
    minutes_there,
    months_ahead,
    reckon,
)
from careplans.rules.entitlement import JointAttendance, Kind
from careplans.settings import capacity_settings, session_settings
from tiers.rules.counts import Span
from wsic.organisations.models import Organisation

WITHHELD = "Practice withheld"


@dataclass(frozen=True)
class Group:
    """A hub and its practices; `whole`: the numbers of all of them are there, so that its hours can be
    shared."""

    hub: Organisation | None
    practices: tuple[Organisation, ...]
    whole: bool


@dataclass(frozen=True, kw_only=True)
class StaffMonths:
    """One role: minutes in each period, and what follows for a month of the six whole ones."""

    role: StaffRole
    needed: tuple[Needed, ...]
    there: tuple[Fraction | None, ...]
    reckoned: tuple[Reckoned, ...]
    a_month: Reckoned
    needed_a_month: Needed
    there_a_month: Fraction | None
    cleared: Cleared


@dataclass(frozen=True, kw_only=True)
class CapacityRow:
    """
    One practice, a hub, or all: people whose window closes in each period, and how far the staff goes.

    :attribute organisation: None where it is nobody's page (practice withheld, all together)
    :attribute staff: empty where there is nothing to reckon with
    :attribute uncounted: practices whose numbers are not published yet; `counted`: some are
    """

    name: str
    organisation: Organisation | None
    wave: int | None
    overdue: Span
    months: tuple[Span, ...]
    staff: tuple[StaffMonths, ...]
    uncounted: int
    counted: bool

    @property
    def short_by(self) -> Fraction:
        """Minutes a month that are lacking, of all roles."""
        return sum((each.a_month.short_by for each in self.staff), Fraction(0))


@dataclass(frozen=True, kw_only=True)
class CapacityPage:
    """`rows` are practices, `totals` hubs where there are several, and all together as the last."""

    periods: tuple[Period, ...]
    roles: tuple[StaffRole, ...]
    rows: tuple[CapacityRow, ...]
    totals: tuple[CapacityRow, ...]
    settings: CapacitySettings


def capacity_page(
    facts: Mapping[int | None, Owed], groups: Sequence[Group], kinds: Sequence[Kind], *, on: date, name: str
) -> CapacityPage:
    """
    :param facts: by practice's key; None: of people whose practice is withheld
    :param kinds: of sessions that are shown
    """
    everybody = [each for group in groups for each in (group.hub, *group.practices) if each]
    table = _Table(facts, hours_of(everybody), tuple(kinds), months_ahead(on))
    rows = [row for group in groups for row in table.rows(group)]
    if None in facts:
        rows.append(table.withheld())
    several = len(groups) > 1
    totals = [table.total(group.hub.name, [group], group.hub) for group in groups if several and group.hub]
    if len(rows) > 1:
        totals.append(table.total(name, groups, None))
    return CapacityPage(
        periods=tuple(table.periods),
        roles=table.roles,
        rows=tuple(rows),
        totals=tuple(totals),
        settings=table.settings,
    )


@dataclass(frozen=True)
class _Cost:
    """What somebody's sessions take of one role: of those overdue, and in each period."""

    overdue: Needed
    months: tuple[Needed, ...]

    def __add__(self, other: "_Cost") -> "_Cost":
        months = tuple(one + more for one, more in zip(self.months, other.months, strict=True))
        return _Cost(self.overdue + other.overdue, months)


class _Table:
    """Rows over one set of facts and hours."""

    def __init__(
        self, facts: Mapping[int | None, Owed], hours: HoursOf, kinds: tuple[Kind, ...], periods: list[Period]
    ) -> None:
        self.facts, self.hours, self.kinds, self.periods = facts, hours, kinds, periods
        self.settings = capacity_settings()
        self.attendance: JointAttendance = session_settings().attendance
        self.roles = tuple(role for kind in kinds for role in HELD_BY[kind])
        self.costs = {
            (key, role): self._cost(role, owed) for key, owed in facts.items() for role in self.roles
        }
        self.free = _Cost(NOTHING, (NOTHING,) * len(periods))

    def rows(self, group: Group) -> list[CapacityRow]:
        of_all = {role: self._together(role, group.practices) for role in self.roles}
        return [self._row(each, group, of_all) for each in group.practices]

    def withheld(self) -> CapacityRow:
        """Who hides where they are registered is nobody's to reckon with but of all together."""
        return self._shown(WITHHELD, None, [None], ())

    def total(self, name: str, groups: Sequence[Group], organisation: Organisation | None) -> CapacityRow:
        """All together, where no organisation is named, with whose practice is withheld."""
        practices = [each for group in groups for each in group.practices]
        keys: list[int | None] = [each.pk for each in practices]
        keys += [None] if organisation is None and None in self.facts else []
        staff = tuple(
            self._staff(role, self._sum_of(role, keys), self._all_there(role, groups)) for role in self.roles
        )
        return self._shown(name, organisation, keys, staff)

    def _row(self, practice: Organisation, group: Group, of_all: Mapping[StaffRole, _Cost]) -> CapacityRow:
        staff = tuple(self._of_practice(role, practice, group, of_all[role]) for role in self.roles)
        return self._shown(practice.name, practice, [practice.pk], staff)

    def _shown(
        self, name: str, of: Organisation | None, keys: Sequence[int | None], staff: tuple[StaffMonths, ...]
    ) -> CapacityRow:
        owed = [self.facts[key] for key in keys if key in self.facts]
        return CapacityRow(
            name=name,
            organisation=of,
            wave=of.wave if of else None,
            overdue=add(one.over(self.kinds) for one in owed),
            months=tuple(add(one.in_month(each.name, self.kinds) for one in owed) for each in self.periods),
            staff=staff if owed else (),
            uncounted=len(keys) - len(owed),
            counted=bool(owed),
        )

    def _of_practice(
        self, role: StaffRole, practice: Organisation, group: Group, of_all: _Cost
    ) -> StaffMonths:
        own, hub = self._there(practice, role), self._there(group.hub, role)
        cost = self._sum_of(role, [practice.pk])
        if any(each is not None for each in hub) and not group.whole:
            return _shared(self._staff(role, cost, own))
        shares = [
            hub_share(minutes, need=need, of_all=whole)
            for minutes, need, whole in zip(hub, cost.months, of_all.months, strict=True)
        ]
        return self._staff(role, cost, [_both(*each) for each in zip(own, shares, strict=True)])

    def _together(self, role: StaffRole, practices: Sequence[Organisation]) -> _Cost:
        return self._sum_of(role, [each.pk for each in practices])

    def _sum_of(self, role: StaffRole, keys: Sequence[int | None]) -> _Cost:
        return sum((self.costs[(key, role)] for key in keys if key in self.facts), self.free)

    def _there(self, organisation: Organisation | None, role: StaffRole) -> list[Fraction | None]:
        entries = self.hours.get((organisation.pk, role), ()) if organisation else ()
        return [minutes_there(entries, each) for each in self.periods]

    def _all_there(self, role: StaffRole, groups: Sequence[Group]) -> list[Fraction | None]:
        """Known where each practice has hours of its own or of its hub."""
        found = [
            _of_group(self._there(group.hub, role), [self._there(each, role) for each in group.practices])
            for group in groups
        ]
        return [_sum(column) for column in zip(*found, strict=True)]

    def _cost(self, role: StaffRole, owed: Owed) -> _Cost:
        one = {
            kind: minutes_of_one(
                role, kind, at_home=owed.at_home, attendance=self.attendance, settings=self.settings
            )
            for kind in self.kinds
        }
        return _Cost(
            _total(_cost_of(owed.over([kind]), one[kind]) for kind in self.kinds),
            tuple(
                _total(_cost_of(owed.in_month(each.name, [kind]), one[kind]) for kind in self.kinds)
                for each in self.periods
            ),
        )

    def _staff(self, role: StaffRole, cost: _Cost, there: Sequence[Fraction | None]) -> StaffMonths:
        needed, months = cost.months, len(self.periods) - 1  # without what is left of this one
        needed_a_month = _total(needed[1:]).times(Fraction(1, months))
        whole = _sum(there[1:])
        there_a_month = None if whole is None else whole / months
        return StaffMonths(
            role=role,
            needed=needed,
            there=tuple(there),
            reckoned=tuple(map(reckon, needed, there)),
            a_month=reckon(needed_a_month, there_a_month),
            needed_a_month=needed_a_month,
            there_a_month=there_a_month,
            cleared=clears(cost.overdue.most, [each.most for each in needed], there, self.periods),
        )


def _cost_of(people: Span, minutes: Fraction) -> Needed:
    return Needed(people.least * minutes, people.most * minutes)


def _shared(staff: StaffMonths) -> StaffMonths:
    """The hub has hours, and what its other practices need is not known here."""
    unknown = Reckoned(State.SHARED)
    nothing = (None,) * len(staff.there)
    return replace(
        staff,
        there=nothing,
        reckoned=(unknown,) * len(nothing),
        a_month=unknown,
        there_a_month=None,
        cleared=Cleared(Clearing.UNKNOWN),
    )


def _both(own: Fraction | None, hub: Fraction | None) -> Fraction | None:
    return None if own is None and hub is None else (own or Fraction(0)) + (hub or Fraction(0))


def _of_group(
    hub: Sequence[Fraction | None], practices: Sequence[Sequence[Fraction | None]]
) -> list[Fraction | None]:
    found: list[Fraction | None] = []
    for number, whole in enumerate(hub):
        own = [each[number] for each in practices]
        if whole is None:
            found.append(_sum(own))
        else:
            found.append(whole + sum((each or Fraction(0) for each in own), Fraction(0)))
    return found


def _sum(minutes: Iterable[Fraction | None]) -> Fraction | None:
    """None where any is not known."""
    known = list(minutes)
    return sum((each for each in known if each is not None), Fraction(0)) if None not in known else None


def _total(needed: Iterable[Needed]) -> Needed:
    return sum(needed, NOTHING)

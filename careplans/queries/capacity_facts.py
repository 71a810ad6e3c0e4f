"""What practices owe and what is overdue: of the people whom somebody reads, or as it is published."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from careplans.models import CountOf, SessionCount
from careplans.rules.capacity import months_ahead, share_at_home
from careplans.rules.entitlement import Kind
from careplans.sets import capacity as sets
from careplans.sets.due import due_parameters
from careplans.settings import capacity_settings, session_settings
from patients.models.base import reach_of
from tiers.rules.counts import Span, together
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.dates import months_before
from wsic.organisations.models import Organisation

ZERO = Span(0, 0)


@dataclass(frozen=True, kw_only=True)
class Owed:
    """
    What one practice owes, by kind.

    :attribute months: by name of the period
    :attribute at_home: the share of its sessions that are held where people live
    """

    overdue: Mapping[Kind, Span]
    months: Mapping[tuple[str, Kind], Span]
    at_home: Fraction

    def in_month(self, name: str, kinds: Iterable[Kind]) -> Span:
        return add(self.months.get((name, kind), ZERO) for kind in kinds)

    def over(self, kinds: Iterable[Kind]) -> Span:
        return add(self.overdue.get(kind, ZERO) for kind in kinds)


def add(spans: Iterable[Span]) -> Span:
    least, most = 0, 0
    for each in spans:
        least, most = least + each.least, most + each.most
    return Span(least, most)


def live_facts(user: User, practices: Sequence[Organisation], *, on: date) -> dict[int | None, Owed]:
    """Of the people whom the user reads; two statements, whatever the number of practices."""
    settings, visible = session_settings(), reach_of(user, to=Verb.REGISTER)
    keys = [each.pk for each in practices]
    rows = sets.ahead(visible, due_parameters(on, settings, practices=keys), months_ahead(on))
    done = sets.done(visible, keys, settings, begins_on=months_before(on.replace(day=1), 12), on=on)
    places = {row["practice_id"] for row in rows} | set(keys)
    return {place: _owed(place, rows, done) for place in places}


def _owed(
    place: int | None, rows: Sequence[Mapping[str, object]], done: Sequence[Mapping[str, object]]
) -> Owed:
    overdue: dict[Kind, Span] = {}
    months: dict[tuple[str, Kind], Span] = {}
    for row in rows:
        if row["practice_id"] != place:
            continue
        kind, over, people = Kind(str(row["kind"])), int(str(row["overdue"])), int(str(row["people"]))
        overdue[kind] = add([overdue.get(kind, ZERO), Span(over, over)])
        if row["month"]:
            months[(str(row["month"]), kind)] = Span(people, people)
    counted = {
        what: sum(
            int(str(row["number"])) for row in done if row["practice_id"] == place and row["what"] == what
        )
        for what in ("HELD", "HOME")
    }
    at_home = share_at_home(counted["HOME"], counted["HELD"], capacity_settings())
    return Owed(overdue=overdue, months=months, at_home=at_home)


def published_facts(practices: Sequence[Organisation], *, on: date) -> dict[int | None, Owed]:
    """As they were counted last, without small numbers; one that was not counted yet is not in it."""
    rows = SessionCount.objects.filter(practice__in=practices, month_on__gte=on.replace(day=1))
    found: dict[int, list[SessionCount]] = {}
    for each in rows:
        found.setdefault(each.practice_id, []).append(each)
    return {place: _published(counts) for place, counts in found.items()}


def _published(counts: Sequence[SessionCount]) -> Owed:
    """Of a month that is under way the count of what is still to close stands."""
    overdue: dict[Kind, Span] = {}
    months: dict[tuple[str, Kind], Span] = {}
    year = dict.fromkeys((CountOf.HELD_YEAR, CountOf.HOME_YEAR), 0)
    for each in counts:
        kind, what = Kind(each.kind), CountOf(each.what)
        if what is CountOf.OVERDUE:
            overdue[kind] = together([each.number])
        elif what is CountOf.CLOSING:
            months[(f"{each.month_on:%Y-%m}", kind)] = together([each.number])
        elif what in year:
            year[what] += each.number or 0
    share = share_at_home(year[CountOf.HOME_YEAR], year[CountOf.HELD_YEAR], capacity_settings())
    return Owed(overdue=overdue, months=months, at_home=share)

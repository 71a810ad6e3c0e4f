"""Planning sessions of the twelve months before: owed, offered, held and not attended, by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from careplans.models import CountOf, SessionCount
from careplans.queries.capacity_scope import Scope
from careplans.rules.capacity import Period, months_back
from careplans.rules.entitlement import Kind
from careplans.sets import capacity as sets
from careplans.settings import session_settings
from patients.models.base import reach_of
from tiers.queries.numbers import in_words
from tiers.rules.counts import together
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Organisation

SHOWN = (CountOf.OWED, CountOf.OFFERED, CountOf.COUNTS, CountOf.HELD, CountOf.DID_NOT_ATTEND)
NOT_COUNTED = "Not counted"
Key = tuple[int | None, date, Kind, CountOf]  # practice, first of the month


@dataclass(frozen=True)
class MonthRow:
    """`cells` in the order of kinds and SHOWN; `unfinished`: up to today."""

    words: str
    cells: tuple[str, ...]
    unfinished: bool


@dataclass(frozen=True)
class MonthsPage:
    """`rows` the latest month first."""

    rows: tuple[MonthRow, ...]


def months_page(user: User, scope: Scope, *, practice: str | None, on: date) -> MonthsPage:
    """
    :param practice: the public id of one of them, to show its numbers alone
    """
    periods = months_back(on)
    practices = scope.practices
    found = _live(user, practices, periods, on) if scope.register else _published(practices, periods)
    keys: list[int | None] = [each.pk for each in practices if practice in (None, str(each.public_id))]
    if practice is None and scope.register:
        keys.append(None)  # whose practice is withheld
    rows = [
        MonthRow(each.month_words, _cells(each, found, keys, live=scope.register), each is periods[-1])
        for each in reversed(periods)
    ]
    return MonthsPage(tuple(rows))


def _cells(
    period: Period, found: Mapping[Key, int | None], keys: Sequence[int | None], *, live: bool
) -> tuple[str, ...]:
    """What of people is not there is nobody; what was not published was not counted."""
    first, cells = period.from_on, []
    for kind in Kind:
        for what in SHOWN:
            asked = [(key, first, kind, what) for key in keys]
            numbers = [found.get(key, 0) for key in asked if live or key in found]
            cells.append(in_words(together(numbers)) if numbers or live else NOT_COUNTED)
    return tuple(cells)


def _live(
    user: User, practices: Sequence[Organisation], periods: Sequence[Period], on: date
) -> dict[Key, int | None]:
    """One statement for what was done, and one for what was owed in each month."""
    visible, settings = reach_of(user, to=Verb.REGISTER), session_settings()
    keys = [each.pk for each in practices]
    found: dict[Key, int | None] = {}
    for row in sets.done(visible, keys, settings, begins_on=periods[0].from_on, on=on):
        if row["what"] in SHOWN:
            key = (row["practice_id"], row["month_on"], Kind(row["kind"]), CountOf(row["what"]))
            found[key] = row["number"]
    for period in periods:
        first = period.from_on
        owed = sets.owed_then(visible, keys, settings, first)
        found |= {(place, first, Kind(kind), CountOf.OWED): number for (place, kind), number in owed.items()}
    return found


def _published(practices: Sequence[Organisation], periods: Sequence[Period]) -> dict[Key, int | None]:
    rows = SessionCount.objects.filter(
        practice__in=practices,
        month_on__gte=periods[0].from_on,
        month_on__lte=periods[-1].from_on,
        what__in=SHOWN,
    )
    return {
        (each.practice_id, each.month_on, Kind(each.kind), CountOf(each.what)): each.number for each in rows
    }

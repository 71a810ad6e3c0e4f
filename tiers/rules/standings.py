"""The proposed tiers of one person over time, read plainly: the oracle of `tiers.sets.proposals`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .index import CURRENT, TierSettings, tier_of


@dataclass(frozen=True)
class Scored:
    """A score of the series that counts."""

    calculated_on: date
    deficit_count: int


@dataclass(frozen=True)
class Period:
    """[from_on, to_on), open when `to_on` is None."""

    from_on: date
    to_on: date | None

    def holds(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True)
class Stay:
    """A regular registration, and whose scores count for its practice."""

    period: Period
    source: str = "IMPORTED"


@dataclass(frozen=True)
class Proposed:
    """A proposed tier for a time, with the count of the score that began it and where that is from."""

    tier: int
    deficit_count: int
    from_on: date
    to_on: date | None
    source: str = "IMPORTED"


def computed_series(
    counted_from: Iterable[date], polypharmacy: Iterable[Period], *, first_registered_on: date
) -> list[Scored]:
    """
    The computed scores of one person: one for each day on which the count may change.

    Before the first registration nobody here kept a record, so the series begins with it.

    :param counted_from: the first day of each deficit that, once there, stays
    """
    onsets, periods = list(counted_from), list(polypharmacy)
    days = {first_registered_on, *onsets, *(period.from_on for period in periods)}
    days |= {period.to_on for period in periods if period.to_on}
    return [
        Scored(day, sum(onset <= day for onset in onsets) + any(period.holds(day) for period in periods))
        for day in sorted(days)
        if day >= first_registered_on
    ]


def standings(
    series: Mapping[str, Iterable[Scored]],
    stays: Sequence[Stay],
    died_on: date | None,
    settings: TierSettings = CURRENT,
) -> list[Proposed]:
    """
    The proposed tiers of one person.

    A score stands until the next one of its source.  There is a tier only while the person is registered
    (regular) and alive, from the first score on, by the scores that count for the practice; the day of death
    is the first day without.  Equal tiers of one source that meet are one: where the source changes, so does
    the method, and that is no step of the person.

    :param series: source -> scores of one instrument, at most one a day, in any order
    """
    ordered = {source: sorted(scores, key=_day_of) for source, scores in series.items()}
    days = {scored.calculated_on for scores in ordered.values() for scored in scores}
    days |= {end for stay in stays for end in (stay.period.from_on, stay.period.to_on) if end}
    days |= {died_on} if died_on else set()
    history: list[Proposed] = []
    for day, until in pairs_to_the_end(sorted(days)):
        source = next((stay.source for stay in stays if stay.period.holds(day)), None)
        count = _count_standing(ordered.get(source, []) if source else [], day)
        alive = died_on is None or day < died_on
        if source is None or count is None or not alive:
            continue
        history = _lengthened(history, Proposed(tier_of(count, settings), count, day, until, source))
    return history


def _day_of(scored: Scored) -> date:
    return scored.calculated_on


def pairs_to_the_end(days: list[date]) -> Iterable[tuple[date, date | None]]:
    """Each day with the next; the last one has no end."""
    return zip(days, [*days[1:], None], strict=True) if days else ()


def _count_standing(series: list[Scored], day: date) -> int | None:
    counts = [scored.deficit_count for scored in series if scored.calculated_on <= day]
    return counts[-1] if counts else None


def _lengthened(history: list[Proposed], following: Proposed) -> list[Proposed]:
    if history and _goes_on(history[-1], following):
        return [*history[:-1], replace(history[-1], to_on=following.to_on)]
    return [*history, following]


def _goes_on(last: Proposed, following: Proposed) -> bool:
    same = (last.tier, last.source) == (following.tier, following.source)
    return same and last.to_on == following.from_on

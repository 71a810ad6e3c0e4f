"""A person's tiers as rows of days, without gap or overlap while they are registered and alive, and what
was believed of the same days before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain, pairwise

from .standings import Period

DAY = timedelta(days=1)


class Ending(StrEnum):
    """Why no row follows at once."""

    LEFT = "LEFT"
    DIED = "DIED"


@dataclass(frozen=True)
class Span:
    """A tier for a time, [from_on, to_on); `source` is of a proposal."""

    tier: int
    from_on: date
    to_on: date | None
    source: str = ""

    def holds(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True)
class Row:
    """[from_on, to_on), None where it still is so on the day looked at; one span, or None, of each track."""

    from_on: date
    to_on: date | None
    spans: tuple[Span | None, ...]
    ending: Ending | None = None

    def days(self, *, on: date) -> int:
        """How many, the day looked at included."""
        return ((self.to_on or on + DAY) - self.from_on).days


def history(
    tracks: Sequence[Sequence[Span]], stays: Sequence[Period], died_on: date | None, *, on: date
) -> list[Row]:
    """
    A row wherever one of the tracks changes, up to and with the day `on`.

    Every day on which the person was registered (regular) and alive is in one row, also where no tier was
    known.  A tier outside those days, which a registration corrected since leaves behind, has rows too.
    """
    after = on + DAY
    known: list[Span | Period] = [*chain(*tracks), *stays]
    days = {day for each in known for day in (each.from_on, each.to_on) if day} | {died_on or after, after}
    rows: list[Row] = []
    for day, until in pairwise(sorted(day for day in days if day <= after)):
        spans = tuple(_holding(track, day) for track in tracks)
        if any(spans) or is_registered(stays, died_on, day):
            rows = _lengthened(rows, Row(day, None if until == after else until, spans))
    following = [*(row.from_on for row in rows[1:]), None]
    return [_ended(row, then, died_on) for row, then in zip(rows, following, strict=False)]


def is_registered(stays: Iterable[Period], died_on: date | None, day: date) -> bool:
    """Regularly, and alive: the day of death is the first without."""
    return (died_on is None or day < died_on) and any(stay.holds(day) for stay in stays)


def _holding(track: Sequence[Span], day: date) -> Span | None:
    return next((span for span in track if span.holds(day)), None)


def _lengthened(rows: list[Row], following: Row) -> list[Row]:
    last = rows[-1] if rows else None
    if last and last.to_on == following.from_on and _told(last) == _told(following):
        return [*rows[:-1], replace(last, to_on=following.to_on)]
    return [*rows, following]


def _told(row: Row) -> list[tuple[int, str] | None]:
    return [(span.tier, span.source) if span else None for span in row.spans]


def _ended(row: Row, following_on: date | None, died_on: date | None) -> Row:
    if row.to_on is None or row.to_on == following_on:
        return row
    died = died_on is not None and died_on <= row.to_on
    return replace(row, ending=Ending.DIED if died else Ending.LEFT)


@dataclass(frozen=True)
class Believed:
    """What stood as so from the day it was recorded until the day it was replaced."""

    span: Span
    recorded_on: date
    replaced_on: date


def read_otherwise(believed: Iterable[Believed], present: Sequence[Span]) -> list[Believed]:
    """
    The days of replaced rows that read otherwise now, up to the day of the replacement: of later days such a
    row said only what would be so if nothing came.
    """
    found: list[Believed] = []
    for each in sorted(believed, key=lambda each: (each.replaced_on, each.span.from_on)):
        for first, end in _otherwise(each, present):
            found = _joined(found, replace(each, span=replace(each.span, from_on=first, to_on=end)))
    return found


def _joined(found: list[Believed], following: Believed) -> list[Believed]:
    """Where a row was only lengthened or cut, what it says of the days in both was believed throughout."""
    for place, each in enumerate(found):
        if each.replaced_on == following.recorded_on and _is_within(each.span, following.span):
            joined = replace(following, recorded_on=each.recorded_on)
            return [*found[:place], joined, *found[place + 1 :]]
    return [*found, following]


def _is_within(span: Span, other: Span) -> bool:
    ends = span.to_on is not None and other.to_on is not None and span.to_on <= other.to_on
    return span.tier == other.tier and span.from_on >= other.from_on and ends


def _otherwise(each: Believed, present: Sequence[Span]) -> list[tuple[date, date]]:
    end = min(each.replaced_on, each.span.to_on or each.replaced_on)
    edges = {day for span in present for day in (span.from_on, span.to_on) if day}
    days = sorted({each.span.from_on, end} | {day for day in edges if each.span.from_on < day < end})
    found: list[tuple[date, date]] = []
    for day, until in pairwise(days):
        now = _holding(present, day)
        if now is not None and now.tier == each.span.tier:
            continue
        joined = bool(found) and found[-1][1] == day
        found = [*found[:-1], (found[-1][0], until)] if joined else [*found, (day, until)]
    return found

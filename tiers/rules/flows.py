"""How people move between the tiers of the index from month to month.

A step is measured through the index; what somebody decided about a tier is no step (EFI.md, OUTCOMES.md).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from wsic.dates import months_before

MONTHS = 12  # shown: a year, so that every season stands once
KEPT = 36  # to which an address may lead: one kept from last year opens the people that it counted
_FLOW = re.compile(r"(\d{4}-\d{2})\.(?:([a-z]+)|([0-3x])-([0-3x]))")
_UNKNOWN = "x"


class Move(StrEnum):
    """What became of somebody's tier between two days."""

    UP = "up"
    DOWN = "down"
    STAYED = "stayed"
    JOINED = "joined"  # on no list here on the first day, and on the last
    LEFT = "left"
    ABSENT = "absent"  # on no list here on either day
    SCORED = "scored"  # had no tier on the first day
    UNSCORED = "unscored"
    METHOD = "method"  # another source, instrument or setting: no step of the person


MOVE_LABELS = {
    Move.UP: "Tier up",
    Move.DOWN: "Tier down",
    Move.STAYED: "Same tier",
    Move.JOINED: "Came to the list",
    Move.LEFT: "Left, and came back",
    Move.ABSENT: "Not on the list",
    Move.SCORED: "First tier",
    Move.UNSCORED: "Tier no longer known",
    Move.METHOD: "Method change",
}


@dataclass(frozen=True)
class IndexTier:
    """A tier that the index proposed, and by which method."""

    tier: int
    instrument: str
    source: str
    settings_version: str

    @property
    def method(self) -> tuple[str, str, str]:
        return self.instrument, self.source, self.settings_version


NOT_LISTED = frozenset({Move.JOINED, Move.LEFT, Move.ABSENT})  # on one of the two days or both


def move_of(was: IndexTier | None, now: IndexTier | None, *, was_listed: bool, is_listed: bool) -> Move:
    """From one day to a later one."""
    if not (was_listed and is_listed):
        return Move.JOINED if is_listed else (Move.LEFT if was_listed else Move.ABSENT)
    if was is None or now is None:
        return Move.STAYED if was is now else (Move.SCORED if was is None else Move.UNSCORED)
    if was.tier == now.tier:
        return Move.STAYED
    if was.method != now.method:
        return Move.METHOD
    return Move.UP if now.tier > was.tier else Move.DOWN


@dataclass(frozen=True)
class Month:
    """From the end of the day before its first to the end of its last day, or of the day one looks."""

    first: date
    before: date
    until: date

    @property
    def name(self) -> str:
        """`2026-10`."""
        return f"{self.first:%Y-%m}"

    @property
    def words(self) -> str:
        """`October 2026`."""
        return f"{self.first:%B %Y}"

    @property
    def unfinished(self) -> bool:
        return self.until.day < calendar.monthrange(self.until.year, self.until.month)[1]


def months_until(on: date, *, count: int = MONTHS) -> tuple[Month, ...]:
    """The month of a day and those before it, the earliest first."""
    firsts = [months_before(on.replace(day=1), back) for back in range(count)]
    return tuple(
        Month(first, first - timedelta(days=1), min(on, months_before(first, -1) - timedelta(days=1)))
        for first in reversed(firsts)
    )


@dataclass(frozen=True)
class Flow:
    """Whom a number of the page counts: those of a month who moved so, or from one tier to another."""

    month: Month
    move: Move | None = None
    tiers: tuple[int | None, int | None] | None = None

    @property
    def value(self) -> str:
        """As an address has it: `2026-10.up`, `2026-10.1-2`, `2026-10.x-2`."""
        if self.tiers is None:
            return f"{self.month.name}.{self.move}"
        return f"{self.month.name}.{'-'.join(_UNKNOWN if each is None else str(each) for each in self.tiers)}"

    @property
    def words(self) -> str:
        if self.tiers is None:
            return f"{MOVE_LABELS[self.move or Move.STAYED]}, {self.month.words}"
        was, now = ("no tier" if each is None else f"tier {each}" for each in self.tiers)
        return f"From {was} to {now}, {self.month.words}"

    @classmethod
    def of_value(cls, value: str, *, on: date) -> Self | None:
        """None for what no page of that day leads to."""
        found = _FLOW.fullmatch(value)
        months = {each.name: each for each in months_until(on, count=KEPT)}
        if not found or found[1] not in months:
            return None
        if found[2]:
            moves = {each.value: each for each in Move}
            return cls(months[found[1]], move=moves[found[2]]) if found[2] in moves else None
        was, now = (None if each == _UNKNOWN else int(each) for each in (found[3], found[4]))
        return cls(months[found[1]], tiers=(was, now))

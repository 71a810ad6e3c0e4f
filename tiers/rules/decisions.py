"""What a clinician decides about a tier, and the decided tiers of one person over time: the oracle of
`tiers.sets.decisions`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from wsic.dates import months_after

from .standings import Period, pairs_to_the_end

# Rockwood K, Theou O. Using the Clinical Frailty Scale in allocating scarce health care resources.
# Can Geriatr J 2020;23(3):210-215 (version 2.0: the same nine steps as of 2007, some renamed).
FRAILTY_SCALE_VERSION = "2.0"
FRAILTY_SCALE = {
    1: "very fit",
    2: "fit",
    3: "managing well",
    4: "living with very mild frailty",
    5: "living with mild frailty",
    6: "living with moderate frailty",
    7: "living with severe frailty",
    8: "living with very severe frailty",
    9: "terminally ill",
}
REVIEW_IN_MONTHS = 6  # ours: as often as the planning sessions of tiers 2 and 3
LATEST_REVIEW_IN_MONTHS = 24  # ours: a judgement that nobody looks at again is none
_TOKEN = re.compile(r"([0-9]{1,9})\.([0-3]?)\.([0-9]{0,2})")


class Direction(StrEnum):
    """How a decision stands to what the index proposed then."""

    AGREED = "AGREED"
    UP = "UP"
    DOWN = "DOWN"
    ALONE = "ALONE"  # the index proposed nothing
    HANDED_BACK = "HANDED_BACK"  # the person stands on the proposal again


def direction(tier: int | None, proposed: int | None) -> Direction:
    if tier is None:
        return Direction.HANDED_BACK
    if proposed is None:
        return Direction.ALONE
    if tier == proposed:
        return Direction.AGREED
    return Direction.UP if tier > proposed else Direction.DOWN


def needs_reason(tier: int | None, proposed: int | None) -> bool:
    """Whatever differs from the index says why, and is looked at again."""
    return direction(tier, proposed) in {Direction.UP, Direction.DOWN, Direction.ALONE}


def refuse_review_on(review_on: date, *, today: date) -> str | None:
    if review_on <= today:
        return "Choose a day after today"
    if review_on > months_after(today, LATEST_REVIEW_IN_MONTHS):
        return f"Choose a day within {LATEST_REVIEW_IN_MONTHS} months"
    return None


@dataclass(frozen=True)
class Seen:
    """What a page showed to who decides: the last decision's number, 0 for none, and the index."""

    number: int
    proposed_tier: int | None
    deficit_count: int | None

    @property
    def token(self) -> str:
        """As a page sends it back."""
        return ".".join("" if each is None else str(each) for each in astuple(self))

    @classmethod
    def of_token(cls, token: str) -> Self | None:
        """None for what no page of ours sent."""
        found = _TOKEN.fullmatch(token)
        if found is None:
            return None
        number, proposed, count = found.groups()
        return cls(int(number), int(proposed) if proposed else None, int(count) if count else None)


@dataclass(frozen=True)
class Decided:
    """A decision: `tier` None hands back to the index; of one day the greatest number stands."""

    on: date
    number: int
    tier: int | None


@dataclass(frozen=True)
class DecidedPeriod:
    tier: int
    from_on: date
    to_on: date | None


def decided_standings(
    decisions: Iterable[Decided], stays: Sequence[Period], died_on: date | None
) -> list[DecidedPeriod]:
    """
    The decided tiers of one person: each until the next decision, while registered (regular) and alive, the
    day of death being the first without.  Equal tiers that meet are one.
    """
    last_of_day = {each.on: each.tier for each in sorted(decisions, key=lambda each: each.number)}
    days = set(last_of_day) | {end for stay in stays for end in (stay.from_on, stay.to_on) if end}
    days |= {died_on} if died_on else set()
    history: list[DecidedPeriod] = []
    for day, until in pairs_to_the_end(sorted(days)):
        taken = [on for on in last_of_day if on <= day]
        tier = last_of_day[max(taken)] if taken else None
        alive = died_on is None or day < died_on
        if tier is None or not alive or not any(stay.holds(day) for stay in stays):
            continue
        history = _lengthened(history, DecidedPeriod(tier, day, until))
    return history


def _lengthened(history: list[DecidedPeriod], following: DecidedPeriod) -> list[DecidedPeriod]:
    last = history[-1] if history else None
    if last and (last.tier, last.to_on) == (following.tier, following.from_on):
        return [*history[:-1], DecidedPeriod(last.tier, last.from_on, following.to_on)]
    return [*history, following]

"""One row of random numbers for each thing in the synthetic world.

A stream is keyed by (seed, room, practice, slot), so that more people, another feed or another order of
generation changes nothing that was there before. Only `random.Random(int).random()` is called: Python
promises that its sequence stays the same, which it does not for `choice`, `sample`, `shuffle` or `gauss`.
"""

import random
from bisect import bisect_right
from collections.abc import Sequence
from enum import IntEnum
from typing import Generic, TypeVar

T = TypeVar("T")

_LIMIT = 4096  # practices, and slots of a practice, that a key has room for


class Room(IntEnum):
    """What a stream is for. Numbers are never reused."""

    PRACTICE = 1
    PERSON = 2
    STAY = 3
    ONSETS = 4
    DEFECTS = 5
    PREVIOUS_STAY = 6
    RECORDS = 7
    MEDICINES = 8
    JUDGEMENTS = 9
    ALLERGIES = 10
    TAKEN = 11
    RESIDENCE = 12
    CARE = 13
    FIRST_CONTACTS = 14
    PLANS = 15


class Draws:
    """Numbers in [0, 1) and what is made of them."""

    __slots__ = ("unit",)

    def __init__(self, seed: int, room: Room, practice: int = 0, slot: int = 0) -> None:
        if seed < 0 or not 0 <= practice < _LIMIT or not 0 <= slot < _LIMIT:
            raise ValueError(f"No stream for seed {seed}, practice {practice}, slot {slot}")
        key = ((seed * 64 + room) * _LIMIT + practice) * _LIMIT + slot
        self.unit = random.Random(key).random  # noqa: S311 - repeatable, no secret

    def chance(self, probability: float) -> bool:
        return self.unit() < probability

    def below(self, end: int) -> int:
        """A whole number from 0 to end - 1."""
        return int(self.unit() * end)

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.unit() * len(things))]


class Weighted(Generic[T]):
    """Things with shares that need not add up to 1."""

    __slots__ = ("_ends", "_things", "_total")

    def __init__(self, shares: Sequence[tuple[T, float]]) -> None:
        self._things = [thing for thing, _ in shares]
        self._ends: list[float] = []
        self._total = 0.0
        for _, share in shares:
            self._total += share
            self._ends.append(self._total)

    @property
    def things(self) -> Sequence[T]:
        return self._things

    def pick(self, draws: Draws) -> T:
        place = bisect_right(self._ends, draws.unit() * self._total)
        return self._things[min(place, len(self._things) - 1)]


def shuffled(things: Sequence[T], draws: Draws) -> list[T]:
    """Fisher-Yates on our own numbers, since random.shuffle may change between versions of Python."""
    mixed = list(things)
    for last in range(len(mixed) - 1, 0, -1):
        other = draws.below(last + 1)
        mixed[last], mixed[other] = mixed[other], mixed[last]
    return mixed

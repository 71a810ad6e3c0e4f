"""What is wrong with a link of the audit's chain, named."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")  # a batch and its SHA-256


class NoHead(ValueError):
    """What was given as a head is none."""


class Kind(StrEnum):
    DELETED = "deleted row"
    INSERTED = "inserted row"
    CHANGED = "changed column"
    SWAPPED = "swapped rows"
    CUT = "cut tail"
    BATCH = "changed or missing batch"
    REWRITTEN = "rewritten chain"


@dataclass(frozen=True)
class Head:
    """The last batch of a day and its hash, in hexadecimal: `42:9f2c...`."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> "Head":
        """:raises NoHead: it is not the number of a batch, a colon and 64 hexadecimal digits"""
        found = _HEAD.fullmatch(text.strip().lower())
        if found is None:
            raise NoHead(text)
        return cls(int(found[1]), found[2])


@dataclass(frozen=True)
class Break:
    """The first broken link: its kind, the row's number, the batch, when that was written, and a sentence."""

    kind: Kind
    number: int
    batch: int | None
    at: datetime | None
    says: str


class Row(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def rows(self) -> int: ...
    @property
    def unlike(self) -> bool: ...
    @property
    def at(self) -> datetime | None: ...


class Batch(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def sealed_at(self) -> datetime: ...
    @property
    def previous(self) -> bytes | None: ...
    @property
    def hash(self) -> bytes: ...


def link_break(batch: Batch, former: Batch | None) -> Break | None:
    """Whether a batch follows on the one before it: its number, its first row and the hash that it names."""
    number = former.number + 1 if former else 1
    first = former.last + 1 if former else 1
    if batch.number != number:
        return _of_batch(batch, first, f"batch {number} is missing")
    if batch.first != first:
        return _of_batch(batch, first, f"batch {number} begins at row {batch.first} and not at {first}")
    if batch.previous != (former.hash if former else None):
        return _of_batch(batch, first, f"batch {number} follows on another batch than the one before it")
    return None


def rows_break(
    batch: Batch,
    rows: Sequence[Row],
    *,
    swapped_from: Callable[[int], tuple[int, int] | None],
    is_last: bool,
) -> Break:
    """
    What is wrong with the rows of a batch that do not give its hash.

    :param rows: one for every number that the batch states
    :param swapped_from: finds the first two numbers from one on whose rows stand in each other's place
    """
    wrong = next((row for row in rows if row.rows != 1 or row.unlike), None)
    if wrong is None:
        says = f"the rows of batch {batch.number} agree with their own hashes and not with the batch's"
        return _of_batch(batch, batch.first, says)
    if wrong.rows == 0:
        return _missing(batch, rows, wrong, is_last=is_last)
    if wrong.rows > 1:
        says = f"row {wrong.number} is there {wrong.rows} times"
        return Break(Kind.INSERTED, wrong.number, batch.number, wrong.at, says)
    pair = swapped_from(wrong.number)
    if pair and wrong.number in pair:
        says = f"rows {pair[0]} and {pair[1]} stand in each other's place"
        return Break(Kind.SWAPPED, wrong.number, batch.number, wrong.at, says)
    says = f"row {wrong.number} says something else than when it was sealed"
    return Break(Kind.CHANGED, wrong.number, batch.number, wrong.at, says)


def _missing(batch: Batch, rows: Sequence[Row], wrong: Row, *, is_last: bool) -> Break:
    cut = is_last and all(row.rows == 0 for row in rows if row.number >= wrong.number)
    if cut:
        says = f"the chain ends before row {wrong.number}; its last batch states rows up to {batch.last}"
        return Break(Kind.CUT, wrong.number, batch.number, batch.sealed_at, says)
    says = f"row {wrong.number} is missing"
    return Break(Kind.DELETED, wrong.number, batch.number, batch.sealed_at, says)


def head_break(kept: Head, last: Batch | None) -> Break:
    """The chain ends before the batch that was kept as its head."""
    number, batch = (last.last, last.number) if last else (0, 0)
    says = f"the chain ends with batch {batch}, and batch {kept.number} was its head before"
    return Break(Kind.CUT, number, batch, last.sealed_at if last else None, says)


def _of_batch(batch: Batch, number: int, says: str) -> Break:
    return Break(Kind.BATCH, number, batch.number, batch.sealed_at, says)

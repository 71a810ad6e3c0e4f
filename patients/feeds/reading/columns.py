"""Rows that are kept as their columns: most of what is done with them is done column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

Row = tuple[str, ...]


class Rows(Sequence[Row]):
    """At least one column. Reads like a list of rows."""

    __slots__ = ("columns",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, columns: Sequence[Sequence[str]]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns[0])

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return list(self)[place]
        return tuple(column[place] for column in self.columns)

    def __iter__(self) -> Iterator[Row]:
        return zip(*self.columns, strict=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)


def columns_of(rows: Sequence[Row]) -> Sequence[Sequence[str]]:
    """The columns of some rows; none of no rows."""
    return rows.columns if isinstance(rows, Rows) else list(zip(*rows, strict=True))

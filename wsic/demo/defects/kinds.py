"""What a seeded defect is, and the four ways of making one.

A kind spoils one clean row in exactly one way, so that there is one right reason (FEEDS.md, and where
FEEDS.md leaves it open, the reason is this project's choice, said beside the kind). Where two rules could
speak, the order is: the line as a whole, then each column by itself (required, shape, list, range, not in the
future), then columns against each other (before birth, then order), then the row against what is known
(organisation, person, identity, versions).
"""

from collections.abc import Callable
from dataclasses import dataclass

from wsic.demo.lines import Row, row_line
from wsic.demo.streams import Draws

Spoil = Callable[[Row, Draws], tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`spoil` gives the lines, without endings, that stand in the clean row's place: each is a bad row.

    `column` is empty when the line as a whole is at fault. With `apart` the second line stands elsewhere.
    """

    name: str
    reason: str
    column: str
    spoil: Spoil
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One bad row: its first physical line, where 1 is the header, and what quarantine must say of it."""

    line_number: int
    kind: str
    reason: str
    column: str


def value(name: str, reason: str, column: str, change: Callable[[str, Draws], str]) -> Kind:
    """Another text in one column."""

    def spoil(row: Row, draws: Draws) -> tuple[bytes, ...]:
        return (_bytes(row | {column: change(row[column], draws)}),)

    return Kind(name, reason, column, spoil)


def fixed(name: str, reason: str, column: str, text: str) -> Kind:
    """Always this text in one column."""
    return value(name, reason, column, lambda _, __: text)


def whole(name: str, reason: str, column: str, change: Callable[[Row, Draws], Row]) -> Kind:
    """Columns that disagree with each other or with what is known; `column` is the one at fault."""
    return Kind(name, reason, column, lambda row, draws: (_bytes(change(row, draws)),))


def broken(name: str, reason: str, change: Callable[[Row, Draws], tuple[bytes, ...]]) -> Kind:
    """A line, or two in a row, that no longer are a record."""
    return Kind(name, reason, "", change)


def versions(name: str, column: str, change: Callable[[Row, Draws], Row]) -> Kind:
    """The clean row and another of the same key, elsewhere: neither can be believed."""

    def spoil(row: Row, draws: Draws) -> tuple[bytes, ...]:
        return _bytes(row), _bytes(change(row, draws))

    return Kind(name, "conflicting_versions", column, spoil, apart=True)


def _bytes(row: Row) -> bytes:
    return row_line(row).encode()

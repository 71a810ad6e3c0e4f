"""What reading an extract gives: batches of rows, bad rows, and the refusal of a whole file."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zipfile import BadZipFile

MOST_CHARACTERS = 32 * 1024  # FEEDS.md promise 1: a field over 32 KB is a bad row; counted in characters
MOST_RAW = 64 * 1024  # characters of a bad row that are kept

REASONS = {
    "too_few_fields": "has fewer fields than the header; a delimiter is missing, or quotes around a break.",
    "too_many_fields": "has more fields than the header; quote the field that holds the delimiter.",
    "unterminated_quote": "has a quoted field that is not closed; close it, and double quotes inside it.",
    "nul_character": "holds a NUL character; remove it, or export the file again.",
    "field_too_long": f"has a field of more than {MOST_CHARACTERS:,} characters; shorten it.",
    "bad_encoding": "holds bytes that are no text in the file's encoding; save the file as UTF-8.",
}

# What zipfile raises of an archive that it cannot read: NotImplementedError of a packing it does not know,
# RuntimeError of one with a password, KeyError of a member that is not there.
UNREADABLE_ZIP = (
    BadZipFile, zlib.error, EOFError, UnicodeDecodeError, NotImplementedError, RuntimeError, KeyError,
)  # fmt: skip


class RefusedFile(Exception):  # the house's word: a file is refused, which is an answer and no fault of ours
    """The file cannot be trusted as a whole. Its text is the sentence the user reads."""


@dataclass(frozen=True, slots=True)
class FeedColumns:
    """The columns of a feed, in declared order (lower case), and which of them a file must have.

    `written`: names that are shown otherwise than they are compared.
    """

    names: tuple[str, ...]
    required: frozenset[str]
    feed: str = "this feed"
    written: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may unpack to, and how many rows a workbook may have."""

    unpacked_bytes: int = 8 * 1024**3
    sample_bytes: int | None = None  # a reader who needs no more than the beginning stops there
    workbook_bytes: int = 400 * 1024**2
    workbook_rows: int = 100_000
    workbook_margin: int = 1_000  # rows above the header, and empty ones
    workbook_columns: int = 200
    workbook_cells: int = 8_000_000  # 100,000 rows of 80 columns: half a gigabyte


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read. `line` is its first physical line, counted from 1; `reason` a key of
    REASONS; `table` where an extract has several.
    """

    line: int
    raw: str
    reason: str
    table: str = ""

    @property
    def sentence(self) -> str:
        return f"{line_word(self.table)} {self.line:,} {REASONS[self.reason]}"


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a row that can be read is not taken whatever its cells say: the column, the reason code, and words
    that follow the place. `instead_of` are columns whose own faults follow from it.
    """

    column: str
    reason: str
    says: str
    instead_of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wording:
    """How sentences name a place in the file: its table and its own names of our columns; and those columns
    that come from the table `beside` it.
    """

    table: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    beside: str = ""
    names_beside: Mapping[str, str] = field(default_factory=dict)

    def place(self, column: str, line: int, line_beside: int = 0) -> str:
        if line_beside and column in self.names_beside:
            return f"{line_word(self.beside)} {line_beside:,}, {self.names_beside[column]}"
        return f"{line_word(self.table)} {line:,}, {self.names.get(column) or self.name(column)}"

    def name(self, column: str) -> str:
        """Where what the column holds stands in the file."""
        if column in self.names_beside:
            return f"{self.names_beside[column]} of {self.beside}"
        return self.names.get(column, column)


def line_word(table: str) -> str:
    return f"{table} line" if table else "Line"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some thousand rows in file order.

    `rows` are the good ones, each a tuple of text in the declared column order ('' where the file has no such
    column); `lines` and `raws` run beside them. `read_bytes` is how much of the file lies behind, for
    progress. Where a second table was joined, `lines_beside` are its lines (0 for none). `unfit` are rows,
    by place, that cannot be taken.
    """

    rows: Sequence[tuple[str, ...]]
    lines: Sequence[int]
    raws: Sequence[str]
    bad: Sequence[BadRow] = field(default_factory=tuple)
    empty_lines: int = 0
    read_bytes: int = 0
    lines_beside: Sequence[int] = ()
    unfit: Mapping[int, Unfit] = field(default_factory=dict)

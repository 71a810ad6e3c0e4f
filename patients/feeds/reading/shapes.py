"""What reading an extract gives: batches of rows, bad rows, and the refusal of a whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

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


class RefusedFile(Exception):  # the house's word: a file is refused, which is an answer and no fault of ours
    """The file cannot be trusted as a whole. Its text is the sentence the user reads."""


@dataclass(frozen=True, slots=True)
class FeedColumns:
    """The columns of a feed, in declared order (lower case), and which of them a file must have."""

    names: tuple[str, ...]
    required: frozenset[str]
    feed: str = "this feed"


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
    REASONS.
    """

    line: int
    raw: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"Line {self.line:,} {REASONS[self.reason]}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some thousand rows in file order.

    `rows` are the good ones, each a tuple of text in the declared column order ('' where the file has no such
    column); `lines` and `raws` run beside them. `read_bytes` is how much of the file lies behind, for
    progress.
    """

    rows: Sequence[tuple[str, ...]]
    lines: Sequence[int]
    raws: Sequence[str]
    bad: Sequence[BadRow] = field(default_factory=tuple)
    empty_lines: int = 0
    read_bytes: int = 0

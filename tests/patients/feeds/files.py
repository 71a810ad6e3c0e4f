"""Writes extracts in every form, and reads them back whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from patients.feeds.reading import BadRow, Extract, FeedColumns, Limits, open_extract

MARKS = {"utf-8": b"", "utf-8-sig": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "cp1252": b""}


def columns(*names: str, required: Sequence[str] = ()) -> FeedColumns:
    return FeedColumns(names, frozenset(required or names))


def text_of(rows: Sequence[Sequence[str]], *, delimiter: str = ",", line_end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().replace("\n", line_end)


def write(path: Path, text: str, *, encoding: str = "utf-8", mark: bool = True) -> Path:
    path.write_bytes((MARKS[encoding] if mark else b"") + text.encode(encoding))
    return path


@dataclass(frozen=True)
class Whole:
    """Everything an extract holds."""

    rows: list[tuple[str, ...]]
    lines: list[int]
    raws: list[str]
    bad: list[BadRow]
    empty: int
    extract: Extract

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return [(bad.line, bad.reason) for bad in self.bad]


def read(path: Path, wanted: FeedColumns, *, limits: Limits | None = None, **mapping: str) -> Whole:
    extract = open_extract(path, columns=wanted, mapping=mapping, limits=limits)
    whole = Whole([], [], [], [], 0, extract)
    empty = 0
    for batch in extract:
        whole.rows.extend(batch.rows)
        whole.lines.extend(batch.lines)
        whole.raws.extend(batch.raws)
        whole.bad.extend(batch.bad)
        empty += batch.empty_lines
    return Whole(whole.rows, whole.lines, whole.raws, whole.bad, empty, extract)

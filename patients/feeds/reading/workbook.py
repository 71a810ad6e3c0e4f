"""Excel workbooks (.xlsx), cells as text.

The archive is looked through before it is opened: how much it unpacks to, how far its cells reach (one cell
in the last corner makes a dense sheet of 17 thousand million), and which cells hold an error, because the
reader shows those as empty.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, SheetTypeEnum, SheetVisibleEnum, load_workbook

from patients.feeds.reading.headers import Header
from patients.feeds.reading.records import Pick, picker
from patients.feeds.reading.shapes import (
    MOST_CHARACTERS,
    MOST_RAW,
    UNREADABLE_ZIP,
    BadRow,
    Batch,
    Limits,
    RefusedFile,
)
from patients.feeds.reading.workbook_parts import look_through

Cell = int | float | str | bool | time | date | datetime | timedelta

_SIGNIFICANT = 15  # digits Excel itself keeps of a number


@dataclass(frozen=True, slots=True)
class Sheet:
    """The one sheet of a workbook that has rows. `first` is the sheet's row number of the header, from 1."""

    rows: list[list[Cell]]
    names: tuple[str, ...]
    first: int
    title: str
    total_bytes: int
    whole: bool = True

    def batches(self, header: Header, *, size: int) -> Iterator[Batch]:
        pick = picker(header.places, len(header.names))
        numbered = enumerate(self.rows[self.first :], self.first + 1)
        while chunk := list(islice(numbered, size)):
            yield self._batch(chunk, pick, len(header.names))

    def _batch(self, chunk: list[tuple[int, list[Cell]]], pick: Pick, fields: int) -> Batch:
        rows, lines, raws, bad, empty = [], [], [], [], 0
        for line, cells in chunk:
            texts = [cell_text(cell) for cell in cells]
            texts += [""] * (fields - len(texts))
            if not any(texts):
                empty += 1
            elif reason := _flaw(texts, fields):
                bad.append(BadRow(line, _raw(texts)[:MOST_RAW], reason))
            else:
                rows.append(pick(texts[:fields]))
                lines.append(line)
                raws.append(_raw(texts[:fields]))
        done = self.total_bytes * min(1.0, chunk[-1][0] / max(1, len(self.rows)))
        return Batch(rows, lines, raws, tuple(bad), empty, int(done))


def _flaw(texts: list[str], fields: int) -> str | None:
    if any("\0" in text for text in texts):
        return "nul_character"
    if any("\ufffd" in text for text in texts):
        return "bad_encoding"
    if any(texts[fields:]):
        return "too_many_fields"
    return "field_too_long" if max(map(len, texts)) > MOST_CHARACTERS else None


def _raw(texts: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(texts)
    return out.getvalue()


def cell_text(cell: Cell) -> str:
    """A cell as the file's author would have written it: dates as ISO, 1234567890.0 as 1234567890."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return format(Decimal(format(cell, f".{_SIGNIFICANT}g")), "f")
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return str(cell) if isinstance(cell, timedelta) else cell.isoformat()


def open_sheet(path: Path, limits: Limits) -> Sheet:
    """The first visible sheet with rows; two of them are refused, because one would be left out. Raises
    RefusedFile.
    """
    _refuse_bomb(path, limits)
    try:
        with load_workbook(path) as book:
            sheets = [
                sheet
                for meta in book.sheets_metadata
                if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
                if (sheet := book.get_sheet_by_name(meta.name)).height
            ]
            return _sheet(sheets, path, limits)
    except CalamineError as error:
        raise RefusedFile(
            "The workbook cannot be opened: it is damaged or has a password. Save it again."
        ) from error


def _sheet(sheets: list[CalamineSheet], path: Path, limits: Limits) -> Sheet:
    if len(sheets) != 1:
        found = "no sheet with rows" if not sheets else f"{len(sheets)} sheets with rows"
        raise RefusedFile(f"The workbook has {found}. It must have exactly one: the extract.")
    rows: list[list[Cell]] = sheets[0].to_python(skip_empty_area=False)
    first = next(
        (place for place, row in enumerate(rows) if any(cell_text(cell).strip() for cell in row)), None
    )
    if first is None:
        raise RefusedFile("The file has no header. The first line must name the columns.")
    if len(rows) - first - 1 > limits.workbook_rows:
        raise RefusedFile(f"The workbook has more than {limits.workbook_rows:,} rows. Save it as CSV UTF-8.")
    names = [cell_text(cell).strip() for cell in rows[first]]
    while not names[-1]:
        names.pop()
    return Sheet(rows, tuple(names), first + 1, "Excel workbook", path.stat().st_size)


def _refuse_bomb(path: Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise RefusedFile(
                    "This is a zip archive, not an Excel workbook. Unpack it and send what is in it."
                )
            if len(names) != len(parts):
                raise RefusedFile("The workbook has two parts of one name. Save it again.")
            if sum(part.file_size for part in parts) > limits.workbook_bytes:
                raise RefusedFile("The workbook unpacks to too much. Save it as CSV UTF-8.")
            for part in parts:
                with archive.open(part) as file:
                    look_through(file, limits)
    except (*UNREADABLE_ZIP, OSError) as error:
        raise RefusedFile("The workbook is damaged. Save it again.") from error

"""How far the cells of a workbook's sheets reach, read with a real XML parser before the workbook is opened.

The reader makes a dense sheet of whatever stands between the first cell and the last, and a library that
cannot get the memory for it ends the process. So every part is looked at, whatever its name, and a sheet is
what begins as one.
"""

from __future__ import annotations

import re
from typing import IO
from xml.parsers import expat

from patients.feeds.reading.shapes import Limits, RefusedFile

_CHUNK = 1 << 18
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_LETTERS = 26
_SHEET = b"sheetData"  # what is no XML to a strict parser may still be a sheet to a lenient one


class _Reach:
    """Follows the cells of one sheet and refuses what reaches too far."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.row = self.column = self.furthest_row = self.furthest_column = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._before
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _before(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] == "sheetData":
            self.parser.StartElementHandler = self._element

    def _doctype(self, *declared: object) -> None:
        raise RefusedFile("The workbook holds a document type, which no workbook needs. Save it again.")

    def _element(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._at(_number(attributes.get("r"), default=self.row + 1), 0)

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._at(self.row, self.column + 1)
        elif found := _REFERENCE.fullmatch(reference):
            self._at(int(found[2]), column_number(found[1]))
        else:
            raise RefusedFile("The workbook has a cell without a place. Save it again.")
        if attributes.get("t") == "e":
            raise RefusedFile(
                f"Cell {reference} of the workbook shows an error, which is no value. Correct it."
            )

    def _at(self, row: int, column: int) -> None:
        self.row, self.column = row, column
        if row > self.furthest_row or column > self.furthest_column:
            self.furthest_row = max(row, self.furthest_row)
            self.furthest_column = max(column, self.furthest_column)
            self._refuse_far()

    def _refuse_far(self) -> None:
        limits = self.limits
        if self.furthest_row > limits.workbook_rows + limits.workbook_margin:
            raise RefusedFile(
                f"The workbook has more than {limits.workbook_rows:,} rows. Save it as CSV UTF-8."
            )
        if self.furthest_column > limits.workbook_columns:
            raise RefusedFile(
                f"The workbook has more than {limits.workbook_columns} columns. Remove what is no column."
            )
        if self.furthest_row * self.furthest_column > limits.workbook_cells:
            raise RefusedFile("The workbook is too large. Save it as CSV UTF-8.")


def look_through(part: IO[bytes], limits: Limits) -> None:
    """Reads one part of a workbook to its end, which also proves its stated size.

    Raises RefusedFile when it is a sheet whose cells reach too far, or that shows an error in a cell.
    """
    reach: _Reach | None = _Reach(limits)
    kept = b""
    while chunk := part.read(_CHUNK):
        if reach is not None:
            reach = _further(reach, chunk)
        if reach is None and _SHEET in kept + chunk:
            raise RefusedFile("The workbook is damaged. Save it again.")
        kept = chunk[-len(_SHEET) :]


def _further(reach: _Reach, chunk: bytes) -> _Reach | None:
    """None when the part is no XML from here on."""
    try:
        reach.parser.Parse(chunk)
    except expat.ExpatError:
        if reach.row:
            raise RefusedFile("The workbook is damaged. Save it again.") from None
        return None
    return reach


def column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _number(text: str | None, *, default: int) -> int:
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise RefusedFile("The workbook has a row without a place. Save it again.")
    return int(text)

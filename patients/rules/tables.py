"""A small CSV file read strictly: every fault with its line, and a row with a fault is no row."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")
Cells = dict[str, str]


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong in one line; `column` is empty when it is the line or the whole file."""

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}{', ' if self.column else ''}{self.column}: {self.sentence}"


class RefusedList(Exception):
    """The file has faults, so nothing of it is taken."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Table:
    """`rows` with the line each begins on; `sha256` is of the text as it came, in UTF-8."""

    rows: tuple[tuple[int, Cells], ...]
    faults: tuple[Fault, ...]
    sha256: str


def read_table(lines: Iterable[str], columns: Sequence[str]) -> Table:
    """
    :param lines: of the text with their line ends, as `open(path, encoding="utf-8", newline="")` gives them;
        so `sha256` is that of the file
    """
    text = list(lines)
    digest = hashlib.sha256("".join(text).encode()).hexdigest()
    rows: list[tuple[int, Cells]] = []
    faults = [Fault(line, "", "has a NUL character.") for line, cell in enumerate(text, 1) if "\0" in cell]
    if not faults:
        _read_rows(text, columns, rows, faults)
    return Table(tuple(rows), tuple(faults), digest)


def _read_rows(
    text: list[str], columns: Sequence[str], rows: list[tuple[int, Cells]], faults: list[Fault]
) -> None:
    records = _records(text, faults)
    line, header = next(records, (1, []))
    names = [name.strip().lower() for name in header]
    faults += _header_faults(line, names, columns)
    if faults:
        return
    for line, cells in records:
        if len(cells) != len(names):
            faults.append(Fault(line, "", f"has {len(cells)} fields where the first line has {len(names)}."))
            continue
        row = dict(zip(names, cells, strict=True))
        spaced = [
            Fault(line, name, "has spaces around it.") for name in columns if row[name] != row[name].strip()
        ]
        faults += spaced
        if not spaced:
            rows.append((line, row))


def _records(text: list[str], faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Records that are not empty lines, each with the line it begins on; a broken quote ends the file."""
    if text:
        text = [text[0].removeprefix("\ufeff"), *text[1:]]
    reader = csv.reader(text, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(line, "", f"cannot be read: {error}."))


def _header_faults(line: int, names: list[str], columns: Sequence[str]) -> list[Fault]:
    faults = [Fault(line, name, "is missing from the first line.") for name in columns if name not in names]
    faults += [Fault(line, name, "is no column of this file.") for name in names if name not in columns]
    faults += [
        Fault(line, name, "stands twice in the first line.") for name in set(names) if names.count(name) > 1
    ]
    return faults


def too_long(cells: Cells, longest: Mapping[str, int]) -> dict[str, str]:
    """Sentences about the cells that have more characters than their column keeps."""
    return {
        name: f"has more than {most} characters." for name, most in longest.items() if len(cells[name]) > most
    }


def rows_of(
    table: Table,
    read: Callable[[Cells], tuple[Row | None, dict[str, str]]],
    same: Callable[[Row], object],
) -> tuple[list[Row], list[Fault]]:
    """
    The rows as `read` gives them, and every fault of the table.

    :param read: cells to the row, or to sentences by column
    :param same: what two rows must not share
    """
    faults = list(table.faults)
    rows: list[Row] = []
    seen: dict[object, int] = {}
    for line, cells in table.rows:
        row, wrong = read(cells)
        faults += [Fault(line, column, sentence) for column, sentence in wrong.items()]
        if row is None:
            continue
        first = seen.setdefault(same(row), line)
        if first != line:
            faults.append(Fault(line, "", f"says the same as line {first}."))
        rows.append(row)
    if not rows and not faults:
        faults.append(Fault(1, "", "has no rows."))
    return rows, faults

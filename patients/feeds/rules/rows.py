"""Whole batches of rows, column by column: the canonical rows, and the problems of the others.

Working down the columns lets the interpreter do most of it in C: a date or a code is judged once and then
looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from itertools import compress

from patients.feeds.declared import Column, Fault, Feed, Kind, Order
from patients.feeds.reading import Batch, Unfit, Wording
from patients.feeds.reading.columns import Rows, columns_of
from patients.feeds.rules.cells import Reader, reader_of, spelled_out
from patients.rules.signs import CONTROL

SYSTMONE = "systmone"
_MOST_REMEMBERED = 100_000  # answers of one column; beyond that the memory would grow with the file
_SEPARATOR = "\x1f"  # no canonical cell holds it
_DIGEST = 16  # bytes

Cells = Sequence[str | Fault]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is not taken: the column ('' for the row as a whole), the reason code, and the sentence to
    act on.
    """

    column: str
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row that does not get in. The first of its problems is the one it is listed under.

    `key` is the feed's key where every part of it could be read, else empty; `cells` are canonical, '' where
    at fault.
    """

    line: int
    raw: str
    digest: bytes
    key: tuple[str, ...]
    given: tuple[str, ...]
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The good rows of a batch, canonical, with their lines, texts and digests beside them; and the faulty
    ones.
    """

    rows: Sequence[tuple[str, ...]]
    lines: Sequence[int]
    raws: Sequence[str]
    digests: Sequence[bytes]
    faulty: Sequence[FaultyRow]


def row_digest(row: Sequence[str]) -> bytes:
    """16 bytes that stand for a row's canonical content, whatever file it came in."""
    return blake2b(_SEPARATOR.join(row).encode(), digest_size=_DIGEST).digest()


class _Remembered(dict[str, str | Fault]):
    """Cells of a column that were judged before."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> str | Fault:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        answer = self[cell] = self._read(cell)
        return answer


class Judge:
    """Judges the rows of one feed in an extract of the day `on`, as the system `source` writes it."""

    def __init__(self, feed: Feed, *, on: date, source: str = "own", wording: Wording | None = None) -> None:
        self.feed = feed
        self._spelled_otherwise = source != "own"
        self.wording = wording or Wording()
        self._readers = [_column_reader(column, on, source) for column in feed.columns]
        self._key = [feed.names.index(name) for name in feed.key]

    def judge(self, batch: Batch) -> Judged:
        """Every row of the batch, either in `rows` or in `faulty`."""
        if not batch.rows:
            return Judged((), (), (), (), ())
        written = columns_of(batch.rows)
        columns = [read(cells) for read, cells in zip(self._readers, written, strict=True)]
        faults = self._faults(columns, written, batch.unfit)
        if not faults:
            rows = Rows(columns)  # type: ignore[arg-type]  # a column without faults is text
            return Judged(rows, batch.lines, batch.raws, self._digests(rows), ())
        good = [place not in faults for place in range(len(batch.rows))]
        kept = Rows([list(compress(cells, good)) for cells in columns])  # type: ignore[arg-type]
        return Judged(
            kept,
            list(compress(batch.lines, good)),
            list(compress(batch.raws, good)),
            self._digests(kept),
            [
                self._faulty(batch, place, [cells[place] for cells in columns], faults[place])
                for place in sorted(faults)
            ],
        )

    def _digests(self, rows: Rows) -> Sequence[bytes]:
        """Rows known by the id that their source gave need no digest until they are turned away."""
        return [b""] * len(rows) if self.feed.local_key else list(map(row_digest, rows))

    def _faults(
        self, columns: list[Cells], written: Sequence[Sequence[str]], unfit: Mapping[int, Unfit]
    ) -> dict[int, list[tuple[str, Fault]]]:
        """Row -> what is wrong with it: what the reader found of the whole row, then cell by cell in declared
        order, then columns against each other.
        """
        found: dict[int, list[tuple[str, Fault]]] = {}
        clean: dict[str, Sequence[str]] = {}
        for name, cells, before in zip(self.feed.names, columns, written, strict=True):
            clean[name] = before if cells is before else _without_faults(name, cells, found)
        for order in self.feed.orders:
            name = self.wording.name(order.earlier)
            for place, fault in _out_of_order(order, name, clean[order.earlier], clean[order.later]):
                found.setdefault(place, []).append((order.later, fault))
        for rule in self.feed.row_rules:
            for place, column, fault in rule(clean):
                found.setdefault(place, []).append((column, fault))
        for place, whole in unfit.items():
            others = [each for each in found.get(place, ()) if each[0] not in whole.instead_of]
            found[place] = [(whole.column, Fault(whole.reason, whole.says)), *others]
        return found

    def _faulty(
        self, batch: Batch, place: int, row: Sequence[str | Fault], faults: list[tuple[str, Fault]]
    ) -> FaultyRow:
        line, beside = batch.lines[place], batch.lines_beside[place] if batch.lines_beside else 0
        cells = tuple("" if isinstance(cell, Fault) else cell for cell in row)
        key = tuple(cells[at] for at in self._key)
        given = tuple(cell.strip() for cell in batch.rows[place])
        return FaultyRow(
            line,
            batch.raws[place],
            row_digest(given if all(key) or place not in batch.unfit else (*given, batch.raws[place])),
            key if all(key) else (),
            self._mendable(given, cells),
            cells,
            tuple(
                problem(self.wording.place(column, line, beside), column, fault) for column, fault in faults
            ),
        )

    def _mendable(self, given: tuple[str, ...], cells: tuple[str, ...]) -> tuple[str, ...]:
        """What is put right and sent again, in our own spelling where the system has another."""
        if not self._spelled_otherwise:
            return given
        return tuple(cell or written for cell, written in zip(cells, given, strict=True))


def problem(place: str, column: str, fault: Fault) -> Problem:
    """The fault as the user reads it: where, what, and what to do."""
    return Problem(column, fault.reason, f"{place}: {fault.says}")


def _without_faults(name: str, cells: Cells, found: dict[int, list[tuple[str, Fault]]]) -> Sequence[str]:
    """The column with '' for its faults, which go into `found`."""
    if Fault not in set(map(type, cells)):
        return cells  # type: ignore[return-value]
    for place, cell in enumerate(cells):
        if isinstance(cell, Fault):
            found.setdefault(place, []).append((name, cell))
    return ["" if isinstance(cell, Fault) else cell for cell in cells]


def _out_of_order(
    order: Order, name: str, earlier: Sequence[str], later: Sequence[str]
) -> list[tuple[int, Fault]]:
    """ISO dates compare as text. `name` is that of the earlier column in the file."""
    wrong = [
        place
        for place, (one, other) in enumerate(zip(earlier, later, strict=True))
        if other and one and (one > other or (order.apart and one == other))
    ]
    word = "not after" if order.apart else "before"
    return [
        (
            place,
            Fault(
                order.reason,
                f"{later[place]} is {word} {name}, {earlier[place]}. Correct one of the two.",
            ),
        )
        for place in wrong
    ]


def _column_reader(column: Column, on: date, source: str) -> Callable[[Sequence[str]], Cells]:
    if source in column.lacking_in:
        column = replace(column, required=False)
    read = reader_of(column, on=on)
    if column.kind is Kind.DATE and source == SYSTMONE:
        read = spelled_out(read)
    if column.kind is Kind.TEXT and column.check is None:
        return lambda cells: _texts(cells, column, read)
    remembered = _Remembered(read)
    return lambda cells: _each(cells, remembered)


def _each(cells: Sequence[str], remembered: _Remembered) -> Cells:
    """The very column where every cell is canonical already; each distinct one is looked at once."""
    answers = {cell: remembered[cell] for cell in set(cells)}
    if all(answer == cell for cell, answer in answers.items()):
        return cells
    return [answers[cell] for cell in cells]


def _texts(cells: Sequence[str], column: Column, read: Reader) -> Cells:
    """All at once when nothing is wrong with any of them, which is nearly always."""
    distinct = set(cells)
    texts = {cell.strip() for cell in distinct}
    sound = (
        max(map(len, texts)) <= column.longest
        and not (column.required and "" in texts)
        and not CONTROL.search("\n".join(distinct))
    )
    if not sound or column.default:
        return [read(cell) for cell in cells]
    return cells if texts == distinct else [cell.strip() for cell in cells]

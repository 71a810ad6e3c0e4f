"""Opening a SystmOne extract for one of our feeds: it reads like any other extract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from patients.feeds.reading.extract import Extract
from patients.feeds.reading.shapes import Batch, Limits, RefusedFile, Wording
from patients.feeds.reading.systmone import LAYOUTS, Records, Tally, open_records
from patients.feeds.reading.systmone_lists import LIST_COLUMNS, Lists, open_lists
from patients.feeds.reading.systmone_people import PATIENT_COLUMNS
from patients.feeds.reading.systmone_tables import PATIENT, REGISTRATION, Tables, find_tables

PEOPLE = "people"
FEEDS = (PEOPLE, *LAYOUTS)  # in the order in which they must be imported
_COLUMNS: dict[str, tuple[str, ...]] = {
    PATIENT: PATIENT_COLUMNS,
    REGISTRATION: tuple(LIST_COLUMNS),
    **{layout.table: tuple(layout.columns) for layout in LAYOUTS.values()},
}
_WRITTEN = {name.casefold(): name for names in _COLUMNS.values() for name in names}


@dataclass(slots=True)
class SystmOneExtract:
    """As `Extract`; `left_out` and `notes` are of the last reading from beginning to end."""

    reading: Records | Lists
    tables: Tables
    tally: Tally = field(default_factory=Tally)

    def __iter__(self) -> Iterator[Batch]:
        self.tally = Tally()
        return self.reading.batches(self.tally)

    @property
    def total_bytes(self) -> int:
        return self.reading.main.total_bytes + self.reading.beside.total_bytes

    @property
    def encoding(self) -> str:
        return self.reading.main.encoding

    @property
    def delimiter(self) -> str:
        return self.reading.main.delimiter

    @property
    def wording(self) -> Wording:
        return self.reading.wording

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        return self._named(self.reading.main.unknown_columns, self.reading.beside.unknown_columns)

    @property
    def missing_optional(self) -> tuple[str, ...]:
        return self._named(self._missing(self.reading.main), self._missing(self.reading.beside))

    @property
    def left_out(self) -> dict[str, int]:
        return dict(self.tally.left_out)

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands for what, first."""
        return (*self._read_as(), *self.tally.notes)

    def _read_as(self) -> Iterator[str]:
        wording = self.wording
        parts = ((wording.table, wording.names), (wording.beside, wording.names_beside))
        for table, names in parts:
            pairs = ", ".join(f"{name} as {ours}" for ours, name in names.items())
            yield f"{table} was read so: {pairs}."

    def _named(self, main: Sequence[str], beside: Sequence[str]) -> tuple[str, ...]:
        of_main = [f"{self.wording.table}.{name}" for name in main]
        return (*of_main, *(f"{self.wording.beside}.{name}" for name in beside))

    def _missing(self, table: Extract) -> list[str]:
        return [_WRITTEN.get(name, name) for name in table.missing_optional]


def columns_read(table: str) -> tuple[str, ...]:
    """The names of the columns that are used of a table."""
    return _COLUMNS[table]


def feeds_in(tables: Tables) -> tuple[str, ...]:
    """The feeds that these tables have, in the order in which they must be imported. Raises RefusedFile."""
    tables.place_of(PATIENT)  # every feed needs it
    has = {PEOPLE: REGISTRATION} | {feed: layout.table for feed, layout in LAYOUTS.items()}
    feeds = tuple(feed for feed, table in has.items() if table in tables.found)
    if not feeds:
        raise RefusedFile(f"The extract has SRPatient alone. It needs one of {', '.join(has.values())}.")
    return feeds


def open_systmone(path: Path, *, feed: str, names: Sequence[str], limits: Limits) -> SystmOneExtract:
    """:param names: the feed's columns in their order. Raises RefusedFile."""
    tables = find_tables(path, limits)
    if feed == PEOPLE:
        return SystmOneExtract(open_lists(names, tables, limits), tables)
    return SystmOneExtract(open_records(feed, names, tables, limits), tables)

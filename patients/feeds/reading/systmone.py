"""The SystmOne bulk extract, read as a feed of ours: rows in our columns, with the lines of its own tables.

What the system spells otherwise than we do is put right here, and only that: every cell is judged like any
other, and a sentence about it names the table, the line and the column in which it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from patients.feeds.reading.extract import Extract
from patients.feeds.reading.shapes import BadRow, Batch, Limits, Unfit, Wording
from patients.feeds.reading.systmone_people import (
    FALSE,
    NO_ID,
    NO_ROW,
    SEPARATOR,
    TEST,
    TRUE,
    WRONG,
    Patients,
    columns_of,
    open_patients,
    open_table,
    read_patients,
)
from patients.feeds.reading.systmone_tables import CODE, MEDICATION, PATIENT, Tables

Arrange = Callable[[tuple[str, ...]], tuple[str, ...]]
TEST_PEOPLE, REMOVED = "test_people", "removed"
NO_CODE = "-1"  # as SystmOne writes a code that it has no other code for


@dataclass(slots=True)
class Tally:
    """What one reading left out, by why, and found besides."""

    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table is read as a feed. `columns`: its name of a column -> whether it must be there; `read_as`:
    our column -> its name; `ours`: our columns as the reading gives them.
    """

    table: str
    columns: dict[str, bool]
    read_as: Mapping[str, str]
    ours: tuple[str, ...]


@dataclass(slots=True)
class Records:
    """Rows of a table of records, each with the person its IDPatient stands for."""

    layout: Layout
    names: Sequence[str]
    main: Extract
    beside: Extract

    @property
    def wording(self) -> Wording:
        return Wording(
            self.layout.table,
            self.layout.read_as,
            PATIENT,
            {"nhs_number": "NHSNumber", "birth_date": "DateBirth"},
        )

    def batches(self, tally: Tally) -> Iterator[Batch]:
        patients = read_patients(self.beside)
        cells = _CELLS[self.layout.table]
        arrange = in_order(self.layout.ours, self.names)
        for batch in self.main:
            taken = Taken()
            for line, raw, row in zip(batch.lines, batch.raws, batch.rows, strict=True):
                patient, removed, *rest = row
                identity, unfit = whose(patients, patient.strip())
                if identity == TEST:
                    tally.left_out[TEST_PEOPLE] += 1
                    continue
                deleted, flaw = deleted_of(removed)
                number, birth, beside = parted(identity)
                taken.add(arrange((number, birth, deleted, *cells(rest))), line, raw, beside, unfit or flaw)
            yield taken.batch(batch, self.beside.total_bytes, self.layout.table)


@dataclass(slots=True)
class Taken:
    """Rows of one batch so far."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    raws: list[str] = field(default_factory=list)
    lines_beside: list[int] = field(default_factory=list)
    unfit: dict[int, Unfit] = field(default_factory=dict)

    def add(self, row: tuple[str, ...], line: int, raw: str, beside: int, unfit: Unfit | None) -> None:
        if unfit:
            self.unfit[len(self.rows)] = unfit
        self.rows.append(row)
        self.lines.append(line)
        self.raws.append(raw)
        self.lines_beside.append(beside)

    def batch(
        self, read: Batch, before: int, table: str, more: Sequence[BadRow] = (), empty_lines: int = 0
    ) -> Batch:
        """As `read` was, `before` bytes of another table lying behind already, with what was found there."""
        bad = [BadRow(each.line, each.raw, each.reason, table) for each in read.bad]
        return Batch(
            self.rows, self.lines, self.raws, (*more, *bad), empty_lines + read.empty_lines,
            before + read.read_bytes, self.lines_beside, self.unfit,
        )  # fmt: skip


def whose(patients: Patients, patient: str) -> tuple[str, Unfit | None]:
    """The identity behind an id, or TEST; and why the row cannot be taken."""
    identity = patients.known.get(patient, "")
    if SEPARATOR in identity or identity == TEST:
        return identity, None
    return "", WRONG.get(identity, NO_ROW) if patient else NO_ID


def parted(identity: str) -> tuple[str, str, int]:
    """NHS number, birth date and the line they stand in."""
    if not identity:
        return "", "", 0
    number, birth, line = identity.split(SEPARATOR)
    return number, birth, int(line)


def deleted_of(removed: str) -> tuple[str, Unfit | None]:
    """RemovedData as Y or N, and what is wrong with it."""
    flag = removed.strip().upper()
    if flag in FALSE:
        return "N", None
    if flag in TRUE:
        return "Y", None
    return "", Unfit("deleted", "not_in_list", "is neither 0 nor 1. Write 1 for a removed row, else 0.")


def in_order(ours: Sequence[str], names: Sequence[str]) -> Arrange:
    """From cells in the order of `ours` to the feed's declared order, '' for what is not there."""
    places = [ours.index(name) if name in ours else len(ours) for name in names]
    get = itemgetter(*places)
    if len(ours) in places:
        return lambda cells: get((*cells, ""))
    return get


def _entry_cells(rest: Sequence[str]) -> tuple[str, ...]:
    """`>` and 90 are not the number 90."""
    row_id, effective, recorded, ctv3, snomed, value, unit, comparator, ctv3_term, snomed_term = rest
    ctv3, snomed, comparator = ctv3.strip(), snomed.strip(), comparator.strip()
    snomed = "" if snomed == NO_CODE else snomed
    if comparator not in ("", "="):
        value = f"{comparator}{value.strip()}"
    if ctv3 or not snomed:
        return row_id, effective, recorded, "CTV3", ctv3, snomed, ctv3_term or snomed_term, value, unit
    return row_id, effective, recorded, "SNOMED", snomed, snomed, snomed_term or ctv3_term, value, unit


def _issue_cells(rest: Sequence[str]) -> tuple[str, ...]:
    row_id, event, started, code, name = rest
    return row_id, event if event.strip() else started, code, name


_CELLS = {CODE: _entry_cells, MEDICATION: _issue_cells}

_WHO = {"nhs_number": "IDPatient", "deleted": "RemovedData", "row_id": "RowIdentifier"}
LAYOUTS = {
    "coded_entries": Layout(
        table=CODE,
        columns={
            "IDPatient": True, "RemovedData": False, "RowIdentifier": True, "DateEvent": True,
            "DateEventRecorded": True, "CTV3Code": True, "SNOMEDCode": False, "NumericValue": False,
            "NumericUnit": False, "NumericComparator": False, "CTV3Text": False, "SNOMEDText": False,
        },
        read_as=_WHO | {
            "effective_on": "DateEvent", "recorded_on": "DateEventRecorded", "system": "CTV3Code",
            "code": "CTV3Code", "snomed_code": "SNOMEDCode", "term": "CTV3Text", "value": "NumericValue",
            "unit": "NumericUnit",
        },
        ours=(
            "nhs_number", "birth_date", "deleted", "row_id", "effective_on", "recorded_on", "system", "code",
            "snomed_code", "term", "value", "unit",
        ),
    ),
    "medication_issues": Layout(
        table=MEDICATION,
        columns={
            "IDPatient": True, "RemovedData": False, "RowIdentifier": True, "DateEvent": True,
            "DateMedicationStart": False, "IDMultiLexDMD": True, "NameOfMedication": True,
        },
        read_as=_WHO | {
            "issued_on": "DateEvent", "medicine_code": "IDMultiLexDMD", "medicine": "NameOfMedication",
        },
        ours=(
            "nhs_number", "birth_date", "deleted", "row_id", "issued_on", "medicine_code", "medicine",
        ),
    ),
}  # fmt: skip


def open_records(feed: str, names: Sequence[str], tables: Tables, limits: Limits) -> Records:
    layout = LAYOUTS[feed]
    columns = columns_of(layout.table, layout.columns)
    main = open_table(layout.table, tables.place_of(layout.table), columns, limits)
    beside = open_patients(tables.place_of(PATIENT), limits, named=False)
    return Records(layout, names, main, beside)

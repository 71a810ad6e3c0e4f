"""Whom the ids of a SystmOne extract stand for: its table SRPatient, in memory.

One text for each patient, about 250 bytes with its key: MOST_PATIENTS are half a gigabyte.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from patients.feeds.reading.extract import Extract, open_extract
from patients.feeds.reading.shapes import BadRow, FeedColumns, Limits, RefusedFile, Unfit
from patients.feeds.reading.sources import Place
from patients.feeds.reading.systmone_tables import PATIENT

MOST_PATIENTS = 2_000_000  # of one extract
TEST, TWICE, UNCLEAR = "test", "twice", "unclear"  # in place of an identity, which has two SEPARATORs
SEPARATOR = "\x1f"
TRUE, FALSE = frozenset({"1", "Y", "YES", "TRUE"}), frozenset({"", "0", "N", "NO", "FALSE"})
IDENTITY = frozenset({"nhs_number", "birth_date"})
OF_PATIENT = IDENTITY | {"family_name", "given_name", "sex", "title", "died_on"}

NO_ROW = Unfit(
    "nhs_number",
    "person_unknown",
    "stands for nobody: SRPatient of the same extract has no row with this id that can be read. "
    "Extract both tables anew, on one day.",
    OF_PATIENT,
)
NO_ID = Unfit(
    "nhs_number", "required_missing", "IDPatient is empty, so nobody knows whose row it is.", OF_PATIENT
)
WRONG = {
    TWICE: Unfit(
        "nhs_number",
        "conflicting_versions",
        "SRPatient has this id twice, with different content. Correct it there, and extract anew.",
        OF_PATIENT,
    ),
    UNCLEAR: Unfit(
        "nhs_number",
        "not_in_list",
        "SRPatient says of this id neither 0 nor 1 in TestPatient or RemovedData. Correct it there.",
        OF_PATIENT,
    ),
}

_COLUMNS = {
    "RowIdentifier": True, "NHSNumber": True, "DateBirth": True, "TestPatient": False, "RemovedData": False,
    "Title": False, "FirstName": False, "Surname": False, "DateDeath": False, "Gender": False,
}  # fmt: skip
PATIENT_COLUMNS = tuple(_COLUMNS)


def columns_of(table: str, columns: dict[str, bool]) -> FeedColumns:
    """`columns`: name -> whether the table must have it."""
    names = {name.casefold(): name for name in columns}
    required = frozenset(name.casefold() for name, needed in columns.items() if needed)
    return FeedColumns(tuple(names), required, f"the table {table}", names)


def open_table(table: str, place: Place, columns: FeedColumns, limits: Limits) -> Extract:
    """Raises RefusedFile, which names the table."""
    try:
        return open_extract(place, columns=columns, limits=limits)
    except RefusedFile as refused:
        raise RefusedFile(f"{table}: {refused}") from refused


def open_patients(place: Place, limits: Limits, *, named: bool) -> Extract:
    """:param named: names and sex are needed as well, not the identity alone"""
    needed = {"FirstName", "Surname", "Gender"} if named else set()
    columns = {name: must or name in needed for name, must in _COLUMNS.items()}
    return open_table(PATIENT, place, columns_of(PATIENT, columns), limits)


@dataclass(slots=True)
class Patients:
    """`known`: id -> NHS number, birth date and line, or what is wrong with it. `removed` are ids known by
    removed rows alone; `repeated` have several that are not.
    """

    known: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)
    bad: list[BadRow] = field(default_factory=list)

    def note(self, patient: str, identity: str, test: str, removed: str) -> None:
        """One row of the table; `identity` with its line behind."""
        if self.known.get(patient) == TEST:
            return
        mark = mark_of(test, removed)
        if mark in (TEST, UNCLEAR):
            self.known[patient] = mark
        elif mark == "removed":
            if patient not in self.known:
                self.known[patient] = identity
                self.removed.add(patient)
        elif patient not in self.known or patient in self.removed:
            self.known[patient] = identity
            self.removed.discard(patient)
        else:
            self.repeated.add(patient)
            if _without_line(self.known[patient]) != _without_line(identity):
                self.known[patient] = TWICE


def mark_of(test: str, removed: str) -> str:
    """TEST, UNCLEAR, "removed", or "" for a patient like any other."""
    test, removed = test.strip().upper(), removed.strip().upper()
    if test in TRUE:
        return TEST
    if test not in FALSE or removed not in TRUE | FALSE:
        return UNCLEAR
    return "removed" if removed in TRUE else ""


def _without_line(identity: str) -> str:
    return identity.rpartition(SEPARATOR)[0]


def read_patients(table: Extract) -> Patients:
    """Raises RefusedFile: there are more of them than can be held."""
    patients = Patients()
    for batch in table:
        for line, row in zip(batch.lines, batch.rows, strict=True):
            patient, number, birth, test, removed, *_ = row
            identity = f"{number.strip()}{SEPARATOR}{birth.strip()}{SEPARATOR}{line}"
            patients.note(patient.strip(), identity, test, removed)
        patients.bad += [BadRow(bad.line, bad.raw, bad.reason, PATIENT) for bad in batch.bad]
        if len(patients.known) > MOST_PATIENTS:
            raise RefusedFile(
                f"SRPatient has more than {MOST_PATIENTS:,} people. Send the extract in parts, by practice."
            )
    return patients

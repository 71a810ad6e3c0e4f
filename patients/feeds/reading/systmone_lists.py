"""The list of people in a SystmOne extract: SRPatientRegistration, each row with its patient beside it.

The registrations are held in memory, and the patients read past them; a patient may have several. A removed
patient is as if not in the list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from patients.feeds.reading.extract import Extract
from patients.feeds.reading.shapes import BadRow, Batch, Limits, Unfit, Wording
from patients.feeds.reading.systmone import REMOVED, TEST_PEOPLE, Arrange, Taken, Tally, in_order
from patients.feeds.reading.systmone_people import (
    FALSE,
    NO_ID,
    NO_ROW,
    TEST,
    TRUE,
    TWICE,
    WRONG,
    Patients,
    columns_of,
    mark_of,
    open_patients,
    open_table,
    read_patients,
)
from patients.feeds.reading.systmone_tables import PATIENT, REGISTRATION, Tables

LIST_COLUMNS = {
    "IDPatient": True, "RemovedData": False, "DateRegistration": True, "DateDeRegistration": False,
    "RegistrationStatus": True, "IDOrganisationRegisteredAt": True,
}  # fmt: skip
_READ_AS = {
    "nhs_number": "IDPatient", "registered_on": "DateRegistration", "deregistered_on": "DateDeRegistration",
    "registration_kind": "RegistrationStatus", "practice_code": "IDOrganisationRegisteredAt",
}  # fmt: skip
_READ_AS_OF_PATIENT = {
    "nhs_number": "NHSNumber", "birth_date": "DateBirth", "family_name": "Surname", "given_name": "FirstName",
    "title": "Title", "sex": "Gender", "died_on": "DateDeath",
}  # fmt: skip
_OURS = (
    "nhs_number", "birth_date", "title", "given_name", "family_name", "died_on", "sex", "registered_on",
    "deregistered_on", "registration_kind", "practice_code",
)  # fmt: skip
# GMS is the contract of general practice; "GMS,Contraception" is a patient of the list with a service beside.
REGULAR = frozenset({"GMS", "REGULAR", "STANDARD"})
PRIVATE = frozenset({"PRIVATE"})
KINDS_SAID = (
    "RegistrationStatus: GMS, Regular and Standard are regular, Private is private, "
    "and every other is temporary, which is not in scope."
)
_GENDERS = {"MALE": "M", "FEMALE": "F", "INDETERMINATE": "I", "UNKNOWN": "U"}
_BATCH = 5_000  # rows of people whose rows were found last

_NO_STATUS = Unfit("registration_kind", "required_missing", "is empty. Fill it in: GMS is a regular patient.")
_NO_FLAG = Unfit("registered_on", "not_in_list", "has a RemovedData that is neither 0 nor 1. Correct it.")

Registration = tuple[int, str, Sequence[str]]  # line, raw, cells without id and removal
Patient = tuple[int, str, Sequence[str]]


@dataclass(slots=True)
class Lists:
    """Rows of registrations with their patients. See `patients.feeds.reading.systmone.Reading`."""

    names: Sequence[str]
    main: Extract
    beside: Extract

    @property
    def wording(self) -> Wording:
        return Wording(REGISTRATION, _READ_AS, PATIENT, _READ_AS_OF_PATIENT)

    def batches(self, tally: Tally) -> Iterator[Batch]:
        yield from _Joining(self, tally, in_order(_OURS, self.names)).batches()


@dataclass(slots=True)
class _Joining:
    """One pass. `waiting`: id -> registrations whose patient has not come yet."""

    lists: Lists
    tally: Tally
    arrange: Arrange
    waiting: dict[str, list[Registration]] = field(default_factory=lambda: defaultdict(list))
    repeated: dict[str, list[Patient]] = field(default_factory=lambda: defaultdict(list))
    flawed: set[int] = field(default_factory=set)
    bad: list[BadRow] = field(default_factory=list)
    alone: int = 0
    empty_lines: int = 0

    def batches(self) -> Iterator[Batch]:
        self._read_registrations()
        patients = read_patients(self.lists.beside)
        first = True
        for batch in self.lists.beside:
            taken = Taken()
            for patient in zip(batch.lines, batch.raws, batch.rows, strict=True):
                for registration in self._registrations_of(patient, patients):
                    self._take(taken, registration, patient, None)
            more = self.bad if first else ()
            yield taken.batch(
                batch, self.lists.main.total_bytes, PATIENT, more, self.empty_lines if first else 0
            )
            first = False
        yield from self._last(patients)
        self._conclude()

    def _read_registrations(self) -> None:
        for batch in self.lists.main:
            self.bad += [BadRow(bad.line, bad.raw, bad.reason, REGISTRATION) for bad in batch.bad]
            self.empty_lines += batch.empty_lines
            for line, raw, (patient, removed, *cells) in zip(
                batch.lines, batch.raws, batch.rows, strict=True
            ):
                flag = removed.strip().upper()
                if flag in TRUE:
                    self.tally.left_out[REMOVED] += 1
                    continue
                if flag not in FALSE:
                    self.flawed.add(line)
                self.waiting[patient.strip()].append((line, raw, tuple(cells)))

    def _registrations_of(self, patient: Patient, patients: Patients) -> Sequence[Registration]:
        """Those to be taken with this row of the patient."""
        identity, test, removed = _id_and_flags(patient)
        known = patients.known.get(identity, "")
        if known == TEST:
            self.tally.left_out[TEST_PEOPLE] += len(self.waiting.pop(identity, ()))
        elif identity in patients.removed:
            self.tally.left_out[REMOVED] += len(self.waiting.pop(identity, ()))
        elif known in WRONG or mark_of(test, removed):
            pass  # taken at the end, or with another row of the same patient
        elif identity in patients.repeated:
            self.repeated[identity].append(patient)
        else:
            found = self.waiting.pop(identity, ())
            self.alone += not found
            return found
        return ()

    def _last(self, patients: Patients) -> Iterator[Batch]:
        """Registrations whose patient is there twice, or not at all."""
        taken = Taken()
        for identity, registrations in self.waiting.items():
            rows = self.repeated.get(identity, [])
            same = rows and len({raw for _, raw, _ in rows}) == 1 and patients.known[identity] != TWICE
            unfit = None if same else _why(identity, patients)
            for registration in registrations:
                self._take(taken, registration, rows[0] if same else _NOBODY, unfit)
            if len(taken.rows) >= _BATCH:
                yield self._batch(taken)
                taken = Taken()
        yield self._batch(taken)

    def _batch(self, taken: Taken) -> Batch:
        read = Batch((), (), (), read_bytes=self.lists.beside.total_bytes)
        return taken.batch(read, self.lists.main.total_bytes, PATIENT)

    def _take(self, taken: Taken, registration: Registration, patient: Patient, unfit: Unfit | None) -> None:
        line, raw, (registered, deregistered, status, practice) = registration
        beside, raw_beside, (_, number, birth, _, _, title, given, family, died, gender) = patient
        gender = _GENDERS.get(gender.strip().upper(), gender)
        kind = kind_of(status)
        unfit = unfit or (None if kind else _NO_STATUS) or (_NO_FLAG if line in self.flawed else None)
        cells = (number, birth, title, given, family, died, gender, registered, deregistered, kind, practice)
        taken.add(self.arrange(cells), line, f"{raw}\n{raw_beside}" if raw_beside else raw, beside, unfit)

    def _conclude(self) -> None:
        self.tally.notes.append(KINDS_SAID)
        if self.alone:
            who = "person of SRPatient has" if self.alone == 1 else "people of SRPatient have"
            self.tally.notes.append(
                f"{self.alone:,} {who} no row in SRPatientRegistration, so no list has them."
            )


_NOBODY: Patient = (0, "", ("",) * 10)


def _id_and_flags(patient: Patient) -> tuple[str, str, str]:
    identity, _, _, test, removed, *_ = patient[2]
    return identity.strip(), test, removed


def _why(identity: str, patients: Patients) -> Unfit:
    if not identity:
        return NO_ID
    if identity in patients.repeated:
        return WRONG[TWICE]
    return WRONG.get(patients.known.get(identity, ""), NO_ROW)


def kind_of(status: str) -> str:
    """The kind of registration in our words, '' for none."""
    parts = {part.strip().upper() for part in status.split(",")} - {""}
    if not parts:
        return ""
    if parts & REGULAR:
        return "REGULAR"
    return "PRIVATE" if parts & PRIVATE else "TEMPORARY"


def open_lists(names: Sequence[str], tables: Tables, limits: Limits) -> Lists:
    main = open_table(
        REGISTRATION, tables.place_of(REGISTRATION), columns_of(REGISTRATION, LIST_COLUMNS), limits
    )
    return Lists(names, main, open_patients(tables.place_of(PATIENT), limits, named=True))

"""People and records as the tables of a SystmOne bulk extract, in one zip (FEEDS.md).

The content is the same everywhere; the bytes of the zip depend on the compression library.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from wsic.demo.lines import to_line
from wsic.demo.nhs_numbers import SLOTS
from wsic.demo.organisations import practice_code
from wsic.demo.people import Person, number_of
from wsic.demo.records.own import FIRST_DAY, first_row_id
from wsic.demo.records.record import Record
from wsic.demo.registrations import Stay
from wsic.demo.world import AS_ON, Slots

PATIENT, REGISTRATION = "SRPatient", "SRPatientRegistration"
CODE, MEDICATION = "SRCode", "SRPrimaryCareMedication"
COLUMNS = {
    PATIENT: (
        "RowIdentifier,Title,FirstName,Surname,NHSNumber,DateBirth,DateDeath,Gender,TestPatient,RemovedData"
    ),
    REGISTRATION: (
        "RowIdentifier,IDPatient,DateRegistration,DateDeRegistration,RegistrationStatus,"
        "IDOrganisationRegisteredAt,RemovedData"
    ),
    CODE: (
        "RowIdentifier,DateEventRecorded,DateEvent,CTV3Code,SNOMEDCode,CTV3Text,NumericValue,NumericUnit,"
        "IDPatient,RemovedData"
    ),
    MEDICATION: (
        "RowIdentifier,DateEvent,DateMedicationStart,IDMultiLexDMD,NameOfMedication,IDPatient,RemovedData"
    ),
}

_STATUSES = {"regular": "GMS", "temporary": "Temporary", "private": "Private"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TEST_PATIENTS = 2
_ROWS_OF_A_TEST_PATIENT = 5


def written(day: date) -> str:
    """05 Mar 2019, whatever language the machine speaks."""
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year}"


_DAYS = tuple(written(date.fromordinal(day)) for day in range(FIRST_DAY, AS_ON.toordinal() + 1))
# With a time of day, as the column that says when something was typed in has it.
_TYPED = tuple(f"{day} {8 + place % 10:02d}:{place * 7 % 60:02d}:00" for place, day in enumerate(_DAYS))


def patient_id(of: Person) -> int:
    return of.practice * SLOTS + of.slot + 1


def patient_lines(stays: Sequence[Stay], practice: int) -> Iterator[str]:
    for of in {patient_id(stay.person): stay.person for stay in stays}.values():
        died = written(of.died_on) if of.died_on else ""
        yield to_line(
            (str(patient_id(of)), of.title, of.given_name, of.family_name, of.nhs_number,
             written(of.birth_date), died, of.sex, "0", "0")
        )  # fmt: skip
    for slot in _test_slots():
        number = number_of(practice, slot)
        yield f"{_test_id(practice, slot)},,Test,XXTESTPATIENT,{number},01 Jan 1950,,U,1,0"


def registration_lines(stays: Sequence[Stay]) -> Iterator[str]:
    for row, stay in enumerate(stays, 1):
        ended = written(stay.deregistered_on) if stay.deregistered_on else ""
        yield (
            f"{row},{patient_id(stay.person)},{written(stay.registered_on)},{ended},{_STATUSES[stay.kind]},"
            f"{practice_code(stay.practice)},0"
        )


def code_lines(record: Record) -> Iterator[str]:
    of = record.case.person
    patient, first = patient_id(of), first_row_id(of)
    for row, said, effective, recorded, result, deleted in record.entries:
        yield (
            f"{first + row},{_TYPED[recorded - FIRST_DAY]},{_DAYS[effective - FIRST_DAY]},{said.systmone},"
            f"{result},{patient},{'1' if deleted else '0'}"
        )


def medication_lines(record: Record) -> Iterator[str]:
    of = record.case.person
    patient, first = patient_id(of), first_row_id(of)
    for row, medicine, issued, deleted in record.issues:
        said = to_line((medicine.medicine_code, medicine.medicine))
        day = _DAYS[issued - FIRST_DAY]
        yield f"{first + row},{day},{day},{said},{patient},{'1' if deleted else '0'}"


def nobodys_lines(practice: int) -> Iterator[str]:
    """Entries of nobody, which a feed leaves out and counts."""
    for slot in _test_slots():
        first = slot * 10_000
        for row in range(_ROWS_OF_A_TEST_PATIENT):
            yield (
                f"{first + row},{_TYPED[-1]},{_DAYS[-1]},XE0Uc,59621000,Essential hypertension,,,"
                f"{_test_id(practice, slot)},0"
            )


def _test_slots() -> Sequence[int]:
    return Slots.NOBODY[:_TEST_PATIENTS]


def _test_id(practice: int, slot: int) -> int:
    return practice * SLOTS + slot + 1


def write_zip(path: Path, tables: Mapping[str, Iterable[bytes]]) -> None:
    """Each table with its lines, header first."""
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for table, lines in tables.items():
            member = ZipInfo(f"{table}.csv", date_time=(AS_ON.year, AS_ON.month, AS_ON.day, 0, 0, 0))
            member.compress_type = ZIP_DEFLATED
            archive.writestr(member, b"\n".join(lines) + b"\n")

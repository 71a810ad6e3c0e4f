"""Records as lines of the project's own format, without headers."""

from collections.abc import Iterator
from datetime import date

from wsic.demo.lines import to_line
from wsic.demo.people import Person
from wsic.demo.records.record import Record
from wsic.demo.world import AS_ON

# NHS England: general practice records in SNOMED CT since April 2018.
SNOMED_FROM = date(2018, 4, 1).toordinal()
FIRST_DAY = date(1940, 1, 1).toordinal()
ROWS_OF_A_PERSON = 10_000

_ISO = tuple(date.fromordinal(day).isoformat() for day in range(FIRST_DAY, AS_ON.toordinal() + 1))


def first_row_id(of: Person) -> int:
    """A practice has no other row with an id of this and the next ten thousand, in either table."""
    return of.slot * ROWS_OF_A_PERSON + 1


def entry_lines(record: Record) -> Iterator[str]:
    of = record.case.person
    who, first = f"{of.nhs_number},{of.birth_date}", first_row_id(of)
    for row, said, effective, recorded, result, deleted in record.entries:
        yield (
            f"{first + row},{who},{_ISO[effective - FIRST_DAY]},{_ISO[recorded - FIRST_DAY]},"
            f"{said.own if effective >= SNOMED_FROM else said.own_before},{result},{'Y' if deleted else ''}"
        )


def issue_lines(record: Record) -> Iterator[str]:
    of = record.case.person
    who, first = f"{of.nhs_number},{of.birth_date}", first_row_id(of)
    for row, medicine, issued, deleted in record.issues:
        said = to_line((medicine.medicine_code, medicine.medicine, str(medicine.bnf_chapter)))
        yield f"{first + row},{who},{_ISO[issued - FIRST_DAY]},{said},{'Y' if deleted else ''}"


def allergy_lines(record: Record) -> Iterator[str]:
    of = record.case.person
    who, first = f"{of.nhs_number},{of.birth_date}", first_row_id(of)
    for row, recorded, *said in record.allergies:
        yield f"{of.practice}-{first + row},{who},{_ISO[recorded - FIRST_DAY]},{to_line(said)}"


def medicine_lines(record: Record) -> Iterator[str]:
    of = record.case.person
    who, first = f"{of.nhs_number},{of.birth_date}", first_row_id(of)
    for row, code, medicine, dose, started, ended, repeat in record.taken:
        said = to_line((code, medicine, dose, _ISO[started - FIRST_DAY], _day(ended), repeat))
        yield f"{of.practice}-{first + row},{who},{said}"


def residence_lines(record: Record) -> Iterator[str]:
    of = record.case.person
    for since, until, kind in record.lived:
        yield f"{of.nhs_number},{of.birth_date},{_ISO[since - FIRST_DAY]},{_day(until)},{kind}"


def _day(ordinal: int | None) -> str:
    return date.fromordinal(ordinal).isoformat() if ordinal else ""

"""Defects of the feeds of records: coded entries, and medicines issued."""

from wsic.demo.defects import broken, dates, numbers
from wsic.demo.defects.kinds import Kind, fixed, value, versions, whole
from wsic.demo.lines import CODED_ENTRIES, MEDICATION_ISSUES, Row, header_line
from wsic.demo.nhs_numbers import PRACTICES
from wsic.demo.people import number_of
from wsic.demo.streams import Draws
from wsic.demo.world import Slots

_HYPERTENSION = "38341003"
_DIABETES = "73211009"
_DESCRIPTION = "2694001016"  # an id of a description, not of a concept
_SHORTENED = "1.02243E+15"  # what a spreadsheet leaves of a code of sixteen digits


def _nobody(number: str, draws: Draws) -> str:
    """A valid number that nobody in the world has."""
    return number_of(draws.below(PRACTICES), draws.pick(Slots.NOBODY))


def _another_birth_date(row: Row, draws: Draws) -> Row:
    return row | {"birth_date": dates.shifted(row["birth_date"], -1 - draws.below(3000))}


def before_birth(column: str) -> Kind:
    def change(row: Row, draws: Draws) -> Row:
        return row | {column: dates.shifted(row["birth_date"], -1 - draws.below(400))}

    return whole(f"{column}_before_birth", "date_before_birth", column, change)


def _codes(name: str, column: str, system: str, code: str, snomed_code: str = "", reason: str = "") -> Kind:
    codes = {"system": system, "code": code, "snomed_code": snomed_code}
    return whole(name, reason or "code_unknown_shape", column, lambda row, _: row | codes)


WITH_ROW_ID: tuple[Kind, ...] = (
    fixed("row_id_missing", "required_missing", "row_id", ""),
    fixed("row_id_too_long", "text_too_long", "row_id", "7" * 65),
)
WHO: tuple[Kind, ...] = (
    *numbers.KINDS,
    *dates.shapes("birth_date", "day_first", "29_february_of_a_common_year", "excel_serial"),
    dates.tomorrow("birth_date"),
    fixed("birth_date_missing", "required_missing", "birth_date", ""),
    value("person_unknown", "person_unknown", "nhs_number", _nobody),
    whole("birth_date_of_another", "identity_mismatch", "birth_date", _another_birth_date),
)

_DELETED: tuple[Kind, ...] = (
    fixed("deleted_1", "not_in_list", "deleted", "1"),
    fixed("deleted_true", "not_in_list", "deleted", "TRUE"),
)

_DAYS_OF_ENTRIES: tuple[Kind, ...] = (
    *dates.shapes("effective_on"),
    dates.tomorrow("effective_on"),
    dates.next_century("effective_on"),
    fixed("effective_on_missing", "required_missing", "effective_on", ""),
    before_birth("effective_on"),
    *dates.shapes("recorded_on", "day_first", "with_time", "excel_serial", "in_words"),
    dates.tomorrow("recorded_on"),
    fixed("recorded_on_missing", "required_missing", "recorded_on", ""),
)

_CODES: tuple[Kind, ...] = (
    fixed("system_missing", "required_missing", "system", ""),
    fixed("system_icd10", "not_in_list", "system", "icd10"),
    fixed("code_missing", "required_missing", "code", ""),
    _codes("snomed_check_digit_wrong", "code", "snomed", "38341004"),
    _codes("snomed_of_a_description", "code", "snomed", _DESCRIPTION),
    _codes("snomed_shortened", "code", "snomed", _SHORTENED),
    _codes("snomed_with_decimal", "code", "snomed", f"{_HYPERTENSION}.0"),
    _codes("read_without_dots", "code", "read2", "G20"),
    _codes("read_with_term_code", "code", "read2", "G20..00"),
    _codes("ctv3_in_words", "code", "ctv3", "Hypertension"),
    _codes("snomed_beside_read_wrong", "snomed_code", "read2", "G20..", "59621001"),
    _codes("two_snomed_codes", "snomed_code", "snomed", _HYPERTENSION, _DIABETES, "conflicting_codes"),
    fixed("term_too_long", "text_too_long", "term", "Essential hypertension " * 12),
    fixed("value_too_long", "text_too_long", "value", "see letter " * 10),
    fixed("unit_too_long", "text_too_long", "unit", "millimoles per litre of plasma, fasting, at rest"),
    versions("two_results", "value", lambda row, draws: row | {"value": str(1000 + draws.below(1000))}),
)

_MEDICINES: tuple[Kind, ...] = (
    *dates.shapes("issued_on"),
    dates.tomorrow("issued_on"),
    dates.next_century("issued_on"),
    fixed("issued_on_missing", "required_missing", "issued_on", ""),
    before_birth("issued_on"),
    fixed("medicine_code_missing", "required_missing", "medicine_code", ""),
    fixed("medicine_code_in_words", "code_unknown_shape", "medicine_code", "omeprazole 20mg"),
    fixed("medicine_code_shortened", "code_unknown_shape", "medicine_code", "3.24371E+15"),
    fixed("medicine_missing", "required_missing", "medicine", ""),
    fixed("bnf_chapter_missing", "required_missing", "bnf_chapter", ""),
    fixed("bnf_section", "value_not_numeric", "bnf_chapter", "2.5"),
    fixed("bnf_chapter_in_words", "value_not_numeric", "bnf_chapter", "chapter 2"),
    fixed("bnf_chapter_24", "value_out_of_range", "bnf_chapter", "24"),
    fixed("bnf_chapter_0", "value_out_of_range", "bnf_chapter", "0"),
    versions("two_medicines", "medicine_code", lambda row, _: row | {"medicine_code": "X-ANOTHER"}),
)


def _broken(feed: str) -> tuple[Kind, ...]:
    again = broken.header_again("nhs_number_invalid", "nhs_number", header_line(feed))
    return (*broken.KINDS, again, broken.nothing_but_commas("row_id"))


ENTRY_KINDS = (*WITH_ROW_ID, *WHO, *_DAYS_OF_ENTRIES, *_CODES, *_DELETED, *_broken(CODED_ENTRIES))
ISSUE_KINDS = (*WITH_ROW_ID, *WHO, *_MEDICINES, *_DELETED, *_broken(MEDICATION_ISSUES))

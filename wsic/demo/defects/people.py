"""Defects of the people feed."""

from wsic.demo.defects import broken, dates, numbers
from wsic.demo.defects.kinds import Kind, fixed, value, versions, whole
from wsic.demo.lines import PEOPLE, Row, header_line
from wsic.demo.organisations import (
    CLOSED_PRACTICE_CLOSED_ON,
    CLOSED_PRACTICE_CODE,
    UNKNOWN_PRACTICE_CODE,
    hub_code,
)
from wsic.demo.streams import Draws


def _comma_not_quoted(row: Row, draws: Draws) -> tuple[bytes, ...]:
    address = f"Flat {1 + draws.below(9)}, Quarry Court, London"
    return (",".join((row | {"address": address}).values()).encode(),)


def _left_before_coming(row: Row, draws: Draws) -> Row:
    return row | {"deregistered_on": dates.shifted(row["registered_on"], -1 - draws.below(400))}


def _came_before_birth(row: Row, draws: Draws) -> Row:
    return row | {"registered_on": dates.shifted(row["birth_date"], -1 - draws.below(400))}


def _died_before_birth(row: Row, draws: Draws) -> Row:
    return row | {"died_on": dates.shifted(row["birth_date"], -1 - draws.below(400))}


def _died_before_coming(row: Row, draws: Draws) -> Row:
    return row | {"died_on": dates.shifted(row["registered_on"], -1 - draws.below(200))}


def _at_the_closed_practice(row: Row, draws: Draws) -> Row:
    """Registered a year after it closed, and still there."""
    came_on = dates.shifted(CLOSED_PRACTICE_CLOSED_ON.isoformat(), 365)
    return row | {
        "practice_code": CLOSED_PRACTICE_CODE,
        "registered_on": came_on,
        "deregistered_on": "",
        "died_on": "",
    }


def _another_birth_date(row: Row, draws: Draws) -> Row:
    return row | {"birth_date": dates.shifted(row["birth_date"], -365 - draws.below(3000))}


def _letters_for_zeros(code: str, draws: Draws) -> str:
    return f"{code[:2]}OO{code[4:]}"


def _another_name(row: Row, draws: Draws) -> Row:
    return row | {"family_name": f"{row['family_name']}-Longshanks"}


_DATES: tuple[Kind, ...] = (
    *dates.shapes("birth_date"),
    dates.tomorrow("birth_date"),
    dates.next_century("birth_date"),
    # A day of the calendar, but nobody is 180 years old.
    fixed("birth_date_1845", "date_invalid", "birth_date", "1845-07-14"),
    fixed("birth_date_missing", "required_missing", "birth_date", ""),
    *dates.shapes("registered_on", "day_first", "month_13", "excel_serial"),
    dates.tomorrow("registered_on"),
    fixed("registered_on_missing", "required_missing", "registered_on", ""),
    whole("registered_before_birth", "date_before_birth", "registered_on", _came_before_birth),
    *dates.shapes("deregistered_on", "30_february", "with_time"),
    whole("deregistered_before_registered", "date_order", "deregistered_on", _left_before_coming),
    *dates.shapes("died_on", "day_first", "two_digit_year"),
    dates.tomorrow("died_on"),
    whole("died_before_birth", "date_before_birth", "died_on", _died_before_birth),
    whole("died_before_registered", "date_order", "died_on", _died_before_coming),
)

_LISTS: tuple[Kind, ...] = (
    fixed("sex_x", "not_in_list", "sex", "X"),
    fixed("sex_in_words", "not_in_list", "sex", "Female"),
    fixed("sex_as_number", "not_in_list", "sex", "2"),
    fixed("sex_missing", "required_missing", "sex", ""),
    fixed("interpreter_maybe", "not_in_list", "interpreter_needed", "maybe"),
    fixed("interpreter_true", "not_in_list", "interpreter_needed", "TRUE"),
    fixed("housebound_one", "not_in_list", "housebound", "1"),
    fixed("registration_kind_misspelt", "not_in_list", "registration_kind", "regualr"),
    fixed("imd_six", "not_in_list", "imd_quintile", "6"),
    fixed("imd_zero", "not_in_list", "imd_quintile", "0"),
    fixed("imd_in_words", "not_in_list", "imd_quintile", "two"),
)

_WHO_AND_WHERE: tuple[Kind, ...] = (
    fixed("family_name_missing", "required_missing", "family_name", ""),
    fixed("family_name_of_150_letters", "text_too_long", "family_name", "Long-Name" * 16 + "Longer"),
    value("bell_in_given_name", "control_character", "given_name", lambda name, _: f"{name}\a"),
    fixed("given_name_blank", "required_missing", "given_name", "   "),
    fixed("practice_missing", "required_missing", "practice_code", ""),
    fixed("practice_unknown", "organisation_unknown", "practice_code", UNKNOWN_PRACTICE_CODE),
    # There is one, but nobody can be on its list: it has closed, or is no practice.
    whole("practice_closed", "organisation_unknown", "practice_code", _at_the_closed_practice),
    fixed("practice_is_a_hub", "organisation_unknown", "practice_code", hub_code(0)),
    value("practice_letter_for_zero", "organisation_unknown", "practice_code", _letters_for_zeros),
    fixed("practice_with_slash", "code_unknown_shape", "practice_code", "T9/0001"),
    fixed("practice_by_name", "code_unknown_shape", "practice_code", "Lancefield Surgery"),
    versions("two_birth_dates", "birth_date", _another_birth_date),
    versions("two_family_names", "family_name", _another_name),
)

KINDS: tuple[Kind, ...] = (
    *numbers.KINDS,
    *_DATES,
    *_LISTS,
    *_WHO_AND_WHERE,
    *broken.KINDS,
    Kind("address_not_quoted", "too_many_fields", "", _comma_not_quoted),
    broken.header_again("nhs_number_invalid", "nhs_number", header_line(PEOPLE)),
    broken.nothing_but_commas("nhs_number"),
)

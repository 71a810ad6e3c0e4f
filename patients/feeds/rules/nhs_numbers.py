"""NHS numbers: ten ASCII digits with a modulus 11 check digit, and what spreadsheets make of them."""

from __future__ import annotations

import re

from patients.feeds.declared import Fault
from patients.rules.nhs_numbers import has_check_digit

_EXPONENT = re.compile(r"\d([.,]\d*)?[eE]\+?\d+", re.ASCII)
_DECIMALS = re.compile(r"\d{9,10}[.,]\d*", re.ASCII)
_DIGITS = 10
# A narrow Excel column keeps three digits of ten, a wider one up to six, and the rest becomes zeros. A real
# number ends in five zeros once in 100,000 times, so five are damage whatever the check digit, and four only
# when it is wrong.
_ZEROS = "00000"
_ZEROS_WITHOUT_CHECK = "0000"

_SHORTENED = Fault(
    "nhs_number_mangled",
    "was shortened by a spreadsheet (an exponent, decimals or zeros at the end). "
    "Export it again with the column as text; its digits cannot be got back from here.",
)
_WRONG_SHAPE = Fault(
    "nhs_number_invalid",
    "is not an NHS number. Write 10 digits, with or without spaces or dashes between them.",
)
_WRONG_CHECK = Fault(
    "nhs_number_invalid",
    "is not an NHS number: its check digit does not fit, so a digit is wrong or two are swapped.",
)


def read_nhs_number(cell: str) -> str | Fault:
    """The ten digits, or why not. The number itself never stands in the words."""
    number = cell.replace(" ", "").replace("-", "")
    if len(number) != _DIGITS or not number.isascii() or not number.isdigit():
        stripped = cell.strip()
        if _EXPONENT.fullmatch(stripped) or _DECIMALS.fullmatch(stripped):
            return _SHORTENED
        return _read_stripped(stripped, cell)
    if number == number[0] * _DIGITS:
        return _WRONG_SHAPE
    if number.endswith(_ZEROS_WITHOUT_CHECK) and (number.endswith(_ZEROS) or not has_check_digit(number)):
        return _SHORTENED
    return number if has_check_digit(number) else _WRONG_CHECK


def _read_stripped(stripped: str, cell: str) -> str | Fault:
    """Outer blanks other than the space (a tab, a no-break space) are taken off once."""
    return _WRONG_SHAPE if stripped == cell else read_nhs_number(stripped)

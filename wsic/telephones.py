"""Telephone numbers of the United Kingdom, as people type them and as pages show them.

Ofcom, National Telephone Numbering Plan, 2022: a national number is a 0 and nine or ten digits.  01 and 02
are places, 03 anybody's at the price of a place, 05 and 08 companies', 07 mobiles'; 09 is charged extra and
no number of a member of staff, and 04 and 06 are given to nobody.
"""

import re

NO_NUMBER = (
    "This is not a telephone number of the United Kingdom. Give it with its area code and without an"
    " extension, as 020 7946 0311 or 07700 900 318."
)
_NATIONAL = re.compile(r"0[123578]\d{8,9}")
_FILLING = re.compile(r"[\s().\-\u2010-\u2015]+")
# How many digits stand together, by how the number begins: the first that fits.
_GROUPS = (
    (re.compile(r"02"), (3, 4)),
    (re.compile(r"01\d?1|03|08|05"), (4, 3)),
    (re.compile(r"0"), (5, 3)),
)


class NoNumber(ValueError):
    """What was given cannot be rung in the United Kingdom.  Its text is the sentence the user reads."""


def telephone(given: str) -> str:
    """
    As pages show it: `020 7946 0311`, `0161 496 0123`, `07700 900 318`; "" for nothing.

    :raises NoNumber: it is none
    """
    digits = _FILLING.sub("", given)
    if not digits:
        return ""
    for abroad in ("+440", "+44", "0044"):  # also with the 0 in brackets that people write after it
        if digits.startswith(abroad):
            digits = "0" + digits.removeprefix(abroad).removeprefix("0")
    if not digits.isascii() or not _NATIONAL.fullmatch(digits):
        raise NoNumber(NO_NUMBER)
    first, second = next(groups for begins, groups in _GROUPS if begins.match(digits))
    parts = digits[:first], digits[first : first + second], digits[first + second :]
    return " ".join(part for part in parts if part)

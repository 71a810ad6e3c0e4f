"""The shape of a code in its terminology, and of a result that is a number.

Sources: SNOMED CT Technical Implementation Guide, SCTID (6 to 18 digits, no leading zero, partition
identifier in the third and second digit from the right, Verhoeff check digit last); Read Version 2 and
Clinical Terms Version 3 (five characters, case-sensitive, shorter codes padded with dots).
"""

from __future__ import annotations

import re
from decimal import Decimal

SNOMED = "snomed"
CTV3 = "ctv3"
READ2 = "read2"

CONCEPT_PARTITIONS = ("00", "10")  # a concept of the core, and of an extension such as the United Kingdom's
_SNOMED = re.compile(r"[1-9][0-9]{5,17}", re.ASCII)
_READ = re.compile(r"(?=.{5}\Z)[0-9A-Za-z]{1,5}\.{0,4}", re.ASCII)
_READ_WITH_TERM = re.compile(r"[0-9A-Za-z.]{5}[0-9A-Za-z]{2}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,10})?", re.ASCII)

# Verhoeff 1969: the multiplication of the dihedral group D5, and the permutation applied once a position.
_TIMES = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_PERMUTED = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the Verhoeff check digit of the others."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        permuted = int(digit)
        for _ in range(position % 8):
            permuted = _PERMUTED[permuted]
        total = _TIMES[total][permuted]
    return total == 0


def check_snomed(code: str) -> str | None:
    """Why `code` is no SNOMED CT concept id, following the name of its column; None: it is one."""
    if not _SNOMED.fullmatch(code):
        return "is no SNOMED CT concept id: 6 to 18 digits without a leading zero. Keep it as text."
    if code[-3:-1] not in CONCEPT_PARTITIONS:
        return "is a SNOMED CT id of a description or a relationship. Use the concept id."
    if not has_check_digit(code):
        return "has a wrong check digit. A digit is mistyped or was rounded by a spreadsheet."
    return None


def check_read(code: str) -> str | None:
    """Why `code` is no Read v2 or CTV3 code, following the name of its column; None: it is one."""
    if _READ.fullmatch(code):
        return None
    if _READ_WITH_TERM.fullmatch(code):
        return "carries a term code. Use its first five characters."
    return "is no Read code: five letters, digits and dots, padded with dots at the end, case kept."


CHECKS = {SNOMED: check_snomed, CTV3: check_read, READ2: check_read}
SYSTEMS = tuple(CHECKS)


def check_code(system: str, code: str) -> str | None:
    """:raises KeyError: `system` is none of `SYSTEMS`"""
    return CHECKS[system](code)


def plain(number: Decimal) -> str:
    """A number in digits, without needless zeros or sign: 0.250 and 0.25 are one."""
    return format(number.normalize() + 0, "f")


def number_of(text: str) -> Decimal | None:
    """The number that a result states; None for any other text (`>90`, `1e3`, `Negative`, nothing)."""
    stripped = text.strip()
    return Decimal(stripped) if _NUMBER.fullmatch(stripped) else None

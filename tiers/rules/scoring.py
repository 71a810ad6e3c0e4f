"""Whose score counts for a practice: the one computed here, or the one imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

IMPORTED = "IMPORTED"
COMPUTED = "COMPUTED"
AUTOMATIC = "AUTOMATIC"

# EFI.md, What is stored: "computed where coded entries came within 31 days", never "the newest".
COMPUTED_WHILE = timedelta(days=31)

# Our own: people of 65 and over have coded entries, but for some who came a moment ago.  Nobody's score is
# computed from a part of the records: whoever is not in that part would look fit.
LEAST_COVERED = 0.9

NO_LIST = "No code list is active, so nothing can be computed. Import one: manage.py import_codelist."
NO_ENTRIES = "No coded entries have come from this practice, so nothing can be computed. Import them first."
OLD_ENTRIES = "The newest coded entries are older than 31 days."
TOO_FEW = (
    f"Fewer than {LEAST_COVERED:.0%} of this practice's people have a coded entry, and the others would look"
    " fit. Import the whole extract."
)


@dataclass(frozen=True)
class Scoring:
    """The source that counts; `reason` says why it is not the computed one, empty where it was so chosen."""

    source: str
    reason: str = ""


def scoring_of(choice: str, entries_on: date | None, *, covered: float, on: date, has_list: bool) -> Scoring:
    """
    :param choice: AUTOMATIC, IMPORTED or COMPUTED
    :param entries_on: the date of the practice's newest extract of coded entries
    :param covered: the share of the practice's people who have a coded entry, 0 to 1
    """
    if choice == IMPORTED:
        return Scoring(IMPORTED)
    if refusal := refuse_computed(entries_on, covered=covered, has_list=has_list):
        return Scoring(IMPORTED, refusal)
    if choice == COMPUTED or (entries_on is not None and entries_on >= on - COMPUTED_WHILE):
        return Scoring(COMPUTED)
    return Scoring(IMPORTED, OLD_ENTRIES)


def refuse_computed(entries_on: date | None, *, covered: float, has_list: bool) -> str | None:
    """Why a practice's scores cannot be computed: without a list or records everybody would look fit."""
    if not has_list:
        return NO_LIST
    if entries_on is None:
        return NO_ENTRIES
    return TOO_FEW if covered < LEAST_COVERED else None

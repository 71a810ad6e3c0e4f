"""Whose score counts for a practice: the one computed here, or the one imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

IMPORTED = "IMPORTED"
COMPUTED = "COMPUTED"
AUTOMATIC = "AUTOMATIC"

# EFI.md, What is stored: "computed where coded entries came within 31 days", never "the newest".
COMPUTED_WHILE = timedelta(days=31)

NO_LIST = "No code list is active, so nothing can be computed. Import one: manage.py import_codelist."
NO_ENTRIES = "No coded entries have come from this practice, so nothing can be computed. Import them first."
OLD_ENTRIES = "The newest coded entries are older than 31 days."


@dataclass(frozen=True)
class Scoring:
    """The source that counts; `reason` says why it is not the computed one, empty where it was so chosen."""

    source: str
    reason: str = ""


def scoring_of(choice: str, entries_on: date | None, *, on: date, has_list: bool) -> Scoring:
    """
    :param choice: AUTOMATIC, IMPORTED or COMPUTED
    :param entries_on: the date of the practice's newest extract of coded entries
    """
    if choice == IMPORTED:
        return Scoring(IMPORTED)
    if refusal := refuse_computed(entries_on, has_list=has_list):
        return Scoring(IMPORTED, refusal)
    if choice == COMPUTED or (entries_on is not None and entries_on >= on - COMPUTED_WHILE):
        return Scoring(COMPUTED)
    return Scoring(IMPORTED, OLD_ENTRIES)


def refuse_computed(entries_on: date | None, *, has_list: bool) -> str | None:
    """Why a practice's scores cannot be computed: without a list or records everybody would look fit."""
    if not has_list:
        return NO_LIST
    return NO_ENTRIES if entries_on is None else None

"""The feed of allergies and adverse reactions, and of the statement that there are none known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from patients.feeds.declared import (
    BIRTH_DATE,
    NHS_NUMBER,
    Column,
    Columns,
    Fault,
    Feed,
    Kind,
    Order,
    register,
)
from patients.feeds.records import ROW_ID

NOTHING_KNOWN = "NO_KNOWN_ALLERGIES"
STATUSES = ("ACTIVE", "RESOLVED", "ENTERED_IN_ERROR", NOTHING_KNOWN)
# How systems and people write that nothing is known; compared without case, dots and spaces.
_SAYS_NOTHING = frozenset(
    {
        "none", "nil", "nka", "nkda", "none known", "nil known", "no allergies", "no allergies known",
        "no known allergies", "no known allergy", "no known drug allergies", "no known drug allergy",
        "no known allergies or adverse reactions", "no known adverse reactions",
        "no known drug allergies or adverse reactions", "not known to have allergies",
    }
)  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")

_NOT_SAID = Fault(
    "status_contradicts",
    "does not say no_known_allergies, though substance does. Write it, or the substance.",
)
_NOT_MEANT = Fault(
    "status_contradicts",
    "says no_known_allergies, and substance names something. Write No known allergies there, or active here.",
)
_NOTHING_REACTS = Fault("status_contradicts", "goes with a substance. Where nothing is known leave it empty.")


def says_nothing_known(substance: str) -> bool:
    """Whether the words in the place of a substance are a statement that there is none."""
    return " ".join(_LETTERS.findall(substance.replace(".", "").casefold())) in _SAYS_NOTHING


def _status_fits(columns: Columns) -> Iterator[tuple[int, str, Fault]]:
    """Nothing is inferred: a row says in both places that nothing is known, or in neither."""
    told = zip(columns["substance"], columns["reaction"], columns["status"], strict=True)
    for row, (substance, reaction, status) in enumerate(told):
        nothing = bool(substance) and says_nothing_known(substance)
        if status == NOTHING_KNOWN and substance and not nothing:
            yield row, "status", _NOT_MEANT
        elif status == "ACTIVE" and nothing:
            yield row, "status", _NOT_SAID
        elif nothing and reaction:
            yield row, "reaction", _NOTHING_REACTS


ALLERGIES = register(
    Feed(
        name="allergies",
        title="Allergies",
        says="Allergies and adverse reactions of each person, or that none are known; who has no row is not "
        "recorded.",
        key=("row_id",),
        local_key=True,
        version="recorded_on",
        columns=(
            ROW_ID,
            NHS_NUMBER,
            BIRTH_DATE,
            Column(name="recorded_on", kind=Kind.DATE, says="the day it was recorded", required=True),
            Column(
                name="substance",
                kind=Kind.TEXT,
                says="to what; No known allergies where that is what the row says",
                required=True,
                longest=255,
            ),
            Column(name="reaction", kind=Kind.TEXT, says="what happened, in words", longest=255),
            Column(
                name="status",
                kind=Kind.CHOICE,
                says="empty means active; entered_in_error takes the row away",
                choices=STATUSES,
                default="ACTIVE",
            ),
        ),
        orders=(Order("birth_date", "recorded_on", "date_before_birth"),),
        row_rules=(_status_fits,),
    )
)

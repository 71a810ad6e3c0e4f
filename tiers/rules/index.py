"""The electronic Frailty Index as plain decisions: scores, counts, categories and tiers.

Source: Clegg A et al., Age and Ageing 2016;45(3):353-360.  A score is the number of distinct deficits /
36; it is classified on that whole number, never on the fraction, whose rounding moves people over a boundary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

DEFICITS = (
    "Activity limitation",
    "Anaemia and haematinic deficiency",
    "Arthritis",
    "Atrial fibrillation",
    "Cerebrovascular disease",
    "Chronic kidney disease",
    "Diabetes",
    "Dizziness",
    "Dyspnoea",
    "Falls",
    "Foot problems",
    "Fragility fracture",
    "Hearing impairment",
    "Heart failure",
    "Heart valve disease",
    "Housebound",
    "Hypertension",
    "Hypotension/syncope",
    "Ischaemic heart disease",
    "Memory and cognitive problems",
    "Mobility and transfer problems",
    "Osteoporosis",
    "Parkinsonism and tremor",
    "Peptic ulcer",
    "Peripheral vascular disease",
    "Polypharmacy",
    "Requirement for care",
    "Respiratory disease",
    "Skin ulcer",
    "Sleep disturbance",
    "Social vulnerability",
    "Thyroid disease",
    "Urinary incontinence",
    "Urinary system disease",
    "Visual impairment",
    "Weight loss and anorexia",
)
MOST_DEFICITS = len(DEFICITS)
POLYPHARMACY = DEFICITS.index("Polypharmacy") + 1  # its place: the one deficit that can switch off

# Two decimals move score x 36 by at most 0.005 x 36 = 0.18; what lies further off was never a count / 36.
MOST_OFF_A_COUNT = Decimal("0.19")
FEWEST_DECIMALS = 2
SCOPE_FROM_AGE = 65  # years; the index was built on people of 65 to 95


class Category(StrEnum):
    FIT = "FIT"
    MILD = "MILD"
    MODERATE = "MODERATE"
    SEVERE = "SEVERE"

    @property
    def label(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True)
class Band:
    """The counts of one category, up to `highest`, and the tier that stands for it."""

    category: Category
    highest: int
    tier: int


@dataclass(frozen=True)
class TierSettings:
    """
    One version of how a count becomes a tier; every proposed tier carries `version`.

    Whose scores count is no part of it: that is settled for each practice (`tiers.rules.scoring`).
    """

    version: str
    instrument: str
    bands: tuple[Band, ...]


# Clegg 2016: fit 0-0.12, mild > 0.12-0.24, moderate > 0.24-0.36, severe > 0.36, which are these counts of 36.
CURRENT = TierSettings(
    version="Clegg 2016, 1",
    instrument="EFI",
    bands=(
        Band(Category.FIT, highest=4, tier=0),
        Band(Category.MILD, highest=8, tier=1),
        Band(Category.MODERATE, highest=12, tier=2),
        Band(Category.SEVERE, highest=MOST_DEFICITS, tier=3),
    ),
)


def band_of(count: int, settings: TierSettings = CURRENT) -> Band:
    """:raises ValueError: the count is not one of 0 to 36"""
    if not 0 <= count <= MOST_DEFICITS:
        raise ValueError(f"{count} is no count of {MOST_DEFICITS} deficits")
    return next(band for band in settings.bands if count <= band.highest)


def category_of(count: int, settings: TierSettings = CURRENT) -> Category:
    return band_of(count, settings).category


def tier_of(count: int, settings: TierSettings = CURRENT) -> int:
    return band_of(count, settings).tier


def next_boundary(count: int, settings: TierSettings = CURRENT) -> int | None:
    """The highest count of the present category; None when there is no worse one."""
    band = band_of(count, settings)
    return None if band is settings.bands[-1] else band.highest


def is_near_boundary(count: int, settings: TierSettings = CURRENT) -> bool:
    """One deficit more would be the next category: a count of 4, 8 or 12."""
    return count == next_boundary(count, settings)


def score_of(count: int) -> Decimal:
    """count / 36 to five decimals, as it is stored."""
    return (Decimal(count) / MOST_DEFICITS).quantize(Decimal("0.00001"), rounding=ROUND_HALF_EVEN)


class Refusal(StrEnum):
    """Why a score is no score: the reason code in quarantine."""

    NOT_NUMERIC = "value_not_numeric"
    OUT_OF_RANGE = "value_out_of_range"
    TOO_FEW_DECIMALS = "score_too_few_decimals"
    NOT_A_COUNT = "score_not_a_count"


# They follow the name of the column: "Line 7, score: is not ..."
SENTENCES = {
    Refusal.NOT_NUMERIC: "is not a number. Write digits with a point, for example 0.25.",
    Refusal.OUT_OF_RANGE: "lies outside 0 to 1. It is the share of the 36 deficits, not their number.",
    Refusal.TOO_FEW_DECIMALS: "has fewer than two decimals, too few to tell a count by. Export it again.",
    Refusal.NOT_A_COUNT: "is not a whole number of deficits out of 36. Look it up in the clinical system.",
}


@dataclass(frozen=True)
class CountResult:
    """The number of deficits behind a score, or the reason why there is none and a sentence about it."""

    count: int | None
    score: Decimal | None
    reason: Refusal | None = None
    sentence: str = ""


_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,30})?", re.ASCII)


def count_of_text(text: str) -> CountResult:
    """The count of a score as a file has it; the decimals of the text are those that count."""
    if not _NUMBER.fullmatch(text):
        return _refused(Refusal.NOT_NUMERIC)
    return count_of_score(Decimal(text))


def count_of_score(score: Decimal) -> CountResult:
    """
    The count of deficits that a score of 0 to 1 was made from.

    :param score: with the decimals it was given in: `Decimal("0.50")`, not `Decimal("0.5")`
    """
    if not score.is_finite():
        return _refused(Refusal.NOT_NUMERIC)
    if not 0 <= score <= 1:
        return _refused(Refusal.OUT_OF_RANGE)
    if -int(score.as_tuple().exponent) < FEWEST_DECIMALS:
        return _refused(Refusal.TOO_FEW_DECIMALS)
    in_deficits = score * MOST_DEFICITS
    count = in_deficits.to_integral_value(rounding=ROUND_HALF_EVEN)
    if abs(in_deficits - count) > MOST_OFF_A_COUNT:
        return _refused(Refusal.NOT_A_COUNT)
    return CountResult(int(count), score)


def _refused(reason: Refusal) -> CountResult:
    return CountResult(None, None, reason, SENTENCES[reason])

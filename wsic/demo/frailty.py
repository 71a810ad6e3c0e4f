"""Deficit counts and eFI scores with the published shape.

The count is a negative binomial with mean 5.1 and SD 3.39 (EFI.md: 49.8 / 35.2 / 11.7 / 3.3 % fit, mild,
moderate, severe). It depends on age through a Gaussian copula: the place of a person in the order of ages and
chance are mixed as normal scores, so that the shares over everybody stay exactly those of the distribution.
"""

from bisect import bisect_left
from math import log
from statistics import NormalDist

from wsic.demo.streams import Draws

DEFICITS = 36
_MEAN = 5.1
_SD = 3.39
_AGE_CORRELATION = 0.45
_OF_THE_DYING = 1.1  # normal scores above the living of the same age

# Years since a deficit was first recorded: exponential. With it people who are fit become frail at about 130,
# 214 and 380 per 1,000 person-years at 65-74, 75-84 and 85 and over (EFI.md), which a test holds it to.
_YEARS_SINCE_ONSET = 6.6
_DAYS_OF_A_YEAR = 365.2425
_LONGEST_YEARS = 30

# Shares of housebound people by category; over everybody 11 per cent (EFI.md: 11.3).
_HOUSEBOUND = (0.02, 0.11, 0.35, 0.60)
CATEGORIES = ("fit", "mild", "moderate", "severe")
_CATEGORY_ENDS = (4, 8, 12)  # the highest count of fit, mild and moderate

_NORMAL = NormalDist()


def _cumulative() -> tuple[float, ...]:
    """P(count <= k) for k = 0..36; the tail above 36 is put on 36."""
    ratio = _MEAN / _SD**2
    size = _MEAN * ratio / (1 - ratio)
    term = ratio**size
    total = 0.0
    ends = []
    for count in range(DEFICITS):
        total += term
        ends.append(round(total, 9))  # the last digits of a power differ between platforms
        term *= (size + count) / (count + 1) * (1 - ratio)
    return (*ends, 1.0)


_ENDS = _cumulative()


def deficit_count(age_rank: float, draws: Draws, *, dying: bool = False) -> int:
    """A count from 0 to 36 for somebody older than the share `age_rank` of people 65 and over."""
    by_age = _NORMAL.inv_cdf(min(max(age_rank, 1e-9), 1 - 1e-9))
    by_chance = _NORMAL.inv_cdf(max(draws.unit(), 1e-12))
    mixed = _AGE_CORRELATION * by_age + (1 - _AGE_CORRELATION**2) ** 0.5 * by_chance
    return bisect_left(_ENDS, _NORMAL.cdf(mixed + (_OF_THE_DYING if dying else 0.0)))


def category(count: int) -> int:
    """The place in CATEGORIES."""
    return bisect_left(_CATEGORY_ENDS, count)


def housebound(count: int, draws: Draws) -> bool:
    return draws.chance(_HOUSEBOUND[category(count)])


def onsets(count: int, draws: Draws) -> tuple[int, ...]:
    """Days since each of the deficits began, the latest first."""
    mean = -_YEARS_SINCE_ONSET * _DAYS_OF_A_YEAR
    longest = int(_LONGEST_YEARS * _DAYS_OF_A_YEAR)
    return tuple(sorted(min(int(mean * log(1.0 - draws.unit())), longest) for _ in range(count)))


def score_text(count: int) -> str:
    """count / 36 with two decimals, in whole numbers: 13 is 0.36. No count falls on a half."""
    hundredths = (count * 200 + DEFICITS) // (2 * DEFICITS)
    return f"{hundredths // 100}.{hundredths % 100:02d}"

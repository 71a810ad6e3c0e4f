"""What a reader of a score is told beside it: what to doubt, what changed, how old the data are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tiers.rules.index import CURRENT, MOST_DEFICITS, TierSettings, band_of
from wsic.dates import months_after, months_before

# A computed score has a value on every day, so "the last score" is a day of our choice: practices ran their
# reports of the index by the quarter.
COMPARED_MONTHS = 3

# Deficits of a kind that resolves, or that one event shows.  The index counts them for ever (Clegg 2016 has
# no look-back).  Which ones, and from when on to ask, is our own choice, made for the reader and never for
# the count: none of these is a disease that lasts for life once it is diagnosed.
RESOLVE = frozenset(
    {
        "Anaemia and haematinic deficiency",
        "Dizziness",
        "Dyspnoea",
        "Falls",
        "Hypotension/syncope",
        "Peptic ulcer",
        "Requirement for care",
        "Skin ulcer",
        "Sleep disturbance",
        "Social vulnerability",
        "Urinary incontinence",
        "Weight loss and anorexia",
    }
)
OLD_AFTER_YEARS = 5

MONTHS_OF_A_YEAR = 12

# EFI.md, Explain this tier.
NEW_FOR_MONTHS = 12
THIN_AFTER_MONTHS = 12
SOON_OLD = timedelta(days=7)
TOO_OLD = timedelta(days=31)


def compared_with(on: date) -> date:
    """The day whose computed score that of `on` is compared with."""
    return months_before(on, COMPARED_MONTHS)


def age_in_words(day: date, *, on: date) -> str:
    """`12 days old`, `5 months old`, `3 years old`: whole ones."""
    months = (on.year - day.year) * 12 + on.month - day.month - (on.day < day.day)
    if months < 1:
        number, unit = (on - day).days, "day"
    elif months < 2 * MONTHS_OF_A_YEAR:
        number, unit = months, "month"
    else:
        number, unit = months // MONTHS_OF_A_YEAR, "year"
    return f"{number} {unit}{'' if number == 1 else 's'} old"


def may_have_resolved(deficit: str, last_on: date, *, on: date) -> bool:
    """
    :param last_on: the effective date of the newest entry that shows it
    """
    return deficit in RESOLVE and last_on < months_before(on, 12 * OLD_AFTER_YEARS)


@dataclass(frozen=True)
class Warned:
    """Something to keep in mind; `kind` as `components/clock.html` has it: soon is amber, over red."""

    label: str
    text: str
    kind: str


def warnings(
    *, registered_on: date | None, last_entry_on: date | None, data_on: date | None, on: date
) -> list[Warned]:
    """
    :param registered_on: the first day with the practice
    :param last_entry_on: the effective date of the newest coded entry up to `on`
    :param data_on: the date of the newest extract
    """
    found = []
    if registered_on is not None and registered_on > months_before(on, NEW_FOR_MONTHS):
        text = "Registered here for less than 12 months: the record may not be complete."
        found.append(Warned("new here", text, "soon"))
    if last_entry_on is None or last_entry_on <= months_before(on, THIN_AFTER_MONTHS):
        text = "No coded entry in the last 12 months: a low count may come of a thin record."
        found.append(Warned("thin record", text, "soon"))
    if age := age_of_data(data_on, on=on):
        found.append(age)
    return found


def age_of_data(data_on: date | None, *, on: date) -> Warned | None:
    if data_on is None:
        return Warned("no data", "No extract of the records has come yet.", "over")
    age = on - data_on
    if age > TOO_OLD:
        return Warned(
            "old data", f"The data are {age.days} days old: what happened since is not in this score.", "over"
        )
    return Warned("old data", f"The data are {age.days} days old.", "soon") if age > SOON_OLD else None


def bounds_in_words(
    above: Decimal | None, below: Decimal | None, at_least: Decimal | None, at_most: Decimal | None
) -> str:
    """
    `counts under 60`, `counts above 25 and under 130`; empty where the mere presence counts.

    A lower bound of 0 beside an upper one keeps out what is no result, and goes without saying.
    """
    if above == 0 and (below is not None or at_most is not None):
        above = None
    said = (
        ("above {}", above),
        ("at {} or more", at_least),
        ("under {}", below),
        ("at {} or less", at_most),
    )
    words = [words.format(f"{bound.normalize():f}") for words, bound in said if bound is not None]
    return f"counts {' and '.join(words)}" if words else ""


@dataclass(frozen=True)
class WouldChange:
    """
    What would make another count, or another tier: a sentence, and what it makes.

    `on` is the day from which it is so if nothing else comes; None where that is open.
    """

    says: str
    count: int
    tier: int
    on: date | None = None


def would_change(count: int, settings: TierSettings = CURRENT) -> tuple[WouldChange, ...]:
    """The nearest counts of the next worse and the next better tier."""
    place = settings.bands.index(band_of(count, settings))
    found = []
    if place + 1 < len(settings.bands):
        worse = settings.bands[place].highest + 1
        found.append(_with(f"With {_deficits(worse - count)} more", worse, settings))
    if place:
        better = settings.bands[place - 1].highest
        found.append(_with(f"With {_deficits(count - better)} fewer", better, settings))
    return tuple(found)


def medicines_would_change(
    count: int, last_issues: Sequence[date], *, threshold: int, months: int, settings: TierSettings = CURRENT
) -> WouldChange | None:
    """
    Polypharmacy is the one deficit that ends by itself, and one medicine more may bring it.

    :param last_issues: of each medicine that counts in the window, the day of its last issue
    """
    if len(last_issues) >= threshold:
        last = sorted(last_issues, reverse=True)[threshold - 1]
        return _with("Without polypharmacy", count - 1, settings, on=_out_of_window(last, months))
    if len(last_issues) == threshold - 1:
        return _with(f"With one more medicine within {months} months", count + 1, settings)
    return None


def _out_of_window(day: date, months: int) -> date:
    """The first day whose window no longer holds it."""
    end = months_after(day, months)
    return end if months_before(end, months) >= day else end + timedelta(days=1)


def _deficits(number: int) -> str:
    return f"{number} {'deficit' if number == 1 else 'deficits'}"


def _with(what: str, count: int, settings: TierSettings, *, on: date | None = None) -> WouldChange:
    band = band_of(count, settings)
    says = f"{what} it is {count}/{MOST_DEFICITS}, tier {band.tier}, {band.category.value.lower()}"
    return WouldChange(says, count, band.tier, on)

"""Polypharmacy read plainly: how many different medicines in the months up to a day.

An issue counts on the days D with `issued_on` in (D - 12 months, D]. A month earlier is the same day of the
month, or the month's last day where that is earlier, as PostgreSQL's `D - interval '12 months'` has it. So an
issue of 29 February counts until 28 February of the next year, that day included; `issued_on + interval
'12 months'` would end it a day early.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tiers.codelists.medicines import MedicineMap
from tiers.rules import Period
from wsic.dates import months_before


@dataclass(frozen=True)
class PolypharmacySettings:
    """One version of what counts as polypharmacy. Source: Clegg 2016; the window: EFI.md."""

    version: str = "Clegg 2016, 1"
    threshold: int = 5
    months: int = 12
    last_chapter: int = 15
    vaccines_count: bool = False  # BNF chapter 14


CURRENT_POLYPHARMACY = PolypharmacySettings()
VACCINES = 14  # BNF chapter


@dataclass(frozen=True)
class Issue:
    """
    A medicine issued.

    :param bnf_chapter: as the feed gives it; None when it does not
    :param recorded_on: None when the feed does not say: known on the day of issue
    """

    medicine_code: str
    issued_on: date
    bnf_chapter: int | None = None
    recorded_on: date | None = None
    deleted: bool = False


@dataclass(frozen=True)
class Counted:
    """The different medicines of a day, and the codes without a chapter anywhere, which do not count."""

    medicines: frozenset[str]
    unknown: frozenset[str]


def first_day_without(issued_on: date, months: int) -> date:
    """The first day whose window of `months` no longer holds `issued_on`."""
    day = months_before(issued_on, -months)
    return day if day.day == issued_on.day else day + timedelta(days=1)


def counted_as_of(
    issues: Iterable[Issue],
    medicines: MedicineMap,
    on: date,
    *,
    known_now: bool = False,
    settings: PolypharmacySettings = CURRENT_POLYPHARMACY,
) -> Counted:
    """The different medicines issued in the window up to `on`, as known then or as known now."""
    counted: set[str] = set()
    unknown: set[str] = set()
    for issue in issues:
        known = known_now or (issue.recorded_on or issue.issued_on) <= on
        if issue.deleted or not known or not months_before(on, settings.months) < issue.issued_on <= on:
            continue
        chapter = _chapter(issue, medicines)
        if chapter is None:
            unknown.add(issue.medicine_code)
        elif _counts(chapter, settings):
            counted.add(_name(issue, medicines))
    return Counted(frozenset(counted), frozenset(unknown))


def _chapter(issue: Issue, medicines: MedicineMap) -> int | None:
    """Where the feed gives the chapter, that is used."""
    if issue.bnf_chapter is not None:
        return issue.bnf_chapter
    mapped = medicines.by_code.get(issue.medicine_code)
    return mapped.bnf_chapter if mapped else None


def _counts(chapter: int, settings: PolypharmacySettings) -> bool:
    return 1 <= chapter <= settings.last_chapter and (chapter != VACCINES or settings.vaccines_count)


def _name(issue: Issue, medicines: MedicineMap) -> str:
    """Codes of one ingredient are one medicine; a code that the map does not know is one of its own."""
    mapped = medicines.by_code.get(issue.medicine_code)
    return f"ingredient {mapped.ingredient}" if mapped else f"code {issue.medicine_code}"


def intervals(
    issues: Iterable[Issue],
    medicines: MedicineMap,
    *,
    known_now: bool = False,
    settings: PolypharmacySettings = CURRENT_POLYPHARMACY,
) -> list[Period]:
    """The longest periods [from, to) in which every day has at least the threshold of different medicines."""
    taken = [issue for issue in issues if not issue.deleted]
    days = {issue.issued_on for issue in taken} | {
        first_day_without(issue.issued_on, settings.months) for issue in taken
    }
    days |= {issue.recorded_on for issue in taken if issue.recorded_on is not None}
    found: list[Period] = []
    begun: date | None = None
    for day in sorted(days):
        counted = counted_as_of(taken, medicines, day, known_now=known_now, settings=settings)
        many = len(counted.medicines) >= settings.threshold
        if many and begun is None:
            begun = day
        elif not many and begun is not None:
            found.append(Period(begun, day))
            begun = None
    return found

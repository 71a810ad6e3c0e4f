"""The deficits of one person read plainly from entries and issues: the oracle of the set-based SQL.

Slow on purpose, and written from EFI.md without a look at the SQL. A row counts **as of D** when it is
effective on or before D and recorded on or before D; with `known_now` (a separate, labelled view) its
effective date alone counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tiers.codelists.medicines import MedicineMap
from tiers.codelists.polypharmacy import (
    CURRENT_POLYPHARMACY,
    Issue,
    PolypharmacySettings,
    counted_as_of,
    intervals,
)
from tiers.codelists.reading import POLYPHARMACY, SEXES, CodeList
from tiers.rules import DEFICITS


@dataclass(frozen=True)
class Entry:
    """
    A coded entry.

    :param codes: terminology (`ctv3`, `read2`, `snomed`) to code, one or several for the same statement
    :param value: None when there is no result, or one that is no number (`patients.rules.codes.number_of`)
    """

    codes: Mapping[str, str]
    effective_on: date
    recorded_on: date
    value: Decimal | None = None
    deleted: bool = False
    row_id: str = ""


@dataclass(frozen=True)
class Onset:
    """
    A deficit of a person.

    :param first_on: the earliest effective date among the rows that count
    :param counted_from: the first day on which the index counted it
    :param row_id: of the row that made it count first; of two on one day the earlier effective one, then the
        lower row id
    """

    deficit: str
    first_on: date
    counted_from: date
    row_id: str


@dataclass(frozen=True)
class Reading:
    """
    What stands as of a day.

    :param onsets: in the order of the index
    :param not_assessable: deficits not present whose results ask for a sex that is not recorded
    :param medicines: how many different ones the window holds
    :param unknown_medicines: codes without a chapter, which do not count
    """

    onsets: tuple[Onset, ...]
    not_assessable: tuple[str, ...]
    medicines: int
    unknown_medicines: frozenset[str]

    @property
    def deficits(self) -> tuple[str, ...]:
        return tuple(onset.deficit for onset in self.onsets)

    @property
    def count(self) -> int:
        return len(self.onsets)


def read_person(
    entries: Iterable[Entry],
    issues: Iterable[Issue],
    *,
    sex: str,
    on: date,
    code_list: CodeList,
    medicines: MedicineMap,
    known_now: bool = False,
    settings: PolypharmacySettings = CURRENT_POLYPHARMACY,
) -> Reading:
    """
    The deficits of one person as of `on`.

    :param sex: `M`, `F` or anything else for "not known"
    """
    entries, issues = list(entries), list(issues)
    onsets = _coded(entries, sex, on, code_list, known_now=known_now)
    counted = counted_as_of(issues, medicines, on, known_now=known_now, settings=settings)
    if len(counted.medicines) >= settings.threshold:
        periods = intervals(issues, medicines, known_now=known_now, settings=settings)
        begun = next(period.from_on for period in periods if period.holds(on))
        onsets[POLYPHARMACY] = Onset(POLYPHARMACY, begun, begun, "")
    unclear = _not_assessable(entries, sex, on, code_list, known_now=known_now) - onsets.keys()
    return Reading(
        tuple(onsets[deficit] for deficit in DEFICITS if deficit in onsets),
        tuple(deficit for deficit in DEFICITS if deficit in unclear),
        len(counted.medicines),
        counted.unknown,
    )


def _coded(
    entries: list[Entry], sex: str, on: date, code_list: CodeList, *, known_now: bool
) -> dict[str, Onset]:
    signs: dict[str, list[tuple[date, date, str]]] = {}
    for entry, counted_from in _counting(entries, on, known_now=known_now):
        for deficit in {
            rule.deficit for rule in code_list.rules_for(entry.codes) if rule.qualifies(entry.value, sex)
        }:
            signs.setdefault(deficit, []).append((counted_from, entry.effective_on, entry.row_id))
    onsets: dict[str, Onset] = {}
    for deficit, found in signs.items():
        counted_from, _, row_id = min(found)
        onsets[deficit] = Onset(deficit, min(effective for _, effective, _ in found), counted_from, row_id)
    return onsets


def _counting(entries: list[Entry], on: date, *, known_now: bool) -> Iterator[tuple[Entry, date]]:
    """The entries that count as of `on`, each with the first day it did."""
    for entry in entries:
        counted_from = entry.effective_on if known_now else max(entry.effective_on, entry.recorded_on)
        if not entry.deleted and counted_from <= on:
            yield entry, counted_from


def _not_assessable(
    entries: list[Entry], sex: str, on: date, code_list: CodeList, *, known_now: bool
) -> set[str]:
    if sex in SEXES:
        return set()
    return {
        rule.deficit
        for entry, _ in _counting(entries, on, known_now=known_now)
        if entry.value is not None
        for rule in code_list.rules_for(entry.codes)
        if rule.sex
    }

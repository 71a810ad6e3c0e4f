"""The computed index of everybody in scope on a day: how many of each category, and each person as a row."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tiers.codelists.polypharmacy import CURRENT_POLYPHARMACY
from tiers.models import CodeListVersion, MedicineMapVersion
from tiers.rules import DEFICITS, Category, category_of, score_of
from tiers.rules.files import ExportFormat, pieces, shortened
from tiers.sets import polypharmacy
from tiers.sets.computed import Computed, computed, of_other_lists
from tiers.sets.polypharmacy import WithoutChapter

FIELDS = ("nhs_number", "practice_code", "deficit_count", "score", "category", "deficits")


@dataclass(frozen=True)
class ActiveLists:
    """Names of what scores are computed by; None where nothing is active."""

    code_list: str | None
    medicine_map: str | None
    polypharmacy: str


@dataclass(frozen=True)
class Tally:
    """How many people of each category, and of how many nothing is recorded, so that they are in none; and
    what could not be told apart."""

    people: dict[Category, int]
    unrecorded: int
    practices_unrecorded: int
    without_chapter: WithoutChapter

    @property
    def total(self) -> int:
        return sum(self.people.values()) + self.unrecorded


def active_lists() -> ActiveLists:
    code_list = CodeListVersion.objects.filter(active=True).first()
    medicine_map = MedicineMapVersion.objects.filter(active=True).first()
    return ActiveLists(
        code_list.name if code_list else None,
        medicine_map.name if medicine_map else None,
        CURRENT_POLYPHARMACY.version,
    )


def tally(*, on: date, practice: str | None, known_now: bool) -> Tally:
    """:param practice: a practice's code; None for all"""
    counts: Counter[Category] = Counter()
    people: list[int] = []
    unrecorded: Counter[str] = Counter()
    for row in computed(on=on, practice=practice, known_now=known_now):
        if row.recorded:
            counts[category_of(len(row.deficits))] += 1
        else:
            unrecorded[row.practice_code] += 1
        people.append(row.person_id)
    without = polypharmacy.without_chapter(people, on=on)
    categories = {category: counts[category] for category in Category}
    return Tally(categories, unrecorded.total(), len(unrecorded), without)


__all__ = ["FIELDS", "ActiveLists", "Tally", "active_lists", "lines", "of_other_lists", "tally"]


def lines(export_format: ExportFormat, *, on: date, practice: str | None, known_now: bool) -> Iterator[str]:
    """The file in pieces (`files.pieces`), rows in a fixed order."""
    rows = computed(on=on, practice=practice, known_now=known_now)
    return pieces(export_format, FIELDS, map(_cells, rows))


def _cells(row: Computed) -> tuple[object, ...]:
    """In the order of `FIELDS`; of whom nothing is recorded there is no score, and nobody is called fit."""
    named = ";".join(DEFICITS[place - 1] for place in row.deficits)
    if not row.recorded:
        return (row.nhs_number, row.practice_code, None, None, None, named)
    count = len(row.deficits)
    score = shortened(score_of(count))
    return (row.nhs_number, row.practice_code, count, score, category_of(count).lower(), named)

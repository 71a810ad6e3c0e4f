"""The medicines of the window that polypharmacy counts, each with its dates and where it was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from patients.models import MedicationIssue, Person
from tiers.codelists.medicines import Medicine, MedicineMap
from tiers.codelists.polypharmacy import CURRENT_POLYPHARMACY, Issue, counted_as_of
from tiers.models import MappedMedicine, PolypharmacyPeriod
from tiers.queries.explain_evidence import OfFile, SourceFile, files_of
from wsic.accounts.models import User
from wsic.dates import months_before


@dataclass(frozen=True, kw_only=True)
class MedicineLine(OfFile):
    """One medicine, however often and under however many codes issued in the window; read in: the newest."""

    name: str
    codes: str
    issues: int
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Medicines:
    """What was issued in the window up to a day; `unknown` have no chapter, so they do not count."""

    counted: tuple[MedicineLine, ...]
    unknown: tuple[str, ...]
    known_at_all: bool  # whether any medicine of the person ever came


def medicines_of(person: Person, *, user: User, on: date, period: PolypharmacyPeriod | None) -> Medicines:
    """
    Three statements, however many issues there are.

    :param period: the time of polypharmacy that holds on the day, which is read by its own map: another may
        be active by now, and the period be worked out anew a moment later
    """
    rows = list(
        MedicationIssue.objects.visible_to(user)
        .counting()
        .filter(person=person, issued_on__lte=on)
        .order_by("issued_on", "row_id", "pk")
        .values(
            "issued_on", "medicine__code", "medicine__name", "medicine__bnf_chapter", "line", "imported_by_id"
        )
    )
    window = [row for row in rows if row["issued_on"] > months_before(on, CURRENT_POLYPHARMACY.months)]
    known = _map_of(window, period)
    files = files_of((row["imported_by_id"] for row in window), person, user=user)
    counted: dict[str, list[dict[str, Any]]] = {}
    unknown: dict[str, None] = {}
    for row in window:
        issue = Issue(row["medicine__code"], row["issued_on"], row["medicine__bnf_chapter"])
        answer = counted_as_of([issue], known, on)
        for name in answer.medicines:
            counted.setdefault(name, []).append(row)
        for code in answer.unknown:
            unknown.setdefault(row["medicine__name"] or code)
    lines = [_line(each, files) for each in counted.values()]
    return Medicines(tuple(sorted(lines, key=lambda line: line.name)), tuple(unknown), bool(rows))


def _map_of(rows: list[dict[str, Any]], period: PolypharmacyPeriod | None) -> MedicineMap:
    """Of the map by which the period was found, or of the active one, those rows that these issues need."""
    codes = {row["medicine__code"] for row in rows}
    of_map = {"medicine_map": period.medicine_map_id} if period else {"medicine_map__active": True}
    found = MappedMedicine.objects.filter(medicine_code__in=codes, **of_map)
    return MedicineMap(
        tuple(
            Medicine(row.medicine_code, row.system, row.medicine, row.ingredient, row.bnf_chapter)
            for row in found
        ),
        sha256="",
    )


def _line(rows: list[dict[str, Any]], files: Mapping[object, SourceFile]) -> MedicineLine:
    newest = rows[-1]
    return MedicineLine(
        name=newest["medicine__name"] or newest["medicine__code"],
        codes=", ".join(dict.fromkeys(row["medicine__code"] for row in rows)),
        issues=len(rows),
        first_on=rows[0]["issued_on"],
        last_on=newest["issued_on"],
        file=files.get(newest["imported_by_id"], SourceFile()),
        line=newest["line"],
    )

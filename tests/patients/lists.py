"""Allergies and current medicines as a feed would have left them, and rows that bring them."""

from datetime import date

from patients.models import Allergy, CurrentMedicine, Person
from tests.patients.feeds.bringing import Row
from tests.tiers.onsets import an_import
from tests.world import TODAY
from wsic.organisations.models import Organisation

ALLERGIES, MEDICINES = "allergies", "current_medicines"


def allergy(row_id: str = "a1", **more: str) -> Row:
    return {
        "row_id": row_id, "recorded_on": "2024-03-06", "substance": "Penicillin", "reaction": "Rash",
        "status": "", **more,
    }  # fmt: skip


def medicine(row_id: str = "m1", **more: str) -> Row:
    return {
        "row_id": row_id, "medicine_code": "322236009", "medicine": "Paracetamol 500mg tablets",
        "dose": "Two, four times a day", "started_on": "2025-05-01", "ended_on": "", "repeat": "Y", **more,
    }  # fmt: skip


def make_allergy(person: Person, practice: Organisation, **more: object) -> Allergy:
    given: dict[str, object] = {
        "row_id": f"{person.pk}-{Allergy.objects.count()}", "recorded_on": date(2024, 3, 6), "line": 2,
        "substance": "Penicillin", "reaction": "Rash", "status": "ACTIVE",
        "imported_by": an_import(practice, ALLERGIES),
    }  # fmt: skip
    return Allergy.objects.create(person=person, organisation=practice, **given | more)


def make_medicine(person: Person, practice: Organisation, **more: object) -> CurrentMedicine:
    given: dict[str, object] = {
        "row_id": f"{person.pk}-{CurrentMedicine.objects.count()}", "medicine_code": "322236009", "line": 2,
        "medicine": "Paracetamol 500mg tablets", "dose": "Two, four times a day", "listed_on": TODAY,
        "started_on": date(2025, 5, 1), "imported_by": an_import(practice, MEDICINES),
    }  # fmt: skip
    return CurrentMedicine.objects.create(person=person, organisation=practice, **given | more)

"""Rows of records for tests, and what stands of them afterwards."""

from __future__ import annotations

from patients.models import CodedEntry, MedicationIssue, Person, PersonDetail, PersonIdentifier
from tests.patients.feeds.bringing import Row
from tests.world import as_system

ENTRIES, ISSUES = "coded_entries", "medication_issues"
FIBRILLATION, HAEMOGLOBIN = "49436004", "1022431000000105"


def who(person: Person) -> Row:
    """The person as every row names them."""
    with as_system():
        number = PersonIdentifier.objects.get(person=person, replaced_by=None).value
        birth_date = PersonDetail.objects.get(person=person, replaced_by=None).birth_date
    return {"nhs_number": number, "birth_date": str(birth_date)}


def entry(row_id: str = "e1", **more: str) -> Row:
    return {
        "row_id": row_id, "effective_on": "2024-03-05", "recorded_on": "2024-03-06", "system": "snomed",
        "code": FIBRILLATION, "term": "Atrial fibrillation", "value": "", "unit": "", "deleted": "", **more,
    }  # fmt: skip


def issue(row_id: str = "i1", **more: str) -> Row:
    return {
        "row_id": row_id, "issued_on": "2026-05-01", "medicine_code": "322236009", "medicine": "Paracetamol",
        "bnf_chapter": "4", "deleted": "", **more,
    }  # fmt: skip


def standing(feed: str = ENTRIES) -> dict[str, tuple[object, ...]]:
    """Row id -> what stands of it: the person, its version, what it says; or that it is deleted."""
    with as_system():
        if feed == ENTRIES:
            rows = CodedEntry.objects.filter(replaced_by=None, conflicted=False).select_related("code")
            return {row.row_id: _entry(row) for row in rows}
        issues = MedicationIssue.objects.filter(replaced_by=None, conflicted=False).select_related("medicine")
        return {row.row_id: _issue(row) for row in issues}


def _entry(row: CodedEntry) -> tuple[object, ...]:
    if row.deleted:
        return ("deleted", str(row.recorded_on))
    value = row.value_text if row.value is None else format(row.value.normalize() + 0, "f")
    codes = row.code.snomed or row.code.ctv3 or row.code.read2
    return (
        row.person_id, str(row.recorded_on), str(row.known_on), str(row.effective_on), codes, value, row.unit,
        row.code.term,
    )  # fmt: skip


def _issue(row: MedicationIssue) -> tuple[object, ...]:
    if row.deleted:
        return ("deleted", "")
    return (row.person_id, str(row.issued_on), row.medicine.code, row.medicine.name)


def contradicted(feed: str = ENTRIES) -> list[str]:
    """Row ids of open versions that count for nothing, once each version."""
    model = CodedEntry if feed == ENTRIES else MedicationIssue
    with as_system():
        rows = model.objects.filter(replaced_by=None, conflicted=True)
        return sorted(rows.values_list("row_id", flat=True))


def versions(feed: str = ENTRIES) -> int:
    model = CodedEntry if feed == ENTRIES else MedicationIssue
    with as_system():
        return model.objects.count()

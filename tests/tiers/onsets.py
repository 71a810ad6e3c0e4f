"""Onsets with the records behind them, written straight into the tables."""

from datetime import date

from patients.models import CodedEntry, Import, MedicationIssue, Person, RecordedCode, RecordedMedicine
from tests.world import NOW, TODAY
from tiers.models import (
    CodeListVersion,
    DeficitOnset,
    MedicineMapVersion,
    PolypharmacyPeriod,
    ScoreSource,
    ScoringOf,
)
from wsic.organisations.models import Organisation

FALLS = 10


def an_import(practice: Organisation, feed: str) -> Import:
    return Import.objects.create(
        feed=feed, organisation=practice, file_name=f"{feed}.csv", stored_path="", sha256="0" * 64, size=1,
        as_on=TODAY, uploaded_at=NOW, rows=1, accepted=1,
    )  # fmt: skip


def make_entry(person: Person, practice: Organisation) -> CodedEntry:
    """One that no list of codes knows: the person is known to the records, and nothing follows."""
    code, _ = RecordedCode.objects.get_or_create(snomed="20135006", term="Screening procedure")
    return CodedEntry.objects.create(
        person=person, organisation=practice, row_id=f"{person.pk}-seen", effective_on=date(2026, 1, 1),
        recorded_on=date(2026, 1, 1), known_on=date(2026, 1, 1), code=code, line=2,
        imported_by=an_import(practice, "coded_entries"),
    )  # fmt: skip


def score_by_records(practice: Organisation, *, has_entries: bool) -> None:
    source = ScoreSource.COMPUTED if has_entries else ScoreSource.IMPORTED
    entries_on = TODAY if has_entries else None
    ScoringOf.objects.create(
        practice=practice, source=source, since_on=date(2015, 1, 1), entries_on=entries_on
    )


def make_onset(
    person: Person, practice: Organisation, on: date = TODAY, deficit: int = FALLS
) -> DeficitOnset:
    code, _ = RecordedCode.objects.get_or_create(snomed="161898004", term="Falls")
    entry = CodedEntry.objects.create(
        person=person, organisation=practice, row_id=f"{person.pk}-{deficit}-{on}", effective_on=on,
        recorded_on=on, known_on=on, code=code, line=2, imported_by=an_import(practice, "coded_entries"),
    )  # fmt: skip
    version, _ = CodeListVersion.objects.get_or_create(
        name="Test list", defaults={"source": "our own", "imported_at": NOW, "sha256": "0" * 64}
    )
    return DeficitOnset.objects.create(
        person=person, deficit=deficit, counted_from=on, entry=entry, first_on=on, first_entry=entry,
        entries=1, code_list=version,
    )  # fmt: skip


def make_polypharmacy(person: Person, practice: Organisation, on: date = TODAY) -> PolypharmacyPeriod:
    medicine, _ = RecordedMedicine.objects.get_or_create(code="X-MADE-UP", name="Made up", bnf_chapter=2)
    MedicationIssue.objects.create(
        person=person, organisation=practice, row_id=f"{person.pk}-{on}", issued_on=on, medicine=medicine,
        line=2, imported_by=an_import(practice, "medication_issues"),
    )  # fmt: skip
    version, _ = MedicineMapVersion.objects.get_or_create(
        name="Test map", defaults={"source": "our own", "imported_at": NOW, "sha256": "0" * 64}
    )
    return PolypharmacyPeriod.objects.create(
        person=person, from_on=on, to_on=on.replace(year=on.year + 1), medicine_map=version,
        settings_version="Test",
    )  # fmt: skip

"""Rows of records for tests of scoring, from the oracle's own entries and issues; inside `as_system`."""

from collections.abc import Iterable
from datetime import date

from patients.models import CodedEntry, MedicationIssue, Person, RecordedCode, RecordedMedicine
from tests.tiers.onsets import an_import
from tests.world import NOW, as_system
from tiers.codelists.medicines import MedicineMap
from tiers.codelists.oracle import Entry, Onset
from tiers.codelists.polypharmacy import Issue
from tiers.codelists.reading import CodeList
from tiers.models import (
    CodeListRule,
    CodeListVersion,
    DeficitOnset,
    MappedMedicine,
    MedicineMapVersion,
    PolypharmacyPeriod,
)  # fmt: skip
from tiers.rules import DEFICITS, Period
from tiers.sets import meanings
from wsic.organisations.models import Organisation


def lay_down_list(code_list: CodeList, name: str = "Test list") -> CodeListVersion:
    """The only active one, straight into the tables."""
    CodeListVersion.objects.update(active=False)
    version = CodeListVersion.objects.create(
        name=name, source="our own", imported_at=NOW, sha256=code_list.sha256, active=True
    )
    CodeListRule.objects.bulk_create(
        CodeListRule(
            code_list=version, deficit=DEFICITS.index(rule.deficit) + 1, system=rule.system, code=rule.code,
            term=rule.term, above=rule.above, below=rule.below, at_least=rule.at_least, at_most=rule.at_most,
            sex=rule.sex,
        )
        for rule in code_list.rows
    )  # fmt: skip
    meanings.renew()
    return version


def lay_down_map(medicines: MedicineMap, name: str = "Test map") -> MedicineMapVersion:
    MedicineMapVersion.objects.update(active=False)
    version = MedicineMapVersion.objects.create(
        name=name, source="our own", imported_at=NOW, sha256=medicines.sha256, active=True
    )
    MappedMedicine.objects.bulk_create(
        MappedMedicine(
            medicine_map=version, medicine_code=row.medicine_code, system=row.system, medicine=row.medicine,
            ingredient=row.ingredient, bnf_chapter=row.bnf_chapter,
        )
        for row in medicines.rows
    )  # fmt: skip
    return version


def write_entries(
    person: Person, practice: Organisation, entries: Iterable[Entry], **more: object
) -> list[CodedEntry]:
    """Rows with these entries' ids; the codes get their meanings."""
    brought = an_import(practice, "coded_entries")
    rows = [
        CodedEntry(
            person=person, organisation=practice, row_id=entry.row_id, effective_on=entry.effective_on,
            recorded_on=entry.recorded_on, known_on=entry.recorded_on, code=_code(entry), value=entry.value,
            deleted=entry.deleted, line=line, imported_by=brought, **more,
        )
        for line, entry in enumerate(entries, 2)
    ]  # fmt: skip
    written = CodedEntry.objects.bulk_create(rows)
    meanings.renew()
    return written


def write_issues(person: Person, practice: Organisation, issues: Iterable[Issue], **more: object) -> None:
    brought = an_import(practice, "medication_issues")
    MedicationIssue.objects.bulk_create(
        MedicationIssue(
            person=person, organisation=practice, row_id=f"{person.pk}-{brought.pk}-{line}",
            issued_on=issue.issued_on, medicine=_medicine(issue), deleted=issue.deleted, line=line,
            imported_by=brought, **more,
        )
        for line, issue in enumerate(issues, 2)
    )  # fmt: skip


def _code(entry: Entry) -> RecordedCode:
    codes = {system: entry.codes.get(system, "") for system in ("ctv3", "read2", "snomed")}
    return RecordedCode.objects.get_or_create(**codes, term="")[0]


def _medicine(issue: Issue) -> RecordedMedicine:
    return RecordedMedicine.objects.get_or_create(
        code=issue.medicine_code, name="", bnf_chapter=issue.bnf_chapter
    )[0]


def onsets_of(person: Person) -> tuple[Onset, ...]:
    """As the oracle writes them, in the order of the index; polypharmacy is no row of these."""
    rows = DeficitOnset.objects.filter(person=person).select_related("entry").order_by("deficit")
    return tuple(
        Onset(DEFICITS[row.deficit - 1], row.first_on, row.counted_from, row.entry.row_id) for row in rows
    )


def periods_of(person: Person) -> list[Period]:
    rows = PolypharmacyPeriod.objects.filter(person=person).order_by("from_on")
    return [Period(row.from_on, row.to_on) for row in rows]


def deficits_on(person: Person, day: date) -> set[str]:
    """Straight from the rows stored."""
    counted = DeficitOnset.objects.filter(person=person, counted_from__lte=day)
    found = {DEFICITS[deficit - 1] for deficit in counted.values_list("deficit", flat=True)}
    return found | {"Polypharmacy" for period in periods_of(person) if period.holds(day)}


def everything_computed() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Of everybody: the onsets, each with the row ids that it rests on, and the times of polypharmacy."""
    with as_system():
        onsets = DeficitOnset.objects.order_by("person", "deficit").values_list(
            "person", "deficit", "counted_from", "entry__row_id", "first_on", "first_entry__row_id", "entries"
        )
        periods = PolypharmacyPeriod.objects.order_by("person", "from_on")
        return list(onsets), list(periods.values_list("person", "from_on", "to_on"))

"""The feeds coded_entries and medication_issues from file to record, through the real import."""

from datetime import date

import pytest

from patients.models import CodedEntry, MedicationIssue, PersonDetail, PersonIdentifier
from tests.patients.feeds.bringing import bring, buckets, entries
from tests.world import as_system

pytestmark = pytest.mark.django_db

FEED = "coded_entries"
ENTRY = {"row_id": "e1", "effective_on": "2024-03-05", "recorded_on": "2024-03-06", "system": "snomed",
         "code": "49436004", "term": "Atrial fibrillation"}  # fmt: skip


def who(person):
    with as_system():
        number = PersonIdentifier.objects.get(person=person, replaced_by=None).value
        birth_date = PersonDetail.objects.get(person=person, replaced_by=None).birth_date
    return {"nhs_number": number, "birth_date": str(birth_date)}


@pytest.fixture
def adair(world):
    return who(world.person("ADAIR"))


def test_an_entry_gets_in(tmp_path, world, adair):
    done = bring(tmp_path, FEED, [adair | ENTRY | {"value": "12.50", "unit": "g/dL"}])

    assert (done.state, buckets(done)) == ("DONE", {"accepted": 1})
    with as_system():
        entry = CodedEntry.objects.select_related("code").get()
    assert (entry.person_id, entry.row_id, entry.code.snomed) == (world.person("ADAIR").pk, "e1", "49436004")
    assert (entry.effective_on, entry.known_on) == (date(2024, 3, 5), date(2024, 3, 6))
    assert (str(entry.value.normalize()), entry.unit, entry.line) == ("12.5", "g/dL", 2)


def test_an_issue_gets_in(tmp_path, world, adair):
    issue = {"row_id": "i1", "issued_on": "2026-05-01", "medicine_code": "322236009", "medicine": "Paracetamol",
             "bnf_chapter": "4"}  # fmt: skip
    done = bring(tmp_path, "medication_issues", [adair | issue])

    assert (done.state, buckets(done)) == ("DONE", {"accepted": 1})
    with as_system():
        issue = MedicationIssue.objects.select_related("medicine").get()
    assert (issue.issued_on, issue.medicine.bnf_chapter) == (date(2026, 5, 1), 4)
    assert entries() == []

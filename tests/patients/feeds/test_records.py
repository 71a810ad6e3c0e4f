"""The feeds coded_entries and medication_issues from file to record, through the real import."""

from datetime import date

import pytest

from patients.models import CodedEntry, MedicationIssue, QuarantinedRow, RecordedCode
from tests.patients.feeds.bringing import bring, buckets, entries, to_csv
from tests.patients.feeds.recording import ENTRIES, ISSUES, entry, issue, standing, versions, who
from tests.world import TODAY, as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def adair(world):
    return who(world.person("ADAIR"))


def test_an_entry_gets_in(tmp_path, world, adair):
    done = bring(tmp_path, ENTRIES, [adair | entry(value="12.50", unit="g/dL")])

    assert (done.state, buckets(done)) == ("DONE", {"accepted": 1})
    with as_system():
        row = CodedEntry.objects.select_related("code").get()
    assert (row.person_id, row.row_id, row.code.snomed) == (world.person("ADAIR").pk, "e1", "49436004")
    assert (row.effective_on, row.known_on) == (date(2024, 3, 5), date(2024, 3, 6))
    assert (str(row.value.normalize()), row.unit, row.line) == ("12.5", "g/dL", 2)


def test_an_issue_gets_in(tmp_path, adair):
    done = bring(tmp_path, ISSUES, [adair | issue()])

    assert (done.state, buckets(done)) == ("DONE", {"accepted": 1})
    with as_system():
        row = MedicationIssue.objects.select_related("medicine").get()
    assert (row.issued_on, row.medicine.bnf_chapter, row.deleted) == (date(2026, 5, 1), 4, False)


@pytest.mark.parametrize(
    ("code", "ctv3", "read2", "snomed"),
    [
        ({"system": "ctv3", "code": "G5730", "snomed_code": "49436004"}, "G5730", "", "49436004"),
        ({"system": "READ2", "code": "662O."}, "", "662O.", ""),
        ({"system": "snomed", "code": "49436004", "snomed_code": "49436004"}, "", "", "49436004"),
    ],
    ids=["both", "read", "snomed twice"],
)
def test_codes_are_kept_as_they_are_written(tmp_path, adair, code, ctv3, read2, snomed):
    bring(tmp_path, ENTRIES, [adair | entry() | code])

    with as_system():
        row = RecordedCode.objects.get()
    assert (row.ctv3, row.read2, row.snomed) == (ctv3, read2, snomed)


def test_codes_that_differ_in_case_are_two(tmp_path, adair):
    rows = [adair | entry(str(code), system="read2", code=code) for code in ("662O.", "662o.")]
    bring(tmp_path, ENTRIES, rows)

    assert {row[4] for row in standing().values()} == {"662O.", "662o."}


@pytest.mark.parametrize("value", [">90", "Negative", "1e3", "12,9", "NaN", "1 000", "1234567890123456"])
def test_a_result_that_is_no_number_is_words(tmp_path, adair, value):
    bring(tmp_path, ENTRIES, [adair | entry(value=value)])

    with as_system():
        row = CodedEntry.objects.get()
    assert (row.value, row.value_text) == (None, value)


@pytest.mark.parametrize(
    ("differently", "column", "reason"),
    [
        ({"nhs_number": "9990400016"}, "nhs_number", "person_unknown"),
        ({"nhs_number": "9E+09"}, "nhs_number", "nhs_number_mangled"),
        ({"birth_date": "1937-12-13"}, "birth_date", "identity_mismatch"),
        ({"effective_on": "2026-07-01"}, "effective_on", "date_in_future"),
        ({"recorded_on": "2026-07-01"}, "recorded_on", "date_in_future"),
        ({"effective_on": "1937-12-11"}, "effective_on", "date_before_birth"),
        ({"recorded_on": "1937-12-11"}, "recorded_on", "date_before_birth"),
        ({"effective_on": "2024-02-30"}, "effective_on", "date_invalid"),
        ({"system": "icd10"}, "system", "not_in_list"),
        ({"code": "49436005"}, "code", "code_unknown_shape"),
        ({"code": "4.94E+07"}, "code", "code_unknown_shape"),
        ({"code": "49436004 1"}, "code", "code_unknown_shape"),
        ({"system": "read2"}, "code", "code_unknown_shape"),
        ({"system": "ctv3", "code": "662O"}, "code", "code_unknown_shape"),
        ({"snomed_code": "751689013"}, "snomed_code", "code_unknown_shape"),
        ({"snomed_code": "100005"}, "snomed_code", "conflicting_codes"),
        ({"row_id": ""}, "row_id", "required_missing"),
        ({"value": "x" * 101}, "value", "text_too_long"),
        ({"deleted": "1"}, "deleted", "not_in_list"),
    ],
)
def test_a_bad_entry_never_gets_in(tmp_path, adair, differently, column, reason):
    done = bring(tmp_path, ENTRIES, [adair | entry() | differently])

    assert buckets(done) == {"quarantined": 1}
    assert entries() == [("OPEN", reason, column)]
    assert versions() == 0


@pytest.mark.parametrize(
    ("differently", "column", "reason"),
    [
        ({"bnf_chapter": ""}, "bnf_chapter", "required_missing"),
        ({"bnf_chapter": "4.7"}, "bnf_chapter", "value_not_numeric"),
        ({"bnf_chapter": "24"}, "bnf_chapter", "value_out_of_range"),
        ({"medicine_code": "3.2E+08"}, "medicine_code", "code_unknown_shape"),
        ({"medicine": ""}, "medicine", "required_missing"),
        ({"issued_on": "2026-07-01"}, "issued_on", "date_in_future"),
        ({"nhs_number": "9990400016"}, "nhs_number", "person_unknown"),
    ],
)
def test_a_bad_issue_never_gets_in(tmp_path, adair, differently, column, reason):
    done = bring(tmp_path, ISSUES, [adair | issue() | differently])

    assert buckets(done) == {"quarantined": 1}
    assert entries() == [("OPEN", reason, column)]
    assert versions(ISSUES) == 0


def test_a_row_in_quarantine_is_kept_whole(tmp_path, adair):
    bring(tmp_path, ENTRIES, [adair | entry(value="12.50", deleted="N") | {"birth_date": "1937-12-13"}])

    with as_system():
        row = QuarantinedRow.objects.get()
    assert row.raw.startswith(f"{adair['nhs_number']},1937-12-13,e1,2024-03-05")
    assert (row.given["value"], row.given["code"], row.given["deleted"]) == ("12.5", "49436004", "N")
    assert (row.organisation.code, row.row_key) == ("PA", "e1")


def test_a_practice_brings_records_of_its_own_people_alone(tmp_path, world, adair):
    cohen = who(world.person("COHEN"))
    done = bring(tmp_path, ENTRIES, [adair | entry(), cohen | entry("e2")], by="PA")

    assert buckets(done) == {"accepted": 1, "quarantined": 1}
    assert entries() == [("OPEN", "person_unknown", "nhs_number")]


def test_a_practice_brings_no_records_of_days_after_somebody_left(tmp_path, world):
    evans = who(world.person("EVANS"))  # at PA until 1 May
    rows = [evans | entry(day, effective_on=day, recorded_on=day) for day in ("2026-04-30", "2026-05-01")]

    assert buckets(bring(tmp_path, ENTRIES, rows, by="PA")) == {"accepted": 1, "quarantined": 1}
    assert set(standing()) == {"2026-04-30"}


def test_ids_of_two_sources_are_two_rows(tmp_path, world, adair):
    bring(tmp_path, ENTRIES, [adair | entry()], by="PA")
    done = bring(tmp_path, ENTRIES, [adair | entry(value="5")])

    assert buckets(done) == {"accepted": 1}
    assert versions() == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_same_rows_in_another_form_change_nothing(tmp_path, adair, encoding):
    rows = [adair | entry(str(number), term="Ménière's, left") for number in range(40)]
    first = bring(tmp_path, ENTRIES, rows)
    again = bring(tmp_path, ENTRIES, rows)
    other = bring(tmp_path, ENTRIES, to_csv(rows[::-1]).replace("\n", "\r\n").encode(encoding))

    assert [buckets(done) for done in (first, again, other)] == [
        {"accepted": 40}, {"unchanged": 40}, {"unchanged": 40},
    ]  # fmt: skip


def test_a_value_in_other_digits_and_a_line_twice_are_one(tmp_path, adair):
    rows = [adair | entry(value=value) for value in ("12.5", "12.50", "12.5")]

    assert buckets(bring(tmp_path, ENTRIES, rows)) == {"accepted": 1, "duplicate": 2}


def test_reports_say_nothing_of_what_is_not_there(tmp_path, adair):
    done = bring(tmp_path, ENTRIES, [adair | entry()], as_on=TODAY)

    assert (done.report["left_out"], done.report["deletions"], done.report["notes"]) == ({}, 0, [])

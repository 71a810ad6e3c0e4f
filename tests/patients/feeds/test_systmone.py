"""The SystmOne bulk extract from zip to record, through the real import."""

import random
from datetime import date, timedelta

import pytest

from patients.models import CodedEntry, MedicationIssue, QuarantinedRow, Registration
from tests.factories import nhs_number
from tests.patients.feeds.bringing import bring, buckets, details, stays, to_csv
from tests.patients.feeds.recording import ENTRIES, ISSUES, standing
from tests.patients.feeds.systmone import (
    bring_all,
    bring_systmone,
    code,
    medication,
    patient,
    registration,
    said,
    write_folder,
    write_zip,
)
from tests.world import as_system

pytestmark = pytest.mark.django_db
NELL, ADA = nhs_number(501), nhs_number(502)


@pytest.fixture
def tables(world, practices):
    """Two people with an entry and a medicine each."""
    return {
        "SRPatient": [patient("7", NELL), patient("8", ADA, FirstName="Ada", DateBirth="31 Dec 1939")],
        "SRPatientRegistration": [registration("7"), registration("8")],
        "SRCode": [code("c1", "7"), code("c2", "8")],
        "SRPrimaryCareMedication": [medication("m1", "7"), medication("m2", "8")],
    }


def sentences(imported) -> list[str]:
    with as_system():
        rows = QuarantinedRow.objects.filter(imported_by=imported).order_by("line", "pk")
        return [row.sentence for row in rows]


def test_people_entries_and_medicines_get_in(tmp_path, tables):
    done = bring_all(write_zip(tmp_path / "x.zip", tables))

    assert [buckets(each) for each in done] == [{"accepted": 2}] * 3
    assert stays(NELL) == [("P1", "REGULAR", date(2011, 5, 6), None)]
    known = details(ADA)
    assert (known.given_name, known.birth_date, known.sex, known.title) == (
        "Ada", date(1939, 12, 31), "F", "Mrs",
    )  # fmt: skip
    with as_system():
        entry = CodedEntry.objects.select_related("code").get(row_id="c1")
        issue = MedicationIssue.objects.select_related("medicine").get(row_id="m1")
    assert (entry.code.ctv3, entry.code.snomed) == ("G5730", "49436004")
    assert (entry.effective_on, entry.recorded_on, entry.line) == (date(2024, 3, 5), date(2024, 3, 6), 2)
    assert (issue.issued_on, issue.medicine.code, issue.medicine.bnf_chapter) == (
        date(2026, 5, 1), "322236009", None,
    )  # fmt: skip


def test_the_same_extract_again_changes_nothing(tmp_path, tables):
    bring_all(write_zip(tmp_path / "x.zip", tables))
    again = bring_all(write_folder(tmp_path / "as a folder", tables))

    assert [buckets(each) for each in again] == [{"unchanged": 2}] * 3


def test_one_table_is_read_with_the_others_beside_it(tmp_path, tables):
    folder = write_folder(tmp_path / "x", tables)
    bring_systmone(folder / "SRPatientRegistration.csv", "people")
    done = bring_systmone(folder / "SRCode.csv", ENTRIES)

    assert buckets(done) == {"accepted": 2}


def test_tables_are_found_in_any_folder_and_case_and_columns_in_any_order(tmp_path, tables):
    turned = {
        name.upper(): [dict(reversed(row.items())) | {"IDEvent": "5"} for row in rows]
        for name, rows in tables.items()
    }
    done = bring_all(write_zip(tmp_path / "x.zip", turned, folder="Export 2026/a/b/"))

    assert [buckets(each) for each in done] == [{"accepted": 2}] * 3
    assert done[1].report["unknown_columns"] == ["SRCode.IDEvent", "SRPatient.IDEvent"]
    assert "SRCode.NumericComparator" in done[1].report["missing_optional"]
    assert any("DateEventRecorded as recorded_on" in note for note in done[1].report["notes"])


def test_test_patients_and_all_of_theirs_are_left_out_and_counted(tmp_path, tables):
    tables["SRPatient"][1]["TestPatient"] = "1"
    done = bring_all(write_zip(tmp_path / "x.zip", tables))

    assert [(each.rows, each.report["left_out"]) for each in done] == [(1, {"test_people": 1})] * 3
    with as_system():
        assert not Registration.objects.filter(person__identifiers__value=ADA).exists()


def test_a_removed_patient_is_as_if_not_in_the_list(tmp_path, tables):
    tables["SRPatient"][1]["RemovedData"] = "1"
    done = bring_systmone(write_zip(tmp_path / "x.zip", tables), "people")

    assert (done.rows, done.report["left_out"], stays(ADA)) == (1, {"removed": 1}, [])


def test_a_removed_registration_is_as_if_not_there(tmp_path, tables):
    tables["SRPatientRegistration"].append(registration("7", RemovedData="1", DateRegistration="01 Jan 2000"))
    done = bring_systmone(write_zip(tmp_path / "x.zip", tables), "people")

    assert (done.rows, done.report["left_out"]) == (2, {"removed": 1})


def test_a_removed_row_is_deleted(tmp_path, tables):
    bring_all(write_zip(tmp_path / "x.zip", tables | {"SRCode": [code(f"c{n}", "7") for n in range(100)]}))
    gone = tables | {"SRCode": [code("c5", "7", RemovedData="1")]}
    bring_systmone(write_zip(tmp_path / "y.zip", gone), ENTRIES)

    assert standing(ENTRIES)["c5"] == ("deleted", "2024-03-06")


@pytest.mark.parametrize(
    ("status", "kind"),
    [("GMS", "REGULAR"), ("gms,Contraception", "REGULAR"), ("Private", "PRIVATE"), ("Applied", "TEMPORARY")],
)
def test_only_gms_is_regular(tmp_path, tables, status, kind):
    tables["SRPatientRegistration"][0]["RegistrationStatus"] = status
    bring_systmone(write_zip(tmp_path / "x.zip", tables), "people")

    assert stays(NELL)[0][1] == kind


def test_a_person_may_have_several_registrations(tmp_path, tables):
    before = registration(
        "7", DateRegistration="01 Jan 2000", DateDeRegistration="06 May 2011", IDOrganisationRegisteredAt="P2"
    )
    tables["SRPatientRegistration"].append(before)
    done = bring_systmone(write_zip(tmp_path / "x.zip", tables), "people")

    assert buckets(done) == {"accepted": 3}
    assert [stay[0] for stay in stays(NELL)] == ["P2", "P1"]


def test_a_practice_that_is_named_by_ended_registrations_has_no_list_here(tmp_path, tables):
    others = [{"nhs_number": nhs_number(n), "practice_code": "P2"} for n in range(600, 605)]
    same = {"family_name": "Grey", "given_name": "Nell", "birth_date": "1941-03-04", "sex": "F"}
    bring(tmp_path, "people", to_csv([same | {"registered_on": "2011-05-06"} | row for row in others]))
    tables["SRPatientRegistration"][1] |= {
        "DateDeRegistration": "01 Jan 2015", "IDOrganisationRegisteredAt": "P2",
    }  # fmt: skip
    done = bring_systmone(write_zip(tmp_path / "x.zip", tables), "people")

    assert (done.state, done.report["ended"]) == ("DONE", 0)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"NumericValue": "12.50"}, "12.5"),
        ({"NumericValue": "90", "NumericComparator": ">"}, ">90"),
        ({"NumericValue": "90", "NumericComparator": "="}, "90"),
    ],
)
def test_a_result_with_a_comparator_is_no_number(tmp_path, tables, given, value):
    tables["SRCode"] = [code("c1", "7", **given)]
    bring_all(write_zip(tmp_path / "x.zip", tables))

    assert standing(ENTRIES)["c1"][5] == value


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ({"CTV3Code": "XE0UY", "SNOMEDCode": "-1"}, ("XE0UY", "")),
        ({"CTV3Code": "", "SNOMEDCode": "49436004"}, ("", "49436004")),
    ],
)
def test_an_entry_may_have_one_code_alone(tmp_path, tables, codes, expected):
    tables["SRCode"] = [code("c1", "7", **codes)]
    bring_all(write_zip(tmp_path / "x.zip", tables))

    with as_system():
        entry = CodedEntry.objects.select_related("code").get()
    assert (entry.code.ctv3, entry.code.snomed) == expected


def test_a_medicine_without_a_date_of_issue_counts_from_its_start(tmp_path, tables):
    tables["SRPrimaryCareMedication"] = [
        medication("m1", "7", DateEvent="", DateMedicationStart="02 Feb 2026")
    ]
    bring_all(write_zip(tmp_path / "x.zip", tables))

    assert standing(ISSUES)["m1"][1] == "2026-02-02"


def test_what_was_mapped_says_which_statuses_are_regular(tmp_path, tables):
    tables["SRPatient"].append(patient("9", nhs_number(503)))
    done = bring_systmone(write_zip(tmp_path / "x.zip", tables), "people")

    assert "1 person of SRPatient has no row in SRPatientRegistration" in done.report["notes"][-1]
    assert any("RegistrationStatus: GMS" in note for note in done.report["notes"])


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
def test_both_formats_of_the_same_people_give_the_same_records(tmp_path, tables, seed):
    rows = made_up(random.Random(seed))
    bring_all(write_zip(tmp_path / "x.zip", tables | in_systmone(rows)))
    theirs = standing(ENTRIES)
    with as_system():
        CodedEntry.objects.all().delete()
    own = bring(tmp_path, ENTRIES, to_csv(rows))

    assert (own.quarantined, len(theirs)) == (0, len(rows))
    assert standing(ENTRIES) == theirs


def made_up(rng: random.Random) -> list[dict[str, str]]:
    people = {NELL: "1941-03-04", ADA: "1939-12-31"}
    days = [date(2000, 1, 1) + timedelta(days=rng.randrange(9000)) for _ in range(60)]
    return [
        {
            "row_id": f"c{place}", "nhs_number": (number := rng.choice(list(people))),
            "birth_date": people[number], "effective_on": str(day),
            "recorded_on": str(day + timedelta(days=rng.randrange(9))), "system": "ctv3",
            "code": rng.choice(["G5730", "XE0UY", "662O."]),
            "snomed_code": rng.choice(["", "49436004"]),
            "value": rng.choice(["", "0", "12.50", ">90", "Negative", "1e3"]),
            "unit": rng.choice(["", "g/L"]), "deleted": rng.choice(["", "Y", "N"]),
        }
        for place, day in enumerate(days)
    ]  # fmt: skip


def in_systmone(rows: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    ids = {NELL: "7", ADA: "8"}
    return {
        "SRCode": [
            code(
                row["row_id"], ids[row["nhs_number"]], DateEvent=said(row["effective_on"]),
                DateEventRecorded=said(row["recorded_on"]), CTV3Code=row["code"],
                SNOMEDCode=row["snomed_code"], NumericValue=row["value"], NumericUnit=row["unit"],
                RemovedData="1" if row["deleted"] == "Y" else "0",
            )
            for row in rows
        ]
    }  # fmt: skip

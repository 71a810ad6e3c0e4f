"""What is wrong in a SystmOne extract is named by its own table, line and column."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from patients.feeds.reading import Limits, RefusedFile, open_systmone
from patients.feeds.reading import systmone_people as people_of
from patients.models import QuarantinedRow
from tests.factories import nhs_number
from tests.patients.feeds.bringing import buckets, stays
from tests.patients.feeds.recording import ENTRIES, ISSUES
from tests.patients.feeds.systmone import (
    bring_systmone,
    code,
    medication,
    patient,
    registration,
    table,
    write_folder,
    write_zip,
)
from tests.world import as_system

NELL, ADA = nhs_number(501), nhs_number(502)


def two_people() -> dict[str, list[dict[str, str]] | str]:
    return {
        "SRPatient": [patient("7", NELL), patient("8", ADA)],
        "SRPatientRegistration": [registration("7"), registration("8")],
        "SRCode": [code("c1", "7"), code("c2", "8")],
        "SRPrimaryCareMedication": [medication("m1", "7"), medication("m2", "8")],
    }


@pytest.fixture
def tables(world, practices):
    return two_people()


def found(imported) -> list[tuple[str, str]]:
    """Reason and sentence of each row of the file in quarantine."""
    with as_system():
        rows = QuarantinedRow.objects.filter(imported_by=imported).order_by("line", "pk")
        return [(row.reason, row.sentence) for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "reason", "begins"),
    [
        ({"DateEvent": "31 Feb 2024"}, "date_invalid", "SRCode line 3, DateEvent: '31 Feb 2024' is no"),
        ({"DateEvent": "05 Mar 2024 25:00:00"}, "date_invalid", "SRCode line 3, DateEvent: "),
        ({"DateEvent": "01 Jul 2026"}, "date_in_future", "SRCode line 3, DateEvent: "),
        ({"DateEvent": "01 Jan 1930"}, "date_before_birth",
         "SRCode line 3, DateEvent: 1930-01-01 is before DateBirth"),
        ({"DateEventRecorded": ""}, "required_missing", "SRCode line 3, DateEventRecorded: is empty."),
        ({"CTV3Code": "", "SNOMEDCode": ""}, "required_missing", "SRCode line 3, CTV3Code: is empty."),
        ({"CTV3Code": "too long"}, "code_unknown_shape", "SRCode line 3, CTV3Code: "),
        ({"SNOMEDCode": "49436005"}, "code_unknown_shape", "SRCode line 3, SNOMEDCode: "),
        ({"CTV3Code": "", "SNOMEDCode": "49436005"}, "code_unknown_shape", "SRCode line 3, SNOMEDCode: "),
        ({"RowIdentifier": ""}, "required_missing", "SRCode line 3, RowIdentifier: is empty."),
        ({"RemovedData": "2"}, "not_in_list", "SRCode line 3, RemovedData: is neither 0 nor 1."),
        ({"IDPatient": ""}, "required_missing", "SRCode line 3, IDPatient: IDPatient is empty"),
        ({"IDPatient": "99"}, "person_unknown", "SRCode line 3, IDPatient: stands for nobody"),
    ],
)  # fmt: skip
def test_a_bad_entry_is_named_as_in_its_table(tmp_path, tables, wrong, reason, begins):
    tables["SRCode"][1] |= wrong
    path = write_zip(tmp_path / "x.zip", tables)
    bring_systmone(path, "people")
    done = bring_systmone(path, ENTRIES)

    [(why, sentence)] = found(done)
    assert (buckets(done), why) == ({"accepted": 1, "quarantined": 1}, reason)
    assert sentence.startswith(begins)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "reason", "begins"),
    [
        ({"NHSNumber": nhs_number(502)[:-1]}, "nhs_number_invalid", "SRPatient line 3, NHSNumber: "),
        ({"NHSNumber": ""}, "required_missing", "SRPatient line 3, NHSNumber: is empty."),
        ({"DateBirth": "04/03/1941"}, "date_invalid", "SRPatient line 3, DateBirth: "),
        ({"NHSNumber": nhs_number(999)}, "person_unknown", "SRCode line 3, NHSNumber of SRPatient: "),
        ({"DateBirth": "05 Mar 1941"}, "identity_mismatch", "SRCode line 3, DateBirth of SRPatient: "),
        ({"TestPatient": "?"}, "not_in_list", "SRCode line 3, IDPatient: SRPatient says of this id neither"),
    ],
)
def test_an_entry_of_a_bad_patient_says_where_the_patient_stands(tmp_path, tables, wrong, reason, begins):
    bring_systmone(write_zip(tmp_path / "x.zip", tables), "people")
    tables["SRPatient"][1] |= wrong
    done = bring_systmone(write_zip(tmp_path / "y.zip", tables), ENTRIES)

    [(why, sentence)] = found(done)
    assert (why, buckets(done)) == (reason, {"accepted": 1, "quarantined": 1})
    assert sentence.startswith(begins)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "wrong", "reason", "begins"),
    [
        ("SRPatient", {"Surname": ""}, "required_missing", "SRPatient line 3, Surname: is empty."),
        ("SRPatient", {"Gender": "X"}, "not_in_list", "SRPatient line 3, Gender: "),
        ("SRPatient", {"DateDeath": "2020"}, "date_invalid", "SRPatient line 3, DateDeath: "),
        ("SRPatient", {"RowIdentifier": "9"}, "person_unknown", "SRPatientRegistration line 3, IDPatient: "),
        ("SRPatient", {"RowIdentifier": "7"}, "person_unknown", "SRPatientRegistration line 3, IDPatient: "),
        ("SRPatientRegistration", {"DateRegistration": ""}, "required_missing",
         "SRPatientRegistration line 3, DateRegistration: is empty."),
        ("SRPatientRegistration", {"RegistrationStatus": " "}, "required_missing",
         "SRPatientRegistration line 3, RegistrationStatus: is empty."),
        ("SRPatientRegistration", {"RemovedData": "?"}, "not_in_list", "SRPatientRegistration line 3, "),
        ("SRPatientRegistration", {"IDOrganisationRegisteredAt": "XX"}, "organisation_unknown",
         "SRPatientRegistration line 3, IDOrganisationRegisteredAt: "),
    ],
)  # fmt: skip
def test_a_bad_registration_is_named_as_in_its_table(tmp_path, tables, where, wrong, reason, begins):
    tables[where][1] |= wrong
    done = bring_systmone(write_zip(tmp_path / "x.zip", tables), "people")

    assert any(why == reason and sentence.startswith(begins) for why, sentence in found(done))
    assert stays(ADA) == []


@pytest.mark.django_db
def test_patients_with_one_id_and_different_content_are_not_taken(tmp_path, tables):
    tables["SRPatient"].append(patient("7", NELL, Surname="Gray"))
    done = bring_systmone(write_zip(tmp_path / "x.zip", tables), "people")

    assert (buckets(done), stays(NELL)) == ({"accepted": 1, "quarantined": 1}, [])
    assert found(done)[0][0] == "conflicting_versions"


@pytest.mark.django_db
def test_a_patient_written_twice_is_one(tmp_path, tables):
    tables["SRPatient"].append(patient("7", NELL))
    done = bring_systmone(write_zip(tmp_path / "x.zip", tables), "people")

    assert buckets(done) == {"accepted": 2}


@pytest.mark.django_db
def test_a_bad_medicine_is_named_as_in_its_table(tmp_path, tables):
    tables["SRPrimaryCareMedication"][1] |= {"IDMultiLexDMD": "", "NameOfMedication": ""}
    path = write_zip(tmp_path / "x.zip", tables)
    bring_systmone(path, "people")
    done = bring_systmone(path, ISSUES)

    [(why, sentence)] = found(done)
    assert why == "required_missing"
    assert sentence.startswith("SRPrimaryCareMedication line 3, IDMultiLexDMD: is empty.")


@pytest.mark.django_db
def test_a_row_with_too_few_fields_is_named_by_its_table(tmp_path, tables):
    for name in ("SRPatient", "SRCode"):
        tables[name] = table(tables[name]) + "8,only\n"
    path = write_zip(tmp_path / "x.zip", tables)
    people, entries = bring_systmone(path, "people"), bring_systmone(path, ENTRIES)

    assert [sentence.split(" has ")[0] for _, sentence in found(people)] == ["SRPatient line 4"]
    assert [sentence.split(" has ")[0] for _, sentence in found(entries)] == ["SRCode line 4"]


def refusal(path: Path, feed: str = "people", limits: Limits | None = None) -> str:
    with pytest.raises(RefusedFile) as refused:
        for _ in open_systmone(
            path, feed=feed, names=("nhs_number", "birth_date"), limits=limits or Limits()
        ):
            pass
    return str(refused.value)


def test_an_extract_without_a_table_is_refused(tmp_path):
    path = write_zip(tmp_path / "x.zip", {"SRPatient": [patient("7", NELL)]})

    assert refusal(path) == "The extract lacks the table SRPatientRegistration.csv. It has SRPatient."


def test_a_table_without_a_column_is_refused(tmp_path):
    tables = two_people() | {"SRCode": "RowIdentifier,IDPatient\n1,7\n"}
    said = refusal(write_zip(tmp_path / "x.zip", tables), ENTRIES)

    assert said.startswith("SRCode: The header lacks the required columns ")
    assert "DateEvent" in said


@pytest.mark.parametrize(
    "name", ["../SRPatient.csv", "/etc/SRPatient.csv", "a/../../x.csv", "C:\\SRCode.csv"]
)
def test_a_name_that_leads_out_of_the_zip_is_refused(tmp_path, name):
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(name, "x")

    assert "leads out of its folder" in refusal(tmp_path / "x.zip")


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path):
    path = write_zip(tmp_path / "x.zip", two_people())

    assert "unpack to" in refusal(path, limits=Limits(unpacked_bytes=100))


def test_a_table_that_is_there_twice_is_refused(tmp_path):
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a/SRCode.csv", "x")
        archive.writestr("b/srcode.CSV", "x")

    assert refusal(tmp_path / "x.zip").startswith("The extract has the table SRCode twice.")


def test_a_damaged_zip_is_refused(tmp_path):
    path = write_zip(tmp_path / "x.zip", two_people())
    path.write_bytes(path.read_bytes()[:-40])

    assert refusal(path) == "The zip is damaged. Send it again."


def test_a_damaged_member_is_refused(tmp_path):
    path = write_zip(tmp_path / "x.zip", two_people())
    content = bytearray(path.read_bytes())
    content[80:120] = bytes(40)
    path.write_bytes(bytes(content))

    assert "damaged" in refusal(path)


def test_a_file_that_is_no_table_is_refused(tmp_path):
    (tmp_path / "people.csv").write_text("nhs_number\n")

    assert refusal(tmp_path / "people.csv").startswith("people.csv is no table of a SystmOne extract.")
    assert refusal(tmp_path / "nothing.zip").startswith("The file cannot be opened")


def test_an_extract_of_too_many_people_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(people_of, "MOST_PATIENTS", 1)
    path = write_folder(tmp_path / "x", two_people())

    assert refusal(path, ENTRIES).startswith("SRPatient has more than 1 people.")

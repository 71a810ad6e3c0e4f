"""The command that imports a whole extract: order, reports and exit codes."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from patients.models import Import
from tests.factories import nhs_number
from tests.patients.feeds.bringing import bring, crowd, stays
from tests.patients.feeds.systmone import code, medication, patient, registration, write_folder, write_zip
from tests.world import as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]
NELL = nhs_number(501)


def tables() -> dict[str, list[dict[str, str]]]:
    return {
        "SRPatient": [patient("7", NELL), patient("8", nhs_number(502), TestPatient="1")],
        "SRPatientRegistration": [registration("7"), registration("8")],
        "SRCode": [code("c1", "7"), code("c2", "7", DateEvent="31 Feb 2024")],
        "SRPrimaryCareMedication": [medication("m1", "7")],
    }


def run(capsys, *words: object) -> tuple[int, str, str]:
    """Exit code and what was printed, out and error."""
    stopped_with = 0
    try:
        call_command("import_extract", *map(str, words))
    except SystemExit as stopped:
        stopped_with = int(stopped.code or 0)
    said = capsys.readouterr()
    return stopped_with, said.out, said.err


def reports(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("as_folder", [False, True])
def test_everything_of_an_extract_comes_in(capsys, tmp_path: Path, world, as_folder):
    path = write_folder(tmp_path / "x", tables()) if as_folder else write_zip(tmp_path / "x.zip", tables())
    done, out, _ = run(capsys, path, "--organisation", "P1", "--as-on", "2026-06-30", "--format", "json")

    people, entries, issues = reports(out)
    assert (done, [each["feed"] for each in (people, entries, issues)]) == (
        0, ["people", "coded_entries", "medication_issues"],
    )  # fmt: skip
    assert (people["accepted"], people["left_out"]) == (1, {"test_people": 1})
    assert (entries["accepted"], entries["quarantined"], entries["reasons"]) == (1, 1, {"date_invalid": 1})
    assert (issues["accepted"], issues["rows"]) == (1, 1)
    assert stays(NELL)


def test_the_report_says_what_was_read_as_what_and_left_out(capsys, tmp_path: Path, world):
    _, out, _ = run(capsys, write_zip(tmp_path / "x.zip", tables()))

    assert "left out of test patients: 1 row" in out
    assert "RegistrationStatus as registration_kind" in out


def test_an_extract_without_a_table_brings_what_it_has(capsys, tmp_path: Path, world):
    some = {name: rows for name, rows in tables().items() if name != "SRCode"}
    done, out, _ = run(capsys, write_zip(tmp_path / "x.zip", some), "--format", "json")

    assert (done, [each["feed"] for each in reports(out)]) == (0, ["people", "medication_issues"])


def test_a_held_list_keeps_the_rest_out(capsys, tmp_path: Path, world):
    bring(tmp_path, "people", crowd())
    done, out, err = run(capsys, write_zip(tmp_path / "x.zip", tables()), "--format", "json")

    assert (done, len(reports(out))) == (2, 1)
    assert "coded_entries and medication_issues were not read" in err
    with as_system():
        assert not Import.objects.filter(feed="coded_entries").exists()


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["nothing.zip"], "cannot be opened"),
        (["x.zip", "--organisation", "ZZ"], "There is no organisation with the code ZZ."),
        (["x.zip", "--as-on", "2026-07-01"], "lies after today"),
        (["other.zip"], "There is no table of a SystmOne extract in it"),
        (["alone.zip"], "The extract has SRPatient alone."),
    ],
)
def test_what_cannot_be_taken_is_refused(capsys, tmp_path: Path, world, words, refusal):
    write_zip(tmp_path / "x.zip", tables())
    write_zip(tmp_path / "other.zip", {"people": []} | {"readme": "x"})
    write_zip(tmp_path / "alone.zip", {"SRPatient": tables()["SRPatient"]})
    done, out, _ = run(capsys, tmp_path / words[0], *words[1:])

    assert done == 1
    assert refusal in out

"""The command: what it prints and its exit code."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from patients.feeds import running
from patients.models import Import
from tests.factories import nhs_number
from tests.patients.feeds.bringing import person, stays, to_csv
from tests.world import as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

KEYS = [
    "feed", "file", "sha256", "rows", "accepted", "unchanged", "superseded", "duplicate", "quarantined",
    "reasons", "seconds",
]  # fmt: skip
ANN = nhs_number(1)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(to_csv([person(ANN), person(nhs_number(2), sex="X"), person("9E+09")]))
    return path


def run(capsys, *words: object) -> tuple[int, str]:
    """Exit code and what was printed."""
    code = 0
    try:
        call_command("import_feed", *map(str, words))
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return code, capsys.readouterr().out


def answer(capsys, *words: object) -> tuple[int, dict]:
    code, printed = run(capsys, *words, "--format", "json")
    return code, json.loads(printed)


def test_a_file_that_is_taken(capsys, people: Path) -> None:
    code, said = answer(capsys, "people", people)

    assert code == 0
    assert list(said) == KEYS
    assert (said["feed"], said["file"], len(said["sha256"])) == ("people", str(people), 64)
    assert (said["rows"], said["accepted"], said["quarantined"]) == (3, 1, 2)
    assert said["reasons"] == {"nhs_number_mangled": 1, "not_in_list": 1}
    assert stays(ANN)


def test_the_same_file_again(capsys, people: Path) -> None:
    answer(capsys, "people", people)

    code, said = answer(capsys, "people", people)

    assert (code, said["unchanged"], said["quarantined"]) == (0, 1, 2)


def test_the_report_in_words(capsys, people: Path) -> None:
    code, said = run(capsys, "people", people, "--as-of", "2026-06-01")

    assert code == 0
    assert "3 rows of people" in said
    assert "nhs_number_mangled" in said
    assert ANN not in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["people", "{folder}/none.csv"], "cannot be opened"),
        (["persons", "{people}"], "There is no feed persons"),
        (["people", "{people}", "--as-of", "2026-07-01"], "lies after today"),
        (["people", "{people}", "--organisation", "XX"], "no organisation with the code XX"),
        (["organisations", "{people}"], "does not name any column of the feed"),
        (["organisations", "{people}", "--organisation", "PA"], "Only the CCG"),
    ],
)
def test_a_file_that_is_refused(capsys, people: Path, words: list[str], says: str) -> None:
    code, said = answer(capsys, *(word.format(folder=people.parent, people=people) for word in words))

    assert (code, said["rows"]) == (1, 0)
    assert says in said["refusal"]


def test_a_refused_file_is_said_in_words(capsys, people: Path) -> None:
    code, said = run(capsys, "organisations", people)

    assert code == 1
    assert said.startswith(f"{people} was refused: The first line does not name")


def test_a_file_that_is_held(capsys, people: Path) -> None:
    people.write_text(to_csv([person(ANN), person(nhs_number(2))]))
    answer(capsys, "people", people)
    people.write_text(to_csv([person(nhs_number(3))]))

    code, said = answer(capsys, "people", people)

    assert code == 2
    assert said["held"][0].startswith("P1: 2 of 2 people are missing")


def test_a_file_that_changed_meanwhile(capsys, people: Path, monkeypatch) -> None:
    """Between being received and being read: what is merged is what was received, or nothing."""
    begin = running.actions.begin

    def change(**words):
        people.write_text("nhs_number\n")
        return begin(**words)

    monkeypatch.setattr(running.actions, "begin", change)
    code, said = answer(capsys, "people", people)

    assert code == 1
    assert said["refusal"] == "The file has changed since it was received. Send it again."


def test_the_list_of_feeds(capsys) -> None:
    code, said = run(capsys, "--list")

    assert code == 0
    for words in (
        "organisations: ",
        "people: ",
        "frailty_scores: ",
        "nhs_number*",
        "birth_date*",
        "one of a list (m, f",
    ):
        assert words in said


def test_an_import_keeps_what_was_found(capsys, people: Path) -> None:
    answer(capsys, "people", people)

    with as_system():
        imported = Import.objects.get()
    assert (imported.encoding, imported.delimiter, imported.state) == ("UTF-8", "comma", "DONE")
    assert (imported.organisation.code, imported.file_name) == ("CCG", "people.csv")
    assert imported.report["missing_optional"][0] == "title"
    assert imported.job.state == "DONE"

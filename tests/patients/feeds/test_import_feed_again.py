"""The command with a file that it has met before: held, given up, or failing now."""

from pathlib import Path

import pytest
from django.core.management import call_command

from patients.feeds import running
from patients.models import Import
from tests.factories import nhs_number
from tests.patients.feeds.bringing import person, stays, to_csv
from tests.patients.feeds.test_import_feed import answer
from tests.patients.quarantined import make_import, make_job
from tests.world import as_system
from wsic.jobs.models import Job, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]
ANN = nhs_number(1)


@pytest.fixture
def held(capsys, tmp_path: Path) -> Path:
    """A list that lacks one of two people, brought once."""
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(to_csv([person(ANN), person(nhs_number(2))]))
    second.write_text(to_csv([person(ANN)]))
    assert answer(capsys, "people", first)[0] == 0
    assert answer(capsys, "people", second)[0] == 2
    return second


def imports() -> int:
    with as_system():
        return Import.objects.count()


def test_a_held_file_again_reports_it_and_makes_no_other(capsys, held: Path) -> None:
    code, said = answer(capsys, "people", held)

    assert (code, imports()) == (2, 2)
    assert said["rows"] == 1
    assert "It waits for approval already" in said["held"][0]
    assert "are missing" in said["held"][1]


def test_a_held_file_of_another_day_is_another_one(capsys, held: Path) -> None:
    answer(capsys, "people", held, "--as-of", "2026-06-29")

    assert imports() == 3


def test_a_file_whose_import_was_refused_is_brought_anew(capsys, held: Path) -> None:
    with as_system():
        Import.objects.filter(state="HELD").update(state="REFUSED")

    assert answer(capsys, "people", held)[0] == 2
    assert imports() == 3


@pytest.fixture
def used_up(capsys, tmp_path: Path) -> Path:
    """A list whose import three processes have died of."""
    path = tmp_path / "people.csv"
    path.write_text(to_csv([person(ANN)]))
    answer(capsys, "people", path)
    with as_system():
        Import.objects.update(state="READING")
        Job.objects.update(state=State.RUNNING, attempt=3)
    return path


def test_a_file_that_was_given_up_is_said_and_brought_again(capsys, used_up: Path) -> None:
    call_command("import_feed", "people", str(used_up))

    errors = capsys.readouterr().err
    assert "An earlier attempt at this file came to nothing. Given up after 3 attempts" in errors
    assert stays(ANN)
    with as_system():
        assert sorted(Import.objects.values_list("state", flat=True)) == ["DONE", "REFUSED"]


@pytest.mark.parametrize(
    ("attempt", "says"),
    [(2, "Given up. ZeroDivisionError"), (0, "A worker tries it again.")],
)
def test_a_job_that_fails_says_what_becomes_of_the_file(capsys, monkeypatch, tmp_path, attempt, says) -> None:
    """Past its attempts nobody tries it again."""
    path = tmp_path / "people.csv"
    path.write_text(to_csv([person(ANN)]))

    def break_down(job: Job) -> None:
        with as_system():
            Job.objects.filter(pk=job.pk).update(attempt=attempt + 1)
        job.attempt = attempt + 1
        raise ZeroDivisionError

    monkeypatch.setitem(running.runner.__globals__["_RUNNERS"], "patients.import", break_down)

    code, said = answer(capsys, "people", path)

    assert code == 1
    assert says in said["refusal"]


def test_the_page_and_the_list_say_given_up(client, sign_in) -> None:
    imported = make_import(state="READING")
    make_job(imported, state=State.FAILED)
    sign_in("admin_a")

    page = client.get(f"/imports/{imported.public_id}/").content.decode()
    listed = client.get("/imports/").content.decode()

    assert '<span class="muted">Given up</span>' in page
    assert "Given up: it failed three times on our side and nothing of it was taken." in page
    assert "Given up" in listed

"""The page of a held list says of whom it takes away why, and where all of them are."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from patients.feeds.sets import people_missing
from patients.models import Import
from patients.queries import import_people
from tests.factories import nhs_number
from tests.patients.feeds.bringing import Row, bring, person
from tests.patients.quarantined import again, make_import
from tests.world import NOW, as_system
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
LIST = [
    person(nhs_number(7_200 + number), practice_code="PB", given_name=f"Nell {number}")
    for number in range(20)
]
COHEN = "COHEN"  # of practice B, and in none of these lists


def bring_list(folder: Path, change: Row | None, number: int) -> Import:
    """Practice B's list, of which the first people are changed, or left out where `change` is None."""
    rows = [row | (change or {}) for row in LIST[:number]] if change else []
    return bring(folder, "people", [*rows, *LIST[number:]], by="PB")


@pytest.fixture
def listed(tmp_path: Path, world, monkeypatch) -> None:
    """Practice B has everybody in the list, and nobody else."""
    with monkeypatch.context() as patched:
        patched.setattr(people_missing, "MOST_MISSING", 2.0)
        bring(tmp_path, "people", LIST, by="PB")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (None, "3 people are not in the file."),
        ({"died_on": "2026-06-01"}, "3 people have died, the file says."),
        ({"deregistered_on": "2026-06-01"}, "3 people have left, the file says."),
        ({"registration_kind": "private"}, "3 people are not regularly registered any more, the file says."),
        ({"registered_on": "2001-01-01"}, "3 people have an earlier first day than known."),
        ({"family_name": "Other"}, "3 people have another name or birth date."),
        ({"birth_date": "1950-01-01"}, "3 people have another name or birth date."),
    ],
    ids=str,
)
def test_each_kind_has_its_own_words(client, sign_in, tmp_path, listed, change, words):
    held = bring_list(tmp_path, change, 3)
    sign_in("gp_b")

    content = client.get(f"/imports/{held.public_id}/").content.decode()

    kind = content.split(words)[1].split("</details>")[0]
    assert [name for number in range(5) if (name := f"GREY, Nell {number}") in kind] == [
        "GREY, Nell 0", "GREY, Nell 1", "GREY, Nell 2",
    ]  # fmt: skip
    assert ("are not in the file" in content) is (change is None)


def test_who_is_not_on_the_page_is_in_the_list_to_download(client, sign_in, tmp_path, listed, monkeypatch):
    monkeypatch.setattr(import_people, "MOST_SHOWN", 2)
    held = bring_list(tmp_path, {"died_on": "2026-06-01"}, 5)
    user = sign_in("gp_b")

    content = client.get(f"/imports/{held.public_id}/").content.decode()
    answer = client.get(f"/imports/{held.public_id}/people/")

    assert "These are the first by name. 3 more are in the list to download." in content
    assert f'href="/imports/{held.public_id}/people/"' in content
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line["nhs_number"] for line in lines if line["why"] == "died"] == [
        row["nhs_number"] for row in LIST[:5]
    ]
    with as_system():
        event = AuditEvent.objects.get(verb="import.people_exported")
    assert (event.user_id, event.kind, len(event.people)) == (user.pk, "EXPORT", len(lines))


def test_of_more_than_are_noted_the_page_says_so(client, sign_in, world):
    people = {"missing": {"count": 9_000, "first": [world.person(COHEN).pk, world.person("ADAIR").pk]}}
    held = make_import("PB", state="HELD", report={"missing": {"of": 9_001}, "people": people})
    sign_in("gp_b")

    content = client.get(f"/imports/{held.public_id}/").content.decode()

    assert "9,000 people are not in the file." in content
    assert "Only of the first 2 it was noted who they are." in content
    assert "COHEN" in content
    assert "ADAIR" not in content


def test_whoever_works_with_nobody_gets_numbers_and_no_names(client, sign_in, tmp_path, listed):
    held = bring_list(tmp_path, {"died_on": "2026-06-01"}, 5)
    sign_in("administrator")

    content = client.get(f"/imports/{held.public_id}/").content.decode()
    answer = client.get(f"/imports/{held.public_id}/people/")

    assert "5 people have died, the file says." in content
    assert "You see numbers and no names" in content
    assert "/people/" not in content.split("What it would take away")[1]
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "why,nhs_number,family_name,given_name,birth_date"
    ]


def test_the_report_says_it_in_numbers(client, sign_in, tmp_path, listed):
    held = bring_list(tmp_path, {"died_on": "2026-06-01"}, 5)
    sign_in("gp_b")

    report = client.get(f"/imports/{held.public_id}/report/").content.decode()

    assert 'taken away,"5 people have died, the file says",They leave the register.' in report
    assert "GREY" not in report.upper()


@pytest.mark.parametrize("what", ["report", "people"])
def test_what_is_downloaded_asks_for_a_fresh_proof(client, sign_in, tmp_path, listed, what):
    address = f"/imports/{bring_list(tmp_path, {'died_on': '2026-06-01'}, 5).public_id}/{what}/"
    with time_machine.travel(NOW, tick=False) as moment:
        sign_in("gp_b")
        moment.shift(timedelta(minutes=10))

        answer = client.get(address)

    assert (answer.status_code, answer.url) == (302, f"/prove/?next={address}")
    with as_system():
        assert not AuditEvent.objects.filter(verb=f"import.{what}_exported").exists()


def test_of_a_file_that_is_not_held_there_is_no_list(client, sign_in, world):
    done = make_import("PB", report={"people": {"missing": {"count": 1, "first": [world.person(COHEN).pk]}}})
    sign_in("gp_b")

    answer = client.get(f"/imports/{done.public_id}/people/")

    assert answer.status_code == 403
    assert "This import does not wait for approval." in answer.content.decode()
    assert again(done).state == "DONE"


@pytest.mark.parametrize("name", ["gp_a", "analyst", "case_manager_2"])
def test_the_list_is_not_there_for_outsiders(client, sign_in, tmp_path, listed, name):
    held = bring_list(tmp_path, None, 5)
    sign_in(name)

    assert client.get(f"/imports/{held.public_id}/people/").status_code == 404

"""Lists that take away or change too many people wait for a second person."""

from datetime import date
from pathlib import Path

import pytest

from tests.factories import nhs_number
from tests.patients.feeds.bringing import Row, approve, bring, buckets, crowd, person, stays
from tests.world import TODAY, as_system
from wsic.audit.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

ANN = nhs_number(1)
BOB = nhs_number(2)
EVE = nhs_number(3)
MAY = date(2026, 5, 31)
JUNE = date(2026, 6, 15)


def test_too_many_missing_holds_the_list(tmp_path: Path, world) -> None:
    bring(tmp_path, "people", [*crowd(98), person(ANN), person(BOB)], as_on=MAY)

    held = bring(tmp_path, "people", crowd(98))

    assert held.state == "HELD"
    assert held.report["held"][0].startswith("P1: 2 of 100 people are missing")
    assert (held.report["missing"]["people"], held.report["missing"]["of"]) == (2, 100)
    assert held.report["people"]["missing"]["count"] == 2
    assert stays(ANN)[0][3] is None


def test_a_held_list_goes_in_when_approved(tmp_path: Path, world) -> None:
    bring(tmp_path, "people", [person(ANN), person(BOB), person(EVE)], as_on=MAY)
    held = bring(tmp_path, "people", [person(BOB)], as_on=JUNE)
    assert held.state == "HELD"

    approved = approve(held, world)

    assert buckets(approved) == {"unchanged": 1}
    assert stays(ANN)[0][3] == JUNE


def test_many_changed_identities_hold_the_list(tmp_path: Path) -> None:
    bring(tmp_path, "people", crowd(), as_on=MAY)
    slipped = crowd()
    for row in slipped[:2]:
        row["birth_date"] = "1950-01-01"

    held = bring(tmp_path, "people", slipped)

    assert held.state == "HELD"
    assert "2 of 60 people known already" in held.report["held"][0]


@pytest.mark.parametrize(
    "said",
    [{"died_on": "2026-06-01"}, {"deregistered_on": "2026-06-01"}, {"registration_kind": "private"}],
    ids=lambda said: next(iter(said)),
)
def test_a_list_that_says_too_many_left_is_held(tmp_path: Path, said: dict[str, str]) -> None:
    bring(tmp_path, "people", crowd(100), as_on=MAY)
    gone = [row | (said if number < 2 else {}) for number, row in enumerate(crowd(100))]

    held = bring(tmp_path, "people", gone)

    assert held.state == "HELD"
    assert "2 have died, left" in held.report["held"][0]


def test_a_list_that_says_few_left_goes_in(tmp_path: Path) -> None:
    bring(tmp_path, "people", crowd(100), as_on=MAY)
    gone = [row | ({"died_on": "2026-06-01"} if number < 1 else {}) for number, row in enumerate(crowd(100))]

    assert bring(tmp_path, "people", gone).state == "DONE"


def test_approved_is_what_was_known_then(tmp_path: Path, world) -> None:
    bring(tmp_path, "people", crowd(100), as_on=MAY)
    (tmp_path / "held").mkdir()
    held = bring(tmp_path / "held", "people", crowd(97), by="P1")
    bring(tmp_path, "people", [*crowd(100), person(ANN)], as_on=JUNE)

    again = approve(held, world)

    assert (again.state, again.approved_by, again.approved_at) == ("HELD", None, None)
    assert again.report["held"][0] == (
        "More would be taken away now than was approved: P1, people missing: 4 instead of 3."
    )
    assert stays(ANN)[0][3] is None
    with as_system():
        events = AuditEvent.objects.filter(verb="import.held").order_by("pk")
        assert [event.detail["was_approved"] for event in events] == [False, True]
    assert approve(again, world).state == "DONE"
    assert stays(ANN)[0][3] == TODAY


@pytest.mark.parametrize(("corrected", "state"), [(1, "DONE"), (2, "HELD")])
def test_corrected_first_days_delete_registrations(tmp_path: Path, corrected: int, state: str) -> None:
    bring(tmp_path, "people", crowd(100), as_on=MAY)
    rows = [
        row | ({"registered_on": "2011-05-05"} if n < corrected else {}) for n, row in enumerate(crowd(100))
    ]

    imported = bring(tmp_path, "people", rows)

    assert imported.state == state
    if state == "HELD":
        assert imported.report["held"][0].startswith("P1: 2 of 100 people have an earlier first day")
        assert imported.report["missing"]["practices"][0]["never"] == 2


def test_later_first_days_delete_nothing(tmp_path: Path) -> None:
    bring(tmp_path, "people", crowd(100), as_on=MAY)
    rows = [row | ({"registered_on": "2026-06-01"} if n < 5 else {}) for n, row in enumerate(crowd(100))]

    assert bring(tmp_path, "people", rows).state == "DONE"


@pytest.mark.parametrize(
    ("change", "many", "state"),
    [
        ({"given_name": "Other"}, 1, "DONE"),
        ({"given_name": "Other"}, 2, "HELD"),
        ({"family_name": "Other"}, 2, "HELD"),
        ({"birth_date": "1950-01-01"}, 2, "HELD"),
        ({"phone": "1"}, 50, "DONE"),
    ],
    ids=str,
)
def test_changed_identifiers_of_over_1_in_100(tmp_path: Path, change: Row, many: int, state: str) -> None:
    bring(tmp_path, "people", crowd(100), as_on=MAY)
    rows = [row | (change if n < many else {}) for n, row in enumerate(crowd(100))]

    imported = bring(tmp_path, "people", rows)

    assert imported.state == state
    assert imported.report["missing"]["changed"] == (0 if "phone" in change else many)


def test_a_held_list_says_nothing_about_other_practices_people(tmp_path: Path) -> None:
    bring(tmp_path, "people", crowd(30), as_on=MAY)

    rows = [row | {"practice_code": "P2", "birth_date": "1950-01-01"} for row in crowd(30)]
    imported = bring(tmp_path, "people", [*rows, person(ANN, practice_code="P2")], by="P2")

    assert imported.state == "DONE"
    assert imported.report["missing"]["known"] == 0

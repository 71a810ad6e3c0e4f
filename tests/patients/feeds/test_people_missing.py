"""Who is not in a list any more leaves on its date."""

from datetime import date
from pathlib import Path

import pytest

from tests.factories import nhs_number
from tests.patients.feeds.bringing import bring, buckets, crowd, entries, person, stays
from tests.world import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

ANN = nhs_number(1)
BOB = nhs_number(2)
MAY = date(2026, 5, 31)
JUNE = date(2026, 6, 15)
START = date(2011, 5, 6)


def test_who_is_missing_leaves_on_the_date_of_the_list(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=MAY)

    shorter = bring(tmp_path, "people", crowd(), as_on=JUNE)
    again = bring(tmp_path, "people", crowd(), as_on=JUNE)

    assert stays(ANN) == [("P1", "REGULAR", START, JUNE)]
    [practice] = shorter.report["missing"]["practices"]
    assert (practice["code"], practice["listed"], practice["missing"], practice["leaving"]) == (
        "P1",
        61,
        1,
        0,
    )
    assert shorter.report["notes"] == ["1 registration is not in the list any more and ended on its date."]
    assert again.report["ended"] == 0


def test_who_was_missing_comes_back(tmp_path: Path) -> None:
    everybody = [*crowd(), person(ANN)]
    for day, rows in ((MAY, everybody), (JUNE, crowd()), (TODAY, everybody)):
        last = bring(tmp_path, "people", rows, as_on=day)

    assert buckets(last) == {"accepted": 1, "unchanged": 60}
    assert stays(ANN) == [("P1", "REGULAR", START, None)]


def test_a_late_list_does_not_bring_back_who_left(tmp_path: Path) -> None:
    bring(tmp_path, "people", crowd(), as_on=JUNE)

    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=MAY)

    assert stays(ANN) == [("P1", "REGULAR", START, JUNE)]


def test_a_late_list_ends_nobody_who_came_since(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=JUNE)

    late = bring(tmp_path, "people", crowd(), as_on=MAY)

    assert late.report["ended"] == 0
    assert stays(ANN)[0][3] is None


def test_who_is_in_quarantine_is_not_missing(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN), person(BOB)], as_on=MAY)

    bring(tmp_path, "people", [*crowd(), person(ANN, sex="X"), person(BOB, birth_date="1950-01-01")])

    assert stays(ANN)[0][3] is None
    assert stays(BOB)[0][3] is None


@pytest.mark.parametrize(
    ("change", "by", "reason"),
    [
        ({"practice_code": "P9"}, "P1", "organisation_unknown"),
        ({"practice_code": "P9"}, "CCG", "organisation_unknown"),
        ({"practice_code": "P2"}, "P1", "organisation_not_yours"),
        ({"practice_code": "P2", "birth_date": "1950-01-01"}, "CCG", "identity_mismatch"),
    ],
    ids=str,
)
def test_whose_row_was_turned_away_for_any_practice_is_not_missing(tmp_path, change, by, reason) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=MAY)

    imported = bring(tmp_path, "people", [*crowd(), person(ANN, **change)], by=by)

    assert [entry[1] for entry in entries()] == [reason]
    assert imported.report["ended"] == 0
    assert stays(ANN) == [("P1", "REGULAR", START, None)]


def test_another_practice_is_not_touched(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN, practice_code="P2")], as_on=MAY)

    bring(tmp_path, "people", crowd())

    assert stays(ANN)[0][3] is None

"""Who is missing from a list with rows that cannot be read may be in one of these."""

from datetime import date
from pathlib import Path

import pytest

from tests.factories import nhs_number
from tests.patients.feeds.bringing import Row, bring, crowd, person, stays
from tests.world import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

ANN = nhs_number(1)
BOB = nhs_number(2)
MAY = date(2026, 5, 31)
JUNE = date(2026, 6, 15)


NOBODY = person("9.43E+09", family_name="Nobody", birth_date="1930-01-02")


def test_a_list_with_an_unreadable_number_spares_whom_the_one_before_named(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN, family_name="Other")], as_on=MAY)

    for _ in range(2):
        imported = bring(tmp_path, "people", [*crowd(), NOBODY], as_on=JUNE)

        assert (imported.state, imported.report["ended"]) == ("DONE", 0)
        assert stays(ANN)[0][3] is None
    [note] = imported.report["notes"]
    assert note.startswith(
        "P1: 1 person is missing and not ended, because 1 row has an NHS number that cannot"
    )


def test_who_is_missing_from_two_lists_and_in_no_bad_row_leaves(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN, family_name="Other")], as_on=MAY)
    bring(tmp_path, "people", [*crowd(), NOBODY], as_on=JUNE)

    imported = bring(tmp_path, "people", [*crowd(), NOBODY])

    assert imported.report["ended"] == 1
    assert stays(ANN) == [("P1", "REGULAR", date(2011, 5, 6), TODAY)]


@pytest.mark.parametrize(
    "like",
    [
        {"nhs_number": f"{ANN}.0"},
        {"family_name": "o'BRIEN ñuñez"},
        {"address": "Mrs O'Brien Ñuñez's house"},
        {"birth_date": "1937-12-05"},
        {"address": "born 05/12/1937"},
        {"birth_date": "05 dec 1937"},
    ],
    ids=str,
)
def test_who_may_be_in_a_bad_row_is_spared_for_ever(tmp_path: Path, like: Row) -> None:
    known = person(ANN, family_name="O'Brien Ñuñez", birth_date="1937-12-05")
    bring(tmp_path, "people", [*crowd(), known], as_on=MAY)

    for day in (JUNE, date(2026, 6, 20), TODAY):
        bring(tmp_path, "people", [*crowd(), NOBODY | {"address": "x"} | like], as_on=day)

    assert stays(ANN)[0][3] is None


@pytest.mark.parametrize("name", ["Li", "李"])
def test_a_short_name_is_looked_for_as_a_word(tmp_path: Path, name: str) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN, family_name=name, birth_date="1937-12-05")], as_on=MAY)

    for day in (JUNE, TODAY):
        bring(tmp_path, "people", [*crowd(), NOBODY | {"family_name": "Alison"}], as_on=day)

    assert stays(ANN)[0][3] == TODAY


def test_an_unreadable_line_of_another_practice_spares_nobody(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=MAY)

    bring(tmp_path, "people", [*crowd(), NOBODY | {"practice_code": "P2"}])

    assert stays(ANN)[0][3] == TODAY


def test_whoever_is_spared_counts_as_missing_when_the_list_is_held(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(98), person(ANN), person(BOB)], as_on=MAY)

    held = bring(tmp_path, "people", [*crowd(98), NOBODY])

    assert held.state == "HELD"
    assert held.report["held"][0] == (
        "P1: 2 of 100 people are missing (2.0%), and 0 have died, left or are not regularly registered any "
        "more. All of those missing stay until the next list, because 1 row whose NHS number cannot be read "
        "may be any of theirs. Approved, nobody leaves the register now."
    )
    assert held.report["missing"]["practices"][0]["spared"] == 2


def test_a_held_list_says_how_many_leave_beside_those_who_are_spared(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(97), person(ANN), person(BOB)], as_on=MAY)
    bring(tmp_path, "people", [*crowd(97), person(BOB), NOBODY], as_on=JUNE)

    held = bring(tmp_path, "people", [*crowd(97), NOBODY])

    assert held.report["held"][0] == (
        "P1: 2 of 99 people are missing (2.0%), and 0 have died, left or are not regularly registered any "
        "more. 1 of those missing stays until the next list, because 1 row whose NHS number cannot be read "
        "may be any of theirs. Approved, 1 person leaves the register now."
    )

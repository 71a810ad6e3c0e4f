"""Rows whose number and birth date do not go together."""

from datetime import date
from pathlib import Path

import pytest

from tests.factories import nhs_number
from tests.patients.feeds.bringing import bring, buckets, details, entries, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

ANN = nhs_number(1)
MAY = date(2026, 5, 31)


def test_another_birth_date_waits_in_quarantine(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN)], as_on=MAY)

    imported = bring(tmp_path, "people", [person(ANN, birth_date="1942-03-04")])

    assert buckets(imported) == {"quarantined": 1}
    assert entries() == [("OPEN", "identity_mismatch", "birth_date")]
    assert details(ANN).birth_date == date(1941, 3, 4)


def test_two_birth_dates_for_a_new_number(tmp_path: Path) -> None:
    other = person(ANN, practice_code="P2", birth_date="1942-03-04")

    assert buckets(bring(tmp_path, "people", [person(ANN), other])) == {"quarantined": 2}
    assert entries() == [("OPEN", "identity_mismatch", "birth_date")] * 2


def test_guesses_do_not_find_out_a_birth_date(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN)], as_on=MAY)
    guesses = [
        person(ANN, birth_date=f"1941-03-0{day}", registered_on=f"2012-01-0{day}") for day in (3, 4, 5)
    ]

    assert buckets(bring(tmp_path, "people", guesses)) == {"quarantined": 3}

"""Which practice a person is with, and when."""

from datetime import date
from pathlib import Path

import pytest

from patients.models import QuarantinedRow
from tests.factories import OrganisationFactory, nhs_number
from tests.patients.feeds.bringing import bring, buckets, details, entries, person, stays
from tests.world import as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

ANN = nhs_number(1)
BOB = nhs_number(2)
MAY = date(2026, 5, 31)
START = date(2011, 5, 6)


MOVED = [
    person(ANN, address="old"),
    person(ANN, practice_code="P2", registered_on="2026-06-01", address="new"),
]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
@pytest.mark.parametrize("together", [True, False])
def test_a_move_whatever_the_order(tmp_path: Path, order: list[int], together: bool) -> None:
    rows = [MOVED[place] for place in order]
    for part in [rows] if together else [[row] for row in rows]:
        bring(tmp_path, "people", part)
    bring(tmp_path, "people", [MOVED[0]])

    assert stays(ANN) == [
        ("P1", "REGULAR", START, date(2026, 6, 1)),
        ("P2", "REGULAR", date(2026, 6, 1), None),
    ]
    assert details(ANN).address == "new"


def test_two_regular_stays_from_the_same_day_leave_one(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN), person(ANN, practice_code="P2")])

    assert sorted(stays(ANN)) == [("P1", "REGULAR", START, START), ("P2", "REGULAR", START, None)]


def test_temporary_stays_may_overlap(tmp_path: Path) -> None:
    there = person(
        ANN, practice_code="P2", registered_on="2026-06-01", registration_kind="temporary", phone="away"
    )

    bring(tmp_path, "people", [person(ANN, phone="home"), there])

    assert [(code, kind, to_on) for code, kind, _, to_on in stays(ANN)] == [
        ("P1", "REGULAR", None),
        ("P2", "TEMPORARY", None),
    ]
    assert details(ANN).phone == "home"


def test_a_corrected_first_day_replaces_the_stay(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN)], as_on=MAY)

    bring(tmp_path, "people", [person(ANN, registered_on="2010-01-01", deregistered_on="2026-02-03")])

    assert stays(ANN) == [("P1", "REGULAR", date(2010, 1, 1), date(2026, 2, 3))]


@pytest.mark.parametrize(
    "change",
    [
        {"practice_code": "P9"},
        {"practice_code": "HUB1"},
        {"practice_code": "SHUT", "registered_on": "2026-06-02"},
    ],
)
def test_no_such_practice(tmp_path: Path, change: dict[str, str]) -> None:
    with as_system():
        OrganisationFactory(code="SHUT", closed_on=date(2026, 6, 2))

    imported = bring(tmp_path, "people", [person(ANN, **change)])

    assert buckets(imported) == {"quarantined": 1}
    assert entries() == [("OPEN", "organisation_unknown", "practice_code")]


def test_rows_from_before_a_practice_closed(tmp_path: Path) -> None:
    with as_system():
        OrganisationFactory(code="SHUT", closed_on=date(2026, 6, 2))

    imported = bring(tmp_path, "people", [person(ANN, practice_code="SHUT", registered_on="2026-06-01")])

    assert buckets(imported) == {"accepted": 1}


def test_a_practice_brings_its_own_list_alone(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN, practice_code="P2")], as_on=MAY)

    own = bring(
        tmp_path, "people", [person(BOB), person(ANN, practice_code="P2", birth_date="1950-01-01")], by="P1"
    )

    assert buckets(own) == {"accepted": 1, "quarantined": 1}
    assert entries(organisation__code="P1") == [("OPEN", "organisation_not_yours", "practice_code")]
    assert stays(ANN) == [("P2", "REGULAR", START, None)]


def test_a_bad_row_that_names_another_practice_stays_with_who_brought_it(tmp_path: Path) -> None:
    bad = person(ANN, practice_code="P2", birth_date="1941-02-30")

    bring(tmp_path, "people", [person(BOB), bad], by="P1")

    with as_system():
        assert QuarantinedRow.objects.get().organisation.code == "P1"

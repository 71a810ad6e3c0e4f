"""Who was with another practice for a while, and whose own practice names them all the time."""

from datetime import date
from pathlib import Path

import pytest

from patients.models import PersonDetail, Reach
from patients.sets.checks import listed_and_registered_nowhere, people_without_one_current_detail
from tests.factories import nhs_number
from tests.patients.feeds.bringing import Row, bring, buckets, crowd, details, person, stays
from tests.world import TODAY, as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

ANN = nhs_number(1)
APRIL = date(2026, 4, 30)
START, MAY, GONE, JUNE = date(2011, 5, 6), date(2026, 5, 31), date(2026, 6, 10), date(2026, 6, 15)
P2_CROWD = [
    row | {"practice_code": "P2", "nhs_number": nhs_number(1000 + place)} for place, row in enumerate(crowd())
]
INTERLUDE = [*P2_CROWD, person(ANN, practice_code="P2", registered_on="2026-05-10")]


def together_and_then(tmp_path: Path) -> None:
    """P1 has Ann, P2 takes her on in May and has her no more on 10 June."""
    bring(tmp_path, "people", [*crowd(), person(ANN, phone="home")], as_on=date(2026, 4, 30))
    bring(tmp_path, "people", INTERLUDE, as_on=MAY)
    bring(tmp_path, "people", P2_CROWD, as_on=GONE)


RESUMED = [
    ("P1", "REGULAR", START, date(2026, 5, 10)),
    ("P2", "REGULAR", date(2026, 5, 10), GONE),
    ("P1", "REGULAR", GONE, None),
]


def test_who_never_left_is_registered_again_when_the_stay_elsewhere_ends(tmp_path: Path) -> None:
    together_and_then(tmp_path)
    assert stays(ANN) == RESUMED[:2]

    named = [
        bring(tmp_path, "people", [*crowd(), person(ANN, phone="home")], as_on=day, by="P1")
        for day in (JUNE, TODAY)
    ]

    assert [buckets(each) for each in named] == [{"accepted": 1, "unchanged": 60}, {"unchanged": 61}]
    assert stays(ANN) == RESUMED
    assert details(ANN).phone == "home"
    with as_system():
        assert listed_and_registered_nowhere() == []
        assert Reach.objects.filter(person__identifiers__value=ANN, organisation__code="P1", to_on=None)


def test_the_end_elsewhere_may_come_last(tmp_path: Path) -> None:
    hers = [*crowd(), person(ANN)]
    for rows, day in ((hers, MAY), (INTERLUDE, MAY), (hers, JUNE), (P2_CROWD, GONE), (hers, TODAY)):
        bring(tmp_path, "people", rows, as_on=day)

    assert stays(ANN) == RESUMED


def test_a_stay_elsewhere_that_never_was_leaves_no_cut(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN)], as_on=MAY)
    there = person(ANN, practice_code="P2", registered_on="2026-05-10")
    bring(tmp_path, "people", [there], as_on=JUNE)

    bring(tmp_path, "people", [there | {"registered_on": "2010-01-01"}])

    assert stays(ANN)[-1] == ("P1", "REGULAR", START, None)


def test_a_list_of_before_the_end_elsewhere_brings_nobody_back(tmp_path: Path) -> None:
    together_and_then(tmp_path)

    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=date(2026, 6, 5), by="P1")

    assert stays(ANN) == RESUMED[:2]


def test_who_is_named_no_more_leaves_again(tmp_path: Path) -> None:
    together_and_then(tmp_path)
    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=JUNE)

    left = bring(tmp_path, "people", crowd(), as_on=TODAY)

    assert left.report["ended"] == 1
    assert stays(ANN) == [*RESUMED[:2], ("P1", "REGULAR", GONE, TODAY)]


def test_a_resumed_stay_gives_way_to_the_next(tmp_path: Path) -> None:
    together_and_then(tmp_path)
    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=JUNE)

    again = person(ANN, practice_code="P2", registered_on="2026-06-20")
    bring(tmp_path, "people", [*P2_CROWD, again])

    assert stays(ANN) == [
        *RESUMED[:2],
        ("P1", "REGULAR", GONE, date(2026, 6, 20)),
        ("P2", "REGULAR", date(2026, 6, 20), None),
    ]


def test_who_came_back_by_a_late_list_and_is_named_again_is_registered(tmp_path: Path) -> None:
    everybody = [*crowd(), person(ANN)]
    for rows, day in ((crowd(), JUNE), (everybody, MAY), (everybody, TODAY)):
        bring(tmp_path, "people", rows, as_on=day)

    assert stays(ANN) == [("P1", "REGULAR", START, None)]


HOME, THERE = {"address": "1 Home Street"}, {"address": "2 Other Road"}


def lists_of(*days: date) -> dict[tuple[str, date], list[Row]]:
    """Practice and day -> its list: P1 names Ann on all of them, P2 in May alone."""
    hers = [*crowd(), person(ANN, **HOME)]
    theirs = [*P2_CROWD, person(ANN, practice_code="P2", registered_on="2026-05-10", **THERE)]
    return {("P1", day): hers for day in days} | {("P2", MAY): theirs, ("P2", GONE): P2_CROWD}


@pytest.mark.parametrize(
    "order",
    [
        (("P1", APRIL), ("P2", MAY), ("P2", GONE), ("P1", JUNE)),
        (("P1", APRIL), ("P2", MAY), ("P1", JUNE), ("P2", GONE)),
        (("P2", MAY), ("P1", JUNE), ("P2", GONE), ("P1", APRIL)),
    ],
    ids=["in turn", "end last", "late"],
)
def test_details_are_those_of_the_practice_that_has_the_person_again(tmp_path: Path, order) -> None:
    lists = lists_of(APRIL, JUNE)

    for practice, day in order:
        assert bring(tmp_path, "people", lists[practice, day], as_on=day).state == "DONE"

    assert stays(ANN)[-1][:1] == ("P1",)
    assert (details(ANN).address, details(ANN).as_on) == ("1 Home Street", JUNE)
    with as_system():
        assert people_without_one_current_detail() == []


def test_what_was_approved_since_is_not_taken_back(tmp_path: Path) -> None:
    """A birth date that somebody has set right stays, whatever the practice's older line says."""
    lists = lists_of(APRIL, JUNE)
    for practice, day in (("P1", APRIL), ("P2", MAY), ("P1", JUNE)):
        bring(tmp_path, "people", lists[practice, day], as_on=day)
    with as_system():
        PersonDetail.objects.filter(person__identifiers__value=ANN, replaced_by=None).update(
            birth_date=date(1941, 3, 5)
        )

    bring(tmp_path, "people", P2_CROWD, as_on=GONE)

    assert stays(ANN)[-1] == ("P1", "REGULAR", GONE, None)
    assert details(ANN).birth_date == date(1941, 3, 5)


def test_a_line_that_stood_beside_the_other_practice_s_describes_from_the_next_list_on(tmp_path) -> None:
    lists = lists_of(APRIL, JUNE, TODAY)
    both = [*lists["P2", MAY], *lists["P1", JUNE]]
    for rows, day in ((both, JUNE), (P2_CROWD, JUNE)):
        bring(tmp_path, "people", rows, as_on=day)

    for _ in range(2):
        bring(tmp_path, "people", lists["P1", TODAY], as_on=TODAY)

    assert stays(ANN)[-1][0] == "P1"
    assert (details(ANN).address, details(ANN).as_on) == ("1 Home Street", TODAY)

"""Polypharmacy: how many, which months, and what is the same medicine."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiers.codelists.people import MEDICINES, read
from tiers.codelists.polypharmacy import (
    Issue,
    PolypharmacySettings,
    counted_as_of,
    first_day_without,
    intervals,
)
from tiers.rules import Period
from wsic.dates import months_before

pytestmark = pytest.mark.fast

DAY = date(2024, 6, 30)
FIVE = ("317972000", "319283006", "320000009", "322236009", "317291008")  # chapters 2, 2, 2, 4, 1


def issued(*codes, on=DAY, **more):
    return [Issue(code, on, **more) for code in codes]


def count(issues, on=DAY, **more):
    return len(counted_as_of(issues, MEDICINES, on, **more).medicines)


def test_four_medicines_are_not_five():
    assert read(issues=issued(*FIVE[:4]), on=DAY).deficits == ()
    assert read(issues=issued(*FIVE), on=DAY).deficits == ("Polypharmacy",)


def test_it_is_off_again_after_twelve_months():
    issues = issued(*FIVE, on=date(2023, 6, 30))

    assert intervals(issues, MEDICINES) == [Period(date(2023, 6, 30), date(2024, 6, 30))]
    assert read(issues=issues, on=date(2024, 6, 29)).deficits == ("Polypharmacy",)
    assert read(issues=issues, on=date(2024, 6, 30)).deficits == ()


@pytest.mark.parametrize(
    ("issued_on", "counts"),
    [
        (date(2023, 6, 30), False),
        (date(2023, 7, 1), True),
        (DAY, True),
        (DAY + timedelta(days=1), False),
    ],
)
def test_the_window_is_open_at_its_start_and_closed_at_its_end(issued_on, counts):
    assert count(issued(FIVE[0], on=issued_on)) == counts


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2025, 2, 28), 12, date(2024, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2024, 1, 31), 2, date(2023, 11, 30)),
        (date(2024, 12, 15), 12, date(2023, 12, 15)),
        (date(2024, 1, 15), -12, date(2025, 1, 15)),
    ],
)
def test_a_month_earlier_is_the_same_day_or_the_last(day, months, before):
    assert months_before(day, months) == before


@pytest.mark.parametrize(
    ("issued_on", "until"),
    [
        (date(2024, 2, 29), date(2025, 3, 1)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2023, 3, 1), date(2024, 3, 1)),
        (date(2023, 12, 31), date(2024, 12, 31)),
    ],
)
def test_an_issue_stops_counting_on_this_day(issued_on, until):
    assert first_day_without(issued_on, 12) == until


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.sampled_from([1, 3, 6, 12, 18]))
def test_the_day_it_stops_is_the_first_whose_window_has_moved_past_it(issued_on, months):
    until = first_day_without(issued_on, months)

    assert months_before(until, months) >= issued_on
    assert months_before(until - timedelta(days=1), months) < issued_on


def test_a_repeat_and_another_product_of_one_ingredient_count_once():
    repeats = issued("318590006", "318591005", "X-BISOPROLOL-2-5MG-TABLETS") + issued(
        "318590006", on=date(2024, 1, 5)
    )

    assert count(repeats) == 1


def test_a_code_the_map_does_not_know_counts_by_the_chapter_of_the_feed_as_a_medicine_of_its_own():
    unmapped = [
        Issue("SOMETHING", DAY, bnf_chapter=5),
        Issue("ELSE", DAY, bnf_chapter=5),
        Issue("NOTHING", DAY),
    ]

    counted = counted_as_of(unmapped, MEDICINES, DAY)

    assert len(counted.medicines) == 2
    assert counted.unknown == {"NOTHING"}
    assert read(issues=unmapped, on=DAY).unknown_medicines == {"NOTHING"}


def test_the_chapter_of_the_feed_goes_before_that_of_the_map():
    assert count(issued("X-FOAM-DRESSING-10CM-X-10CM")) == 0
    assert count(issued("X-FOAM-DRESSING-10CM-X-10CM", bnf_chapter=13)) == 1
    assert count(issued(FIVE[0], bnf_chapter=21)) == 0


@pytest.mark.parametrize(("chapter", "counts"), [(0, 0), (1, 1), (13, 1), (14, 0), (15, 1), (16, 0), (20, 0)])
def test_chapters_one_to_fifteen_count_without_vaccines(chapter, counts):
    assert count([Issue("SOMETHING", DAY, bnf_chapter=chapter)]) == counts


def test_vaccines_window_and_threshold_are_settings():
    vaccine = issued("3243711000001102")
    short = PolypharmacySettings(threshold=2, months=3)

    assert count(vaccine) == 0
    assert count(vaccine, settings=PolypharmacySettings(vaccines_count=True)) == 1
    assert intervals(issued(*FIVE[:2]), MEDICINES, settings=short) == [Period(DAY, date(2024, 9, 30))]


def test_a_deleted_issue_and_one_not_yet_known_do_not_count():
    late = issued(*FIVE, recorded_on=date(2024, 8, 1))

    assert count([replace(issue, deleted=True) for issue in late], known_now=True) == 0
    assert count(late) == 0
    assert count(late, known_now=True) == 5
    assert intervals(late, MEDICINES) == [Period(date(2024, 8, 1), date(2025, 6, 30))]
    assert intervals(late, MEDICINES, known_now=True) == [Period(DAY, date(2025, 6, 30))]


def test_its_onset_is_the_start_of_the_period_that_stands():
    before = issued(*FIVE, on=date(2020, 1, 1))

    onset = read(issues=before + issued(*FIVE), on=DAY).onsets[0]

    assert (onset.first_on, onset.counted_from) == (DAY, DAY)

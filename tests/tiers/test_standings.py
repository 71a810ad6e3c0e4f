"""The plain reading of one person's history, which the set-based one is tested against."""

from datetime import date

import pytest

from tiers.rules import Period, Proposed, Scored, Stay, computed_series, standings

pytestmark = pytest.mark.fast

JAN, FEB, MAR, APR, MAY = (date(2026, month, 1) for month in range(1, 6))
ALWAYS = (Period(date(2010, 1, 1), None),)


@pytest.mark.parametrize(
    ("case", "scores", "registrations", "died_on", "expected"),
    [
        ("no score", [], ALWAYS, None, []),
        ("never registered", [Scored(JAN, 9)], (), None, []),
        ("one score stands on", [Scored(JAN, 9)], ALWAYS, None, [Proposed(2, 9, JAN, None)]),
        (
            "another tier begins on the day of its score",
            [Scored(MAR, 13), Scored(JAN, 9)],
            ALWAYS,
            None,
            [Proposed(2, 9, JAN, MAR), Proposed(3, 13, MAR, None)],
        ),
        (
            "the same tier goes on",
            [Scored(JAN, 9), Scored(MAR, 12)],
            ALWAYS,
            None,
            [Proposed(2, 9, JAN, None)],
        ),
        (
            "up and down again",
            [Scored(JAN, 4), Scored(FEB, 5), Scored(MAR, 4)],
            ALWAYS,
            None,
            [Proposed(0, 4, JAN, FEB), Proposed(1, 5, FEB, MAR), Proposed(0, 4, MAR, None)],
        ),
        ("not from the day of death on", [Scored(JAN, 9)], ALWAYS, MAR, [Proposed(2, 9, JAN, MAR)]),
        ("scored after death", [Scored(MAR, 9)], ALWAYS, MAR, []),
        ("left", [Scored(JAN, 9)], (Period(JAN, MAR),), None, [Proposed(2, 9, JAN, MAR)]),
        (
            "left and came back on the tier of the last score",
            [Scored(JAN, 9), Scored(FEB, 13)],
            (Period(JAN, MAR), Period(APR, None)),
            None,
            [Proposed(2, 9, JAN, FEB), Proposed(3, 13, FEB, MAR), Proposed(3, 13, APR, None)],
        ),
        (
            "moved practice without a gap",
            [Scored(JAN, 9)],
            (Period(JAN, MAR), Period(MAR, None)),
            None,
            [Proposed(2, 9, JAN, None)],
        ),
        (
            "scored before registration",
            [Scored(JAN, 9)],
            (Period(MAR, None),),
            None,
            [Proposed(2, 9, MAR, None)],
        ),
    ],
)
def test_the_history_of_one_person(case, scores, registrations, died_on, expected):
    assert standings({"IMPORTED": scores}, [Stay(each) for each in registrations], died_on) == expected


def test_each_stay_is_read_by_the_source_that_counts_for_its_practice():
    series = {"IMPORTED": [Scored(JAN, 9)], "COMPUTED": [Scored(JAN, 12), Scored(APR, 13)]}
    stays = [Stay(Period(JAN, MAR)), Stay(Period(MAR, None), "COMPUTED")]

    assert standings(series, stays, None) == [
        Proposed(2, 9, JAN, MAR, "IMPORTED"),
        Proposed(2, 12, MAR, APR, "COMPUTED"),
        Proposed(3, 13, APR, None, "COMPUTED"),
    ]


def test_where_a_practices_own_source_has_no_score_the_other_is_not_taken():
    assert standings({"COMPUTED": [Scored(JAN, 9)]}, [Stay(ALWAYS[0])], None) == []


@pytest.mark.parametrize(
    ("case", "onsets", "polypharmacy", "expected"),
    [
        ("no deficit is fit", [], [], [Scored(JAN, 0)]),
        ("what was there before counts from the start", [date(2001, 1, 1)], [], [Scored(JAN, 1)]),
        (
            "each day with an onset is a step",
            [FEB, FEB, APR],
            [],
            [Scored(JAN, 0), Scored(FEB, 2), Scored(APR, 3)],
        ),
        (
            "polypharmacy comes and goes",
            [FEB],
            [Period(FEB, APR)],
            [Scored(JAN, 0), Scored(FEB, 2), Scored(APR, 1)],
        ),
        (
            "polypharmacy that began before",
            [],
            [Period(date(2025, 1, 1), MAR)],
            [Scored(JAN, 1), Scored(MAR, 0)],
        ),
    ],
)
def test_the_computed_series(case, onsets, polypharmacy, expected):
    assert computed_series(onsets, polypharmacy, first_registered_on=JAN) == expected

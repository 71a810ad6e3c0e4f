"""The plain reading of one person's history, which the set-based one is tested against."""

from datetime import date

import pytest

from tiers.rules import Period, Proposed, Scored, standings

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
    assert standings(scores, registrations, died_on) == expected

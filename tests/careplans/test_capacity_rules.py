"""Hours needed and hours there: tables at the boundaries, and a plain reading day by day over random rows."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from careplans.rules.capacity import (
    NOTHING,
    CapacitySettings,
    Clearing,
    Hours,
    Needed,
    Period,
    StaffRole,
    State,
    clears,
    hub_share,
    minutes_of_one,
    minutes_there,
    months_ahead,
    months_back,
    reckon,
    share_at_home,
)
from careplans.rules.entitlement import JointAttendance, Kind

pytestmark = pytest.mark.fast
DAY = timedelta(days=1)
TOGETHER, EACH_ONCE = JointAttendance.TOGETHER, JointAttendance.EACH_ONCE
SETTINGS = CapacitySettings()


def month(year: int, number: int) -> Period:
    return Period(date(year, number, 1), date(year + number // 12, number % 12 + 1, 1))


@pytest.mark.parametrize(
    ("period", "minutes"),
    [
        (month(2026, 2), 28 * 60),  # four weeks
        (month(2028, 2), 29 * 60),  # a leap year's
        (month(2026, 3), 31 * 60),  # a day of 23 hours is a day
        (month(2026, 10), 31 * 60),  # and so is one of 25
        (month(2026, 12), 31 * 60),
    ],
)
def test_a_month_has_its_weeks(period, minutes):
    assert minutes_there([Hours(Decimal(7), date(2020, 1, 1))], period) == minutes


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [
        ([], None),
        ([("7", "2026-06-01", None)], 30 * 60),
        ([("7", "2026-06-02", None)], None),
        ([("7", "2026-01-01", "2026-06-30")], None),
        ([("7", "2026-01-01", "2026-07-01")], 30 * 60),
        ([("7", "2026-01-01", "2026-06-16"), ("14", "2026-06-16", None)], 15 * 60 + 15 * 120),
        ([("0", "2026-01-01", None)], 0),
    ],
)
def test_a_day_nobody_said_anything_of_is_not_known(hours, minutes):
    rows = [
        Hours(Decimal(a_week), date.fromisoformat(begin), date.fromisoformat(end) if end else None)
        for a_week, begin, end in hours
    ]

    assert minutes_there(rows, month(2026, 6)) == minutes


def test_minutes_there_are_those_counted_day_by_day():
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    for _ in range(300):
        rows, day = [], date(2026, 1, 1) + chance.randrange(60) * DAY
        for _ in range(chance.randrange(4)):
            end = day + chance.randrange(1, 90) * DAY
            rows.append(Hours(Decimal(chance.randrange(4000)) / 100, day, end))
            day = end + chance.choice([0, 0, 0, 5]) * DAY
        begin = date(2026, 1, 1) + chance.randrange(120) * DAY
        period = Period(begin, begin + chance.randrange(1, 40) * DAY)

        assert minutes_there(rows, period) == _day_by_day(rows, period), f"seed {seed}"


def _day_by_day(rows, period):
    days = [period.from_on + number * DAY for number in range(period.days)]
    found = [
        [row for row in rows if row.from_on <= day and (not row.to_on or day < row.to_on)] for day in days
    ]
    if not all(found):
        return None
    return sum((Fraction(each[0].a_week) * 60 / 7 for each in found), Fraction(0))


@pytest.mark.parametrize(
    ("role", "kind", "attendance", "minutes"),
    [
        (StaffRole.GP, Kind.JOINT, TOGETHER, 70),
        (StaffRole.CASE_MANAGER, Kind.JOINT, TOGETHER, 70),
        (StaffRole.GP, Kind.JOINT, EACH_ONCE, 35),
        (StaffRole.HSCA, Kind.JOINT, TOGETHER, 0),
        (StaffRole.HSCA, Kind.HSCA, EACH_ONCE, 70),
        (StaffRole.GP, Kind.HSCA, TOGETHER, 0),
    ],
)
def test_each_role_is_reckoned_apart(role, kind, attendance, minutes):
    quarter = Fraction(1, 4)

    assert minutes_of_one(role, kind, at_home=quarter, attendance=attendance, settings=SETTINGS) == minutes


@pytest.mark.parametrize(
    ("home", "held", "share"),
    [(0, 0, Fraction(1, 4)), (19, 19, Fraction(1, 4)), (5, 20, Fraction(1, 4)), (20, 20, 1), (0, 20, 0)],
)
def test_the_share_at_home_is_measured_where_there_is_enough_to_measure(home, held, share):
    assert share_at_home(home, held, SETTINGS) == share


@pytest.mark.parametrize(
    ("least", "most", "there", "state", "short_by"),
    [
        (60, 60, 60, State.ENOUGH, 0),
        (61, 61, 60, State.SHORT, 1),
        (0, 0, 0, State.ENOUGH, 0),
        (60, 60, None, State.UNKNOWN, 0),
        (50, 70, 60, State.WITHHELD, 0),
        (70, 90, 60, State.SHORT, 10),
        (50, 60, 60, State.ENOUGH, 0),
    ],
)
def test_needed_against_there(least, most, there, state, short_by):
    found = reckon(Needed(Fraction(least), Fraction(most)), there if there is None else Fraction(there))

    assert (found.state, found.short_by) == (state, short_by)


@pytest.mark.parametrize(
    ("backlog", "spare", "state", "on"),
    [
        (0, [None] * 7, Clearing.NOTHING_OVERDUE, None),
        (10, [10] + [0] * 6, Clearing.CLEARS, date(2026, 6, 1)),
        (11, [10, 1] + [0] * 5, Clearing.CLEARS, date(2026, 7, 1)),
        (10, [0, 0, -5, 15, 0, 0, 0], Clearing.CLEARS, date(2026, 9, 1)),
        (70, [10] * 7, Clearing.CLEARS, date(2026, 12, 1)),
        (71, [10] * 7, Clearing.CLEARS, date(2027, 1, 1)),
        (91, [10] * 7, Clearing.CLEARS, date(2027, 3, 1)),
        (70 + 1200, [10] * 7, Clearing.CLEARS, date(2036, 12, 1)),
        (70 + 1201, [10] * 7, Clearing.NEVER, None),
        (10, [0] * 7, Clearing.NEVER, None),
        (10, [10, -1, 0, 0, 0, 0, 0], Clearing.NEVER, None),
        (10, [0, 20, -7, -7, -7, 0, 0], Clearing.NEVER, None),
        (10, [0, 20, -7, -7, -6, 0, 0], Clearing.CLEARS, date(2026, 7, 1)),
        (10, [0, 0, None, 0, 0, 0, 0], Clearing.UNKNOWN, None),
    ],
)
def test_when_the_backlog_clears(backlog, spare, state, on):
    there = [None if each is None else Fraction(100 + each) for each in spare]

    found = clears(Fraction(backlog), [Fraction(100)] * 7, there, months_ahead(date(2026, 6, 15)))

    assert (found.state, found.on) == (state, on)


@pytest.mark.parametrize(
    ("on", "first", "left", "last"),
    [
        ("2026-06-30", "2025-06", 1, "2026-12"),
        ("2026-01-01", "2025-01", 31, "2026-07"),
        ("2027-12-31", "2026-12", 1, "2028-06"),
        ("2028-02-29", "2027-02", 1, "2028-08"),
    ],
)
def test_twelve_months_back_and_six_ahead(on, first, left, last):
    day = date.fromisoformat(on)
    back, ahead = months_back(day), months_ahead(day)

    assert (back[0].name, len(back), back[-1].until_on) == (first, 13, day + DAY)
    assert (ahead[0].days, len(ahead), ahead[-1].name) == (left, 7, last)
    assert all(one.until_on == other.from_on for one, other in pairwise(ahead))


def test_a_hubs_hours_fall_to_its_practices_by_their_need_and_are_no_more_than_there_are():
    small, large = Needed(Fraction(100), Fraction(100)), Needed(Fraction(300), Fraction(300))

    shares = [hub_share(Fraction(200), need=each, of_all=small + large) for each in (small, large)]

    assert (shares, hub_share(None, need=small, of_all=large)) == ([50, 150], None)
    assert hub_share(Fraction(200), need=NOTHING, of_all=NOTHING) == 200


@pytest.mark.parametrize("wrong", [{"joint_minutes": 481}, {"travel_minutes": -1}, {"home_percent": 101}])
def test_settings_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="from 0 to 480, the percentage at home from 0 to 100"):
        CapacitySettings(**wrong)

"""The clock, and dates as the field counts them."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st

from wsic import clock
from wsic.dates import age_on, london_date, years_before

pytestmark = [pytest.mark.fast, pytest.mark.real_clock]
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
BEFORE_MIDNIGHT_IN_UTC = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)


def test_today_is_the_date_in_london():
    with time_machine.travel(BEFORE_MIDNIGHT_IN_UTC, tick=False):
        assert clock.today() == date(2026, 7, 1)


def test_the_demo_stands_on_its_day_and_its_audit_does_not(settings):
    settings.DEMO_TODAY = "2026-06-30"

    with time_machine.travel(datetime(2027, 1, 2, 10, 15, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 6, 30)
        assert clock.now().hour == 10
        assert clock.instant() == datetime(2027, 1, 2, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 1, 1, 0, 0, tzinfo=UTC), date(2026, 1, 1)),
        (BEFORE_MIDNIGHT_IN_UTC, date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_london_date(at, day):
    assert london_date(at) == day


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1960, 6, 30), date(2026, 6, 30), 66),
        (date(1960, 7, 1), date(2026, 6, 30), 65),
        (date(1960, 2, 29), date(2026, 2, 28), 65),
        (date(1960, 2, 29), date(2026, 3, 1), 66),
        (date(1960, 2, 29), date(2024, 2, 29), 64),
    ],
)
def test_age(born, day, age):
    assert age_on(born, day) == age


@given(born=DAYS, day=DAYS)
@example(born=date(1959, 3, 1), day=date(2024, 2, 29))
@example(born=date(1960, 2, 29), day=date(2025, 2, 28))
def test_whoever_was_born_by_the_day_so_many_years_before_is_that_old(born, day):
    assert (born <= years_before(day, 65)) == (age_on(born, day) >= 65)

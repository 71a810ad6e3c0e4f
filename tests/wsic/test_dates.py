from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wsic.dates import age_on, london_date, years_before

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1961, 6, 30), date(2026, 6, 30), 65),
        (date(1961, 7, 1), date(2026, 6, 30), 64),
        (date(1960, 2, 29), date(2025, 2, 28), 64),
        (date(1960, 2, 29), date(2025, 3, 1), 65),
        (date(1960, 2, 29), date(2024, 2, 29), 64),
    ],
)
def test_age(born, day, age):
    assert age_on(born, day) == age


@given(born=DAYS, day=DAYS)
@example(born=date(1959, 3, 1), day=date(2024, 2, 29))
@example(born=date(1959, 2, 28), day=date(2024, 2, 29))
@example(born=date(1960, 2, 29), day=date(2025, 2, 28))
def test_whoever_was_born_by_the_day_so_many_years_before_is_that_old(born, day):
    assert (born <= years_before(day, 65)) == (age_on(born, day) >= 65)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_clinical_date_is_londons(at, day):
    assert london_date(at) == day

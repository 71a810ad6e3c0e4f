"""What holds of the plain reading whatever the rows."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiers.codelists.people import CODE_LIST, MEDICINES, D, read
from tiers.codelists.oracle import Entry
from tiers.codelists.polypharmacy import Issue, counted_as_of, intervals
from tiers.codelists.reading import CODED_DEFICITS

pytestmark = pytest.mark.fast
START = date(2022, 1, 1)
DAYS = st.integers(0, 1200).map(lambda days: START + timedelta(days=days))
CODES = st.sampled_from(
    [*sorted({(rule.system, rule.code) for rule in CODE_LIST.rows})[::7], ("read2", "423..")]
)
NUMBERS = st.none() | st.sampled_from(
    [D(number) for number in ("0", "0.35", "12.9", "20", "59", "114", "129", "150")]
)
ENTRIES = st.lists(
    st.builds(
        lambda code, effective, late, value, deleted, row_id: Entry(
            dict([code]), effective, effective + timedelta(days=late), value, deleted, str(row_id)
        ),
        CODES,
        DAYS,
        st.integers(0, 400),
        NUMBERS,
        st.booleans(),
        st.integers(0, 10**6),
    ),
    max_size=12,
)
MEDICINE_CODES = st.sampled_from([*[row.medicine_code for row in MEDICINES.rows][::20], "UNKNOWN"])
ISSUES = st.lists(
    st.builds(
        Issue,
        MEDICINE_CODES,
        st.integers(0, 700).map(lambda days: START + timedelta(days=days)),
        st.sampled_from([None, None, 2, 14, 20]),
        st.none() | DAYS,
        st.booleans(),
    ),
    max_size=25,
)
SEXES = st.sampled_from(["M", "F", "U"])
SOME = settings(max_examples=60, deadline=None)


@SOME
@given(ENTRIES, ISSUES, SEXES, DAYS, st.booleans(), st.data())
def test_the_order_of_rows_does_not_matter_nor_does_a_row_told_twice(
    entries, issues, sex, on, known_now, data
):
    shuffled = data.draw(st.permutations([*entries, *entries[:3]]))
    other_issues = data.draw(st.permutations([*issues, *issues[:3]]))

    here = read(entries, issues, sex=sex, on=on, known_now=known_now)

    assert read(shuffled, other_issues, sex=sex, on=on, known_now=known_now) == here


@SOME
@given(ENTRIES, ISSUES, SEXES, DAYS, st.integers(0, 500), st.booleans())
def test_only_polypharmacy_goes_away_as_time_passes(entries, issues, sex, on, later, known_now):
    earlier = set(read(entries, issues, sex=sex, on=on, known_now=known_now).deficits)
    after = set(read(entries, issues, sex=sex, on=on + timedelta(days=later), known_now=known_now).deficits)

    assert earlier - after <= {"Polypharmacy"}


@SOME
@given(ENTRIES, ENTRIES, SEXES, DAYS)
def test_more_rows_never_take_a_coded_deficit_away(entries, more, sex, on):
    fewer = read(entries, sex=sex, on=on)
    many = read([*entries, *more], sex=sex, on=on)

    assert set(fewer.deficits) <= set(many.deficits)
    assert set(many.deficits) <= set(CODED_DEFICITS)


@SOME
@given(ENTRIES, SEXES, DAYS, st.lists(st.integers(1, 900), max_size=5))
def test_what_is_recorded_after_a_day_changes_nothing_as_of_that_day(entries, sex, on, delays):
    typed_later = [
        replace(entry, recorded_on=on + timedelta(days=delay))
        for entry, delay in zip(entries, delays, strict=False)
    ]

    assert read([*entries, *typed_later], sex=sex, on=on) == read(entries, sex=sex, on=on)


@SOME
@given(ENTRIES, SEXES, DAYS)
def test_as_known_then_is_never_more_than_as_known_now(entries, sex, on):
    then = set(read(entries, sex=sex, on=on).deficits)

    assert then <= set(read(entries, sex=sex, on=on, known_now=True).deficits)


@SOME
@given(ISSUES, DAYS, st.booleans())
def test_the_periods_of_polypharmacy_are_the_days_with_five_medicines(issues, on, known_now):
    periods = intervals(issues, MEDICINES, known_now=known_now)

    many = len(counted_as_of(issues, MEDICINES, on, known_now=known_now).medicines) >= 5
    assert any(period.holds(on) for period in periods) is many
    assert all(one.to_on < two.from_on for one, two in itertools.pairwise(periods))

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiers.factories import settings_with
from tiers.rules import (
    DEFICITS,
    Category,
    Refusal,
    category_of,
    count_of_score,
    count_of_text,
    is_near_boundary,
    next_boundary,
    score_of,
    tier_of,
)

pytestmark = pytest.mark.fast
COUNTS = range(37)


def test_there_are_36_deficits_in_the_order_of_the_alphabet():
    assert len(DEFICITS) == len(set(DEFICITS)) == 36
    assert list(DEFICITS) == sorted(DEFICITS)


@pytest.mark.parametrize(
    ("score", "count", "category", "tier"),
    [
        ("0.00", 0, Category.FIT, 0),
        ("0.11", 4, Category.FIT, 0),
        ("0.14", 5, Category.MILD, 1),
        ("0.22", 8, Category.MILD, 1),
        ("0.25", 9, Category.MODERATE, 2),
        ("0.33", 12, Category.MODERATE, 2),
        ("0.36", 13, Category.SEVERE, 3),
        ("1.00", 36, Category.SEVERE, 3),
        ("0.3611", 13, Category.SEVERE, 3),
    ],
)
def test_a_score_is_classified_on_its_count(score, count, category, tier):
    result = count_of_text(score)

    assert (result.count, result.reason) == (count, None)
    assert (category_of(count), tier_of(count)) == (category, tier)


@pytest.mark.parametrize(
    ("score", "reason"),
    [
        ("0.40", Refusal.NOT_A_COUNT),  # 14.4 deficits
        ("0.12", Refusal.NOT_A_COUNT),  # 4.32
        ("0.24", Refusal.NOT_A_COUNT),  # 8.64
        ("0.125", Refusal.NOT_A_COUNT),  # 4.5
        ("0.5", Refusal.TOO_FEW_DECIMALS),
        ("1", Refusal.TOO_FEW_DECIMALS),
        ("0", Refusal.TOO_FEW_DECIMALS),
        ("1.01", Refusal.OUT_OF_RANGE),
        ("-0.25", Refusal.OUT_OF_RANGE),
        ("9", Refusal.OUT_OF_RANGE),
        ("0,25", Refusal.NOT_NUMERIC),
        (".25", Refusal.NOT_NUMERIC),
        ("0.25 ", Refusal.NOT_NUMERIC),
        ("2.5E-1", Refusal.NOT_NUMERIC),
        ("NaN", Refusal.NOT_NUMERIC),
        ("٠.٢٥", Refusal.NOT_NUMERIC),
        ("moderate", Refusal.NOT_NUMERIC),
    ],
)
def test_what_is_no_score_is_refused_with_its_reason(score, reason):
    result = count_of_text(score)

    assert (result.count, result.score, result.reason) == (None, None, reason)
    assert result.sentence.endswith(".")


@pytest.mark.parametrize("count", COUNTS)
def test_every_count_is_recovered_from_two_decimals(count):
    assert count_of_score(round(Decimal(count) / 36, 2)).count == count


@given(count=st.sampled_from(COUNTS), decimals=st.integers(2, 12))
def test_every_count_is_recovered_from_any_number_of_decimals(count, decimals):
    assert count_of_score(round(Decimal(count) / 36, decimals)).count == count


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_any_decimal_is_counted_near_enough_or_refused(score):
    result = count_of_score(score)

    assert (result.count is None) == (result.reason is not None)
    if result.count is not None:
        assert abs(score * 36 - result.count) <= Decimal("0.19")


@given(st.text())
def test_any_text_is_counted_or_refused(text):
    assert (count_of_text(text).count is None) == bool(count_of_text(text).reason)


@pytest.mark.parametrize(
    ("score", "count"), [("0.2447", None), ("0.2448", 9), ("0.2552", 9), ("0.2553", None)]
)
def test_a_score_may_lie_019_of_a_deficit_off_its_count(score, count):
    assert count_of_text(score).count == count


@pytest.mark.parametrize(
    ("count", "highest"), [(0, 4), (4, 4), (5, 8), (8, 8), (9, 12), (12, 12), (13, None), (36, None)]
)
def test_the_next_boundary_is_the_highest_count_of_the_category(count, highest):
    assert next_boundary(count) == highest


def test_4_8_and_12_are_near_a_boundary_and_no_other_count():
    assert [count for count in COUNTS if is_near_boundary(count)] == [4, 8, 12]


@pytest.mark.parametrize("count", [-1, 37])
def test_no_category_for_what_is_no_count(count):
    with pytest.raises(ValueError, match="36 deficits"):
        category_of(count)


def test_the_mapping_of_tiers_may_be_set():
    settings = settings_with((1, 2, 3, 3), version="hub, 1")

    assert [tier_of(count, settings) for count in (4, 5, 9, 13)] == [1, 2, 3, 3]
    assert [tier_of(count) for count in (4, 5, 9, 13)] == [0, 1, 2, 3]


def test_a_score_is_stored_to_five_decimals():
    assert [str(score_of(count)) for count in (0, 5, 13, 36)] == ["0.00000", "0.13889", "0.36111", "1.00000"]

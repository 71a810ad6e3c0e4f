from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.codes import check_read, check_snomed, has_check_digit, number_of

pytestmark = pytest.mark.fast


@pytest.mark.parametrize("code", ["49436004", "713636003", "925791000000100", "1085151000000108", "100005"])
def test_a_concept_id_is_taken(code):
    assert check_snomed(code) is None


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("49436005", "check digit"),
        ("94436004", "check digit"),
        ("925791000000101", "check digit"),
        ("049436004", "leading zero"),
        ("10000", "6 to 18"),
        ("1234567890123456789", "6 to 18"),
        ("9.25791E+14", "6 to 18"),
        ("٤9436004", "6 to 18"),
        (" 49436004", "6 to 18"),
        ("49436004\n", "6 to 18"),
        ("751689013", "description"),
        ("", "6 to 18"),
    ],
)
def test_anything_else_is_refused_with_its_reason(code, why):
    assert why in (check_snomed(code) or "")


@given(st.from_regex(r"[1-9][0-9]{5,16}", fullmatch=True), st.data())
def test_a_mistyped_digit_or_two_digits_swapped_never_pass(stem, data):
    code = next(stem + digit for digit in "0123456789" if has_check_digit(stem + digit))
    at = data.draw(st.integers(0, len(code) - 2))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != code[at]]))

    mistyped = code[:at] + other + code[at + 1 :]
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]

    assert not has_check_digit(mistyped)
    assert swapped == code or not has_check_digit(swapped)


@pytest.mark.parametrize("code", ["662O.", "662o.", "G5730", "XaIIT", "H....", "C10E."])
def test_a_read_code_is_taken(code):
    assert check_read(code) is None


@pytest.mark.parametrize(
    "code", ["662O", "662O..", ".662O", "66.O.", ".....", "662O-", "G5730 ", "662O.\n", ""]
)
def test_a_code_of_another_shape_is_no_read_code(code):
    assert "no Read code" in (check_read(code) or "")


def test_a_read_code_with_its_term_code_says_what_to_do():
    assert "first five" in (check_read("G573000") or "")


@pytest.mark.parametrize(
    ("text", "number"),
    [("130", "130"), (" 12.9 ", "12.9"), ("-2.5", "-2.5"), ("+3", "3"), ("0", "0")],
)
def test_a_result_that_is_a_number(text, number):
    assert number_of(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", [">90", "<5", "1e3", "NaN", "Infinity", "12,9", "1_000", "Negative", "", "٥٩", "5 9"]
)
def test_a_result_that_is_text_has_no_number(text):
    assert number_of(text) is None

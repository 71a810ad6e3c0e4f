"""NHS numbers, as people and spreadsheets write them."""

import nhs_number
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.feeds.declared import Kind
from patients.feeds.rules.nhs_numbers import has_check_digit, read_nhs_number
from tests.patients.feeds.cells import answer

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("9990000018", "9990000018"),
        ("999 000 0018", "9990000018"),
        (" 999-000-0018 ", "9990000018"),
        ("\u00a09990000018\t", "9990000018"),
        ("9434765919", "9434765919"),
        ("9990000019", "NHS_NUMBER_INVALID"),
        ("9990000081", "NHS_NUMBER_INVALID"),
        ("999000001", "NHS_NUMBER_INVALID"),
        ("99900000180", "NHS_NUMBER_INVALID"),
        ("4444444444", "NHS_NUMBER_INVALID"),
        ("0000000000", "NHS_NUMBER_INVALID"),
        ("９９９００００１８０", "NHS_NUMBER_INVALID"),
        ("٩٩٩٠٠٠٠٠١٨", "NHS_NUMBER_INVALID"),
        ("999000001²", "NHS_NUMBER_INVALID"),
        ("UNKNOWN", "NHS_NUMBER_INVALID"),
        ("9.43477E+09", "NHS_NUMBER_MANGLED"),
        ("9.43E9", "NHS_NUMBER_MANGLED"),
        ("9,43e+09", "NHS_NUMBER_MANGLED"),
        ("9E+09", "NHS_NUMBER_MANGLED"),
        ("9434765919.0", "NHS_NUMBER_MANGLED"),
        ("9434765919,00", "NHS_NUMBER_MANGLED"),
        ("9430000000", "NHS_NUMBER_MANGLED"),
        ("9434700000", "NHS_NUMBER_MANGLED"),
        ("9434760000", "NHS_NUMBER_MANGLED"),
        ("", "REQUIRED_MISSING"),
        ("  ", "REQUIRED_MISSING"),
    ],
)
def test_nhs_number(cell: str, expected: str) -> None:
    assert answer(Kind.NHS_NUMBER, cell, required=True) == expected


def test_nhs_number_four_zeros_with_the_right_check_digit_is_taken() -> None:
    taken = [number for start in range(100_001, 101_000, 2) if has_check_digit(number := f"{start}0000")]

    assert taken
    assert all(read_nhs_number(number) == number for number in taken)


@given(st.integers(0, 999_999_999))
def test_nhs_number_check_digit_is_the_one_of_the_package(nine: int) -> None:
    digits = f"{nine:09d}"
    check = nhs_number.calculate_checksum(digits)

    fitting = [last for last in range(10) if has_check_digit(f"{digits}{last}")]

    assert fitting == ([] if check == 10 else [check])


@given(st.text(max_size=14) | st.text("0123456789 -.eE+", max_size=14))
def test_nhs_number_is_never_anything_else(cell: str) -> None:
    read = read_nhs_number(cell)

    if isinstance(read, str):
        assert read.isascii()
        assert len(read) == 10
        assert read == "".join(letter for letter in cell if letter.isdigit())

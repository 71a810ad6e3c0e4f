"""The people: numbers, names, places, all invented and as mixed as real ones."""

import re
from collections import Counter
from math import gcd

import pytest

from patients.feeds.declared import Fault
from patients.feeds.rules.nhs_numbers import read_nhs_number
from tests.demo.conftest import Rows
from wsic.demo import nhs_numbers
from wsic.demo.cast import CAST, NUMBERS
from wsic.demo.nhs_numbers import RESERVE, SERIALS, check_digit, nhs_number
from wsic.demo.people import _kept_back, person

pytestmark = pytest.mark.fast


def share(rows: Rows, column: str, *values: str) -> float:
    return sum(row[column] in values for row in rows) / len(rows)


def test_nhs_numbers_are_of_the_test_range_and_valid(people: Rows) -> None:
    for number in {row["nhs_number"] for row in people}:
        assert re.fullmatch(r"999\d{7}", number)
        assert check_digit(number[:9]) == int(number[9])
        assert not number.endswith("00000")
        assert number != "9999999999"


def test_serials_give_different_numbers() -> None:
    assert gcd(nhs_numbers._STEP, SERIALS) == 1
    assert len({nhs_number(serial) for serial in range(0, SERIALS, 7)}) == len(range(0, SERIALS, 7))


def test_numbers_kept_back_have_their_own_place_in_the_reserve() -> None:
    unwanted = [*NUMBERS, *(f"999{part:02d}00000" for part in range(100)), "9999999999"]

    places = [_kept_back(number) for number in unwanted]

    assert sorted(places) == list(range(len(unwanted)))
    assert all(_kept_back(nhs_number(RESERVE + place)) is None for place in range(len(unwanted)))
    assert RESERVE + len(unwanted) <= SERIALS


def test_no_number_that_a_feed_doubts_is_given_to_anybody() -> None:
    """Nine digits that end in two zeros or are alike: no other number with a check digit is ever doubted."""
    nines = [*(f"999{part:04d}00" for part in range(10_000)), "999999999"]
    numbers = [f"{nine}{check_digit(nine)}" for nine in nines if check_digit(nine) is not None]

    doubted = [number for number in numbers if isinstance(read_nhs_number(number), Fault)]

    assert len(doubted) > 5
    assert all(_kept_back(number) is not None for number in doubted)


@pytest.mark.parametrize("number", ["999026018", "999999999"])
def test_check_digit(number: str) -> None:
    assert check_digit(number) == {"999026018": 4, "999999999": 9}[number]


def test_a_person_is_a_function_of_seed_practice_and_slot() -> None:
    assert person(1, 3, 40) == person(1, 3, 40)
    assert len({person(*key).address for key in ((1, 3, 40), (2, 3, 40), (1, 4, 40), (1, 3, 41))}) > 1


def test_ages_and_sexes_are_those_of_people_over_65(register: Rows) -> None:
    ages = [2026 - int(row["birth_date"][:4]) for row in register]

    assert 0.48 < sum(age < 75 for age in ages) / len(ages) < 0.58
    assert 0.11 < sum(age >= 85 for age in ages) / len(ages) < 0.19
    assert 0.52 < share(register, "sex", "F") < 0.62
    assert 0 < share(register, "sex", "I", "U") < 0.005


def test_origins_and_languages_are_mixed(register: Rows) -> None:
    assert 0.3 < share(register, "ethnicity", "A") < 0.45
    assert {row["ethnicity"] for row in register} <= set("ABCDEFGHJKLMNPRSZ")
    assert len({row["language"] for row in register}) > 15
    assert 0.06 < share(register, "interpreter_needed", "Y") < 0.14
    assert all(row["interpreter_needed"] != "Y" for row in register if row["language"] == "English")


def test_one_in_nine_is_housebound_and_all_quintiles_occur(register: Rows) -> None:
    assert 0.10 < share(register, "housebound", "Y") < 0.12
    assert {row["imd_quintile"] for row in register} == {"", "1", "2", "3", "4", "5"}


def test_some_are_new_at_the_practice(register: Rows) -> None:
    new = sum(row["registered_on"] > "2025-06-30" for row in register) / len(register)

    assert 0.04 < new < 0.09


def test_names_that_break_software_occur(register: Rows) -> None:
    families = {row["family_name"] for row in register}
    given = {row["given_name"] for row in register}

    assert {"NA", "Null", "O", "O'Shaughnessy-Éluard", "da Silva", "Łukaszewicz"} <= families
    assert max(map(len, families)) > 60
    assert {"Zoë", "Seán", "Young-hee"} <= given


def test_namesakes_share_a_practice(register: Rows) -> None:
    names = Counter((row["practice_code"], row["family_name"], row["given_name"]) for row in register)

    assert len({practice for (practice, _, _), count in names.items() if count > 1}) == 50
    assert names["T90001", "Smith", "Joan"] >= 2


def test_one_in_128_is_a_namesake_of_the_person_before() -> None:
    first, second = person(2026, 5, 76), person(2026, 5, 77)

    assert (first.family_name, first.given_name) == (second.family_name, second.given_name)
    assert first.nhs_number != second.nhs_number


def test_nobody_can_be_reached(people: Rows) -> None:
    for row in people:
        assert re.fullmatch(r"|020 7946 0\d{3}|07700 900\d{3}", row["phone"])
        assert re.fullmatch(r"Z[XYZ]\d{1,2} \d[ABD-HJLNP-UW-Z]{2}", row["postcode"])
        assert re.fullmatch(r"|[a-z]+\.[a-z]+\d+@example\.org", row["email"])


def test_a_few_addresses_have_two_lines(people: Rows) -> None:
    assert 0 < sum("\n" in row["address"] for row in people) < len(people) / 100


def test_the_cast_is_on_the_first_register(register: Rows) -> None:
    first = {row["nhs_number"]: row for row in register if row["practice_code"] == "T90001"}

    for part in CAST:
        if part.nhs_number:
            row = first[part.nhs_number]
            assert (row["family_name"], row["birth_date"]) == (part.family_name, part.birth_date.isoformat())

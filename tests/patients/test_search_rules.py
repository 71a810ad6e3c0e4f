"""What a text means that somebody types or pastes to find a person."""

from datetime import date

import pytest

from patients.rules.search import Question, consonants, read_question, ten_digits, without_accents

pytestmark = pytest.mark.fast

TODAY = date(2026, 6, 30)
JOAN = "9990260184"
BORN = date(1945, 7, 14)


def read(text):
    return read_question(text, today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "9990260184",
        "999 026 0184",
        "999-026-0184",
        " 9 9 9 0 2 6 0 1 8 4 ",
        "999\u00a0026\u00a00184",
        "NHS No: 999 026 0184 seen today",
        "born 14/7/1945 999 026 0184, ring 020 7946 0182",
        "Mrs Joan Smith\n1945\n999 026 0184",
    ],
)
def test_a_number_is_found_whatever_stands_around(text):
    assert JOAN in read(text).numbers


@pytest.mark.parametrize("text", ["999 026 0185", "999 026 0148 Smith", "1111111111"])
def test_ten_digits_that_are_no_number_are_said_to_be_wrong(text):
    question = read(text)

    assert (question.numbers, question.wrong_numbers) == ((), True)


@pytest.mark.parametrize("text", ["020 7946 01821", "99902601840", "999 026 018", "14/07/1945 14"])
def test_longer_and_shorter_runs_are_neither(text):
    assert ten_digits(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "14/7/1945",
        "14/07/45",
        "14.7.1945",
        "14-07-1945",
        "14 7 1945",
        "1945-07-14",
        "14-Jul-1945",
        "14 July 1945",
        "14th of July, 1945",
        "14jul45",
        "14071945",
    ],
)
def test_a_birth_date_in_many_ways(text):
    assert read(text) == Question(birth_date=BORN)


@pytest.mark.parametrize("text", ["31/6/1945", "14/13/1945", "1/7/2026", "14/7/1845"])
def test_no_such_day_no_future_and_nobody_that_old(text):
    assert read(text).birth_date is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("smith", Question(words=("SMITH",))),
        ("SMITH, Joan (Mrs)", Question(words=("SMITH", "JOAN"))),
        ("smith 1945", Question(birth_year=1945, words=("SMITH",))),
        ("smith 14/7/1945", Question(birth_date=BORN, words=("SMITH",))),
        ("Dr O\u2019Brien", Question(words=("O'BRIEN",))),
        ("Ni\u00f1o-Casta\u00f1o", Question(words=("NINO-CASTANO",))),
        ("\u0141ukasz", Question(words=("\u0141UKASZ",))),
        ("No", Question(words=("NO",))),
    ],
)
def test_names_and_what_goes_with_them(text, question):
    assert read(text) == question


@pytest.mark.parametrize(("text", "asks"), [("s", False), ("1945", False), ("-", False), ("jo", True)])
def test_a_letter_or_a_year_alone_asks_for_too_many(text, asks):
    assert read(text).asks() is asks


def test_accents_go_in_the_way_of_search_text():
    assert without_accents("Benali, A\u00efcha") == "BENALI, AICHA"


@pytest.mark.parametrize(
    ("one", "other"), [("SMITH", "SMYTH"), ("JONES", "JONSE"), ("REILLY", "RILEY"), ("ADAIR", "ADIAR")]
)
def test_misspelt_vowels_leave_the_same_consonants(one, other):
    assert consonants(one) == consonants(other)


def test_too_little_is_left_of_a_short_word():
    assert consonants("LEE") == ""

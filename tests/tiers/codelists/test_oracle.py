"""The plain reading at the boundaries of EFI.md, on the starter lists."""

from datetime import date
from decimal import Decimal

import pytest

from patients.rules.codes import number_of
from tests.tiers.codelists.people import CODE_LIST, D, coded, count_of, deficits_of, read
from tiers.codelists.oracle import Entry, Onset
from tiers.codelists.reading import read_code_list
from tiers.rules import Category, category_of

pytestmark = pytest.mark.fast

ANAEMIA = "Anaemia and haematinic deficiency"
# One concept of each of 13 deficits, no two of which share a code.
CONCEPTS = [
    "271737000",
    "396275006",
    "49436004",
    "230690007",
    "433144002",
    "44054006",
    "404640003",
    "267036007",
    "161898004",
    "201037000",
    "5913000",
    "15188001",
    "84114007",
]


@pytest.mark.parametrize(
    ("count", "category"),
    [
        (4, Category.FIT),
        (5, Category.MILD),
        (8, Category.MILD),
        (9, Category.MODERATE),
        (12, Category.MODERATE),
        (13, Category.SEVERE),
    ],
)
def test_so_many_deficits_are_this_category(count, category):
    reading = read([coded(concept) for concept in CONCEPTS[:count]])

    assert reading.count == count
    assert category_of(reading.count) is category


def test_the_same_code_twice_and_a_code_with_a_value_are_one_deficit():
    twice = [coded("271737000"), coded("271737000", on=date(2020, 1, 1)), coded("87522002")]

    assert deficits_of([*twice, coded("1022431000000105", value=100)], sex="F") == (ANAEMIA,)


def test_a_code_of_two_deficits_counts_in_both():
    assert deficits_of([coded("127013003")]) == ("Chronic kidney disease", "Diabetes")


HAEMOGLOBIN = {"snomed": "1022431000000105", "ctv3": "XE2m6", "read2": "423.."}
RESULTS = [
    (HAEMOGLOBIN, "M", "129", ANAEMIA, True),
    (HAEMOGLOBIN, "M", "130", ANAEMIA, False),
    (HAEMOGLOBIN, "F", "114", ANAEMIA, True),
    (HAEMOGLOBIN, "F", "115", ANAEMIA, False),
    (HAEMOGLOBIN, "F", "129", ANAEMIA, False),
    (HAEMOGLOBIN, "M", "12.9", ANAEMIA, True),
    (HAEMOGLOBIN, "M", "13", ANAEMIA, False),
    (HAEMOGLOBIN, "F", "11.4", ANAEMIA, True),
    (HAEMOGLOBIN, "F", "11.5", ANAEMIA, False),
    (HAEMOGLOBIN, "F", "12.9", ANAEMIA, False),
    (HAEMOGLOBIN, "M", "20", ANAEMIA, False),
    (HAEMOGLOBIN, "F", "20", ANAEMIA, False),
    (HAEMOGLOBIN, "M", "25", ANAEMIA, False),
    (HAEMOGLOBIN, "M", "0", ANAEMIA, False),
    ({"snomed": "1011481000000105", "read2": "451E."}, "F", "59", "Chronic kidney disease", True),
    ({"snomed": "1011481000000105", "read2": "451E."}, "F", "60", "Chronic kidney disease", False),
    ({"snomed": "1011481000000105", "read2": "451E."}, "F", "0", "Chronic kidney disease", False),
    ({"snomed": "1022791000000101", "ctv3": "XaELV"}, "F", "0.35", "Thyroid disease", True),
    ({"snomed": "1022791000000101", "ctv3": "XaELV"}, "F", "0.36", "Thyroid disease", False),
    ({"snomed": "1022791000000101", "ctv3": "XaELV"}, "F", "5.5", "Thyroid disease", False),
    ({"snomed": "1022791000000101", "ctv3": "XaELV"}, "F", "5.6", "Thyroid disease", True),
    ({"snomed": "1022791000000101", "ctv3": "XaELV"}, "F", "0", "Thyroid disease", False),
    ({"snomed": "314449000", "read2": "246W."}, "M", "135", "Hypertension", False),
    ({"snomed": "314449000", "read2": "246W."}, "M", "136", "Hypertension", True),
    ({"snomed": "314462001", "read2": "246V."}, "M", "85", "Hypertension", False),
    ({"snomed": "314462001", "read2": "246V."}, "M", "86", "Hypertension", True),
    ({"snomed": "446841001", "read2": "585a."}, "M", "0.94", "Peripheral vascular disease", True),
    ({"snomed": "446841001", "read2": "585a."}, "M", "0.95", "Peripheral vascular disease", False),
    ({"ctv3": "XaITU", "read2": "58EE."}, "F", "-2.5", "Osteoporosis", True),
    ({"ctv3": "XaITU", "read2": "58EE."}, "F", "-2.4", "Osteoporosis", False),
    ({"snomed": "273302005", "read2": "39F.."}, "F", "18", "Activity limitation", True),
    ({"snomed": "273302005", "read2": "39F.."}, "F", "19", "Activity limitation", False),
    ({"snomed": "1085151000000108", "read2": "3AD3."}, "F", "8", "Memory and cognitive problems", True),
    ({"snomed": "1085151000000108", "read2": "3AD3."}, "F", "7", "Memory and cognitive problems", False),
    ({"snomed": "444297006", "read2": "687C."}, "F", "1", "Weight loss and anorexia", True),
    ({"snomed": "444297006", "read2": "687C."}, "F", "0", "Weight loss and anorexia", False),
    ({"ctv3": "XaISO", "read2": "16D2."}, "F", "1", "Falls", True),
    ({"ctv3": "XaISO", "read2": "16D2."}, "F", "0", "Falls", False),
    ({"snomed": "723245007", "read2": "66Yf."}, "F", "1", "Respiratory disease", True),
    ({"snomed": "723245007", "read2": "66Yf."}, "F", "0", "Respiratory disease", False),
    ({"snomed": "713678009", "read2": "38DE."}, "F", "0", "Atrial fibrillation", True),
]


@pytest.mark.parametrize(("codes", "sex", "value", "deficit", "counts"), RESULTS)
def test_a_result_counts_up_to_its_boundary(codes, sex, value, deficit, counts):
    for system, code in codes.items():
        entry = coded(code, system=system, value=number_of(value))

        assert deficits_of([entry], sex=sex) == ((deficit,) if counts else ())


@pytest.mark.parametrize("text", [">90", "<5", "Negative", "1e1", ""])
def test_a_result_that_is_text_never_counts(text):
    entries = [
        coded(code, system="read2", value=number_of(text)) for code in ("451E.", "423..", "442W.", "16D2.")
    ]

    assert deficits_of(entries, sex="M") == ()


def test_one_result_ever_is_enough_however_many_are_within_range():
    results = [coded("451E.", system="read2", value=D(value)) for value in (80, 59, 75)]

    assert deficits_of(results) == ("Chronic kidney disease",)


def test_a_read_code_in_another_case_is_another_code():
    upper = [Entry({"read2": "662O."}, date(2020, 1, 1), date(2020, 1, 1))]
    lower = [Entry({"read2": "662o."}, date(2020, 1, 1), date(2020, 1, 1))]

    assert deficits_of(upper) == ("Hypertension",)
    assert deficits_of(lower) == ("Cerebrovascular disease",)
    only_upper = read_code_list(
        [
            "deficit,system,code,term,above,below,at_least,at_most,sex\n",
            "Hypertension,read2,662O.,On treatment,,,,,\n",
        ]
    )
    assert deficits_of(lower, code_list=only_upper) == ()


@pytest.mark.parametrize(("ctv3", "expected"), [("G5730", ("Atrial fibrillation",)), ("XXXXX", ())])
def test_a_row_with_ctv3_and_snomed_is_looked_up_once_and_by_ctv3(ctv3, expected):
    row = Entry({"ctv3": ctv3, "snomed": "44054006"}, date(2020, 1, 1), date(2020, 1, 1))

    assert deficits_of([row]) == expected


def test_a_row_with_both_is_looked_up_by_snomed_when_the_list_has_no_other():
    snomed_only = type(CODE_LIST)(tuple(rule for rule in CODE_LIST.rows if rule.system == "snomed"), "")
    row = Entry({"ctv3": "G5730", "snomed": "44054006"}, date(2020, 1, 1), date(2020, 1, 1))

    assert deficits_of([row], code_list=snomed_only) == ("Diabetes",)


@pytest.mark.parametrize("sex", ["U", "I", ""])
def test_without_a_sex_haemoglobin_is_listed_and_not_counted(sex):
    low = coded("1022431000000105", value=100)

    assert read([low], sex=sex).not_assessable == (ANAEMIA,)
    assert count_of([low], sex=sex) == 0


def test_what_another_row_shows_or_no_number_says_is_not_listed():
    low = coded("1022431000000105", value=100)

    assert read([low, coded("271737000")], sex="U").not_assessable == ()
    assert read([coded("1022431000000105")], sex="U").not_assessable == ()
    assert read([low], sex="M").not_assessable == ()
    assert read([coded("1022431000000105", value=100, deleted=True)], sex="U").not_assessable == ()


DAY = date(2024, 6, 30)
BEFORE, AFTER = date(2024, 6, 29), date(2024, 7, 1)


@pytest.mark.parametrize(
    ("effective", "recorded", "as_known_then", "as_known_now"),
    [
        (DAY, DAY, True, True),
        (BEFORE, DAY, True, True),
        (AFTER, AFTER, False, False),
        (AFTER, BEFORE, False, False),
        (date(2009, 1, 1), AFTER, False, True),
    ],
)
def test_an_entry_counts_from_when_it_is_effective_and_known(
    effective, recorded, as_known_then, as_known_now
):
    entries = [Entry({"snomed": "49436004"}, effective, recorded)]

    assert count_of(entries, on=DAY) == as_known_then
    assert count_of(entries, on=DAY, known_now=True) == as_known_now


def test_a_deleted_row_never_counts():
    assert count_of([coded("49436004", deleted=True)]) == 0
    assert count_of([coded("49436004", deleted=True)], known_now=True) == 0


def test_the_first_date_wins_and_the_day_it_counted_from_is_told():
    typed_late = Entry({"snomed": "49436004"}, date(2009, 3, 1), date(2023, 5, 5), row_id="late")
    seen = Entry({"snomed": "440059007"}, date(2020, 2, 2), date(2020, 2, 4), row_id="seen")

    as_of_2022 = read([typed_late, seen], on=date(2022, 1, 1)).onsets
    as_of_2024 = read([seen, typed_late], on=date(2024, 1, 1)).onsets
    known_now = read([typed_late, seen], on=date(2024, 1, 1), known_now=True).onsets

    assert as_of_2022 == (Onset("Atrial fibrillation", date(2020, 2, 2), date(2020, 2, 4), "seen"),)
    assert as_of_2024 == (Onset("Atrial fibrillation", date(2009, 3, 1), date(2020, 2, 4), "seen"),)
    assert known_now == (Onset("Atrial fibrillation", date(2009, 3, 1), date(2009, 3, 1), "late"),)


def test_numbers_and_words_of_a_result_are_told_apart_by_the_entry_alone():
    assert number_of(">90") is None
    assert number_of("59") == Decimal(59)

"""The lists that the project carries: complete, well-formed, and what EFI.md asks of them."""

from collections import Counter
from decimal import Decimal

import pytest

from patients.rules.codes import check_snomed
from patients.rules.sensitive import read_sensitive_list
from tiers.codelists import STARTER_CODE_LIST, STARTER_MEDICINE_MAP, STARTER_SENSITIVE_LIST
from tiers.codelists.medicines import DMD, LOCAL, read_medicine_map
from tiers.codelists.reading import CODED_DEFICITS, CodeRule, read_code_list

pytestmark = pytest.mark.fast
D = Decimal


def opened(path):
    return path.open(encoding="utf-8", newline="")


@pytest.fixture(scope="module")
def code_list():
    with opened(STARTER_CODE_LIST) as lines:
        return read_code_list(lines)


@pytest.fixture(scope="module")
def medicine_map():
    with opened(STARTER_MEDICINE_MAP) as lines:
        return read_medicine_map(lines)


def test_every_deficit_has_three_concepts_and_a_code_of_each_read_terminology(code_list):
    codes = Counter(
        (deficit, system) for deficit, system, _ in {(r.deficit, r.system, r.code) for r in code_list.rows}
    )

    assert [deficit for deficit in CODED_DEFICITS if codes[deficit, "snomed"] < 3] == []
    assert [deficit for deficit in CODED_DEFICITS if codes[deficit, "ctv3"] < 3] == []
    assert [deficit for deficit in CODED_DEFICITS if codes[deficit, "read2"] < 3] == []


def test_every_check_digit_holds(code_list):
    assert [rule.code for rule in code_list.rows if rule.system == "snomed" and check_snomed(rule.code)] == []


def test_a_code_means_the_same_everywhere(code_list):
    terms = {}
    for rule in code_list.rows:
        terms.setdefault((rule.system, rule.code), set()).add(rule.term)

    assert {code: said for code, said in terms.items() if len(said) > 1} == {}


@pytest.mark.parametrize("code", [("snomed", "127013003"), ("ctv3", "C104z"), ("read2", "C104.")])
def test_diabetic_nephropathy_is_in_two_deficits(code_list, code):
    rules = code_list.rules_for(dict([code]))

    assert {rule.deficit for rule in rules} == {"Chronic kidney disease", "Diabetes"}


def test_two_codes_that_differ_by_case_are_two(code_list):
    assert [rule.deficit for rule in code_list.rules_for({"read2": "662O."})] == ["Hypertension"]
    assert [rule.deficit for rule in code_list.rules_for({"read2": "662o."})] == ["Cerebrovascular disease"]


HAEMOGLOBIN = {
    CodeRule("Anaemia and haematinic deficiency", "read2", "423..", above=D(low), below=D(high), sex=sex)
    for sex, low, high in [("M", 0, 13), ("M", 25, 130), ("F", 0, "11.5"), ("F", 25, 115)]
}
VALUES = [
    ("read2", "451E.", {CodeRule("Chronic kidney disease", "read2", "451E.", above=D(0), below=D(60))}),
    ("read2", "46N..", {CodeRule("Chronic kidney disease", "read2", "46N..", above=D(150))}),
    ("read2", "46N4.", {CodeRule("Chronic kidney disease", "read2", "46N4.", above=D(20))}),
    ("read2", "46N7.", {CodeRule("Chronic kidney disease", "read2", "46N7.", above=D(50))}),
    ("read2", "46TC.", {CodeRule("Chronic kidney disease", "read2", "46TC.", above=D(3))}),
    ("read2", "246W.", {CodeRule("Hypertension", "read2", "246W.", above=D(135))}),
    ("read2", "246V.", {CodeRule("Hypertension", "read2", "246V.", above=D(85))}),
    (
        "read2",
        "585a.",
        {CodeRule("Peripheral vascular disease", "read2", "585a.", above=D(0), below=D("0.95"))},
    ),
    ("read2", "58EE.", {CodeRule("Osteoporosis", "read2", "58EE.", at_most=D("-2.5"))}),
    ("read2", "39F..", {CodeRule("Activity limitation", "read2", "39F..", at_most=D(18))}),
    ("read2", "3AD3.", {CodeRule("Memory and cognitive problems", "read2", "3AD3.", at_least=D(8))}),
    ("read2", "687C.", {CodeRule("Weight loss and anorexia", "read2", "687C.", at_least=D(1))}),
    ("read2", "16D2.", {CodeRule("Falls", "read2", "16D2.", above=D(0))}),
    ("read2", "38DE.", {CodeRule("Atrial fibrillation", "read2", "38DE.")}),
    ("read2", "66Yf.", {CodeRule("Respiratory disease", "read2", "66Yf.", at_least=D(1))}),
    ("ctv3", "YA310", {CodeRule("Respiratory disease", "ctv3", "YA310", at_least=D(1))}),
    ("read2", "423..", HAEMOGLOBIN),
    (
        "read2",
        "442W.",
        {
            CodeRule("Thyroid disease", "read2", "442W.", above=D(0), below=D("0.36")),
            CodeRule("Thyroid disease", "read2", "442W.", above=D("5.5")),
        },
    ),
]


@pytest.mark.parametrize(("system", "code", "expected"), VALUES)
def test_every_line_of_the_value_table_stands(code_list, system, code, expected):
    assert set(code_list.rules_for({system: code})) == expected


def test_codes_of_one_term_test_the_same_value(code_list):
    tests = {}
    for rule in code_list.rows:
        bounds = (rule.above, rule.below, rule.at_least, rule.at_most, rule.sex)
        tests.setdefault((rule.deficit, rule.term), {}).setdefault((rule.system, rule.code), set()).add(
            bounds
        )

    assert [
        meant for meant, by_code in tests.items() if len({frozenset(b) for b in by_code.values()}) > 1
    ] == []


def test_the_medicine_map_covers_the_formulary_and_things_that_are_no_medicine(medicine_map):
    chapters = {row.bnf_chapter for row in medicine_map.rows}

    assert chapters >= set(range(1, 16))
    assert chapters & {20, 21, 22, 23}
    assert 150 <= len(medicine_map.rows) <= 250
    assert {row.system for row in medicine_map.rows} == {DMD, LOCAL}


def test_products_of_one_ingredient_share_it(medicine_map):
    bisoprolol = [row for row in medicine_map.rows if row.ingredient == "Bisoprolol"]

    assert {row.system for row in bisoprolol} == {DMD, LOCAL}
    assert all(row.medicine.startswith("Bisoprolol") for row in bisoprolol)
    assert all(row.ingredient.endswith("vaccine") for row in medicine_map.rows if row.bnf_chapter == 14)


def test_the_sensitive_list_holds_its_groups_and_no_code_of_a_deficit(code_list):
    with opened(STARTER_SENSITIVE_LIST) as lines:
        sensitive = read_sensitive_list(lines)

    assert sensitive.holds([("ctv3", "XaXXX"), ("snomed", "386639001")])
    assert not sensitive.holds([("snomed", "49436004")])
    assert not any(sensitive.holds([(rule.system, rule.code)]) for rule in code_list.rows)

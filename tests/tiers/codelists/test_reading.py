import csv
import hashlib
from decimal import Decimal

import pytest

from tiers.codelists.reading import (
    BOUNDS,
    CODED_DEFICITS,
    COLUMNS,
    CodeRule,
    RefusedCodeList,
    read_code_list,
)

pytestmark = pytest.mark.fast
HEADER = ",".join(COLUMNS) + "\n"
GOOD = "Falls,snomed,161898004,Falls,,,,,\n"


def read(*lines, header=HEADER):
    return read_code_list([header, *lines])


def faults(*lines, header=HEADER):
    with pytest.raises(RefusedCodeList) as refused:
        read(*lines, header=header)
    return [(fault.line, fault.column) for fault in refused.value.faults]


def test_a_row_says_what_it_says():
    line = "Thyroid disease,ctv3,XaELV,Serum TSH level,0,0.36,,,\n"

    code_list = read(GOOD, line)

    assert code_list.rows == (
        CodeRule("Falls", "snomed", "161898004"),
        CodeRule("Thyroid disease", "ctv3", "XaELV", above=Decimal(0), below=Decimal("0.36")),
    )
    assert [rule.term for rule in code_list.rows] == ["Falls", "Serum TSH level"]
    assert code_list.sha256 == hashlib.sha256((HEADER + GOOD + line).encode()).hexdigest()


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Fall,snomed,161898004,Falls,,,,,\n", "deficit"),
        ("falls,snomed,161898004,Falls,,,,,\n", "deficit"),
        ("Polypharmacy,snomed,161898004,Falls,,,,,\n", "deficit"),
        ("Falls,icd10,W19,Falls,,,,,\n", "system"),
        ("Falls,SNOMED,161898004,Falls,,,,,\n", "system"),
        ("Falls,snomed,161898005,Falls,,,,,\n", "code"),
        ("Falls,snomed,16D..,Falls,,,,,\n", "code"),
        ("Falls,read2,161898004,Falls,,,,,\n", "code"),
        ("Falls,read2,16D,Falls,,,,,\n", "code"),
        ("Falls,snomed, 161898004,Falls,,,,,\n", "code"),
        ("Falls,snomed,161898004,,,,,,\n", "term"),
        ("Falls,snomed,161898004,Falls,many,,,,\n", "above"),
        ("Falls,snomed,161898004,Falls,1e3,,,,\n", "above"),
        ("Falls,snomed,161898004,Falls,,,,NaN,\n", "at_most"),
        ("Falls,snomed,161898004,Falls,0,,,,X\n", "sex"),
        ("Falls,snomed,161898004,Falls,,,,,M\n", "sex"),
        ("Falls,snomed,161898004,Falls,1,,2,,\n", "at_least"),
        ("Falls,snomed,161898004,Falls,,1,,2,\n", "at_most"),
        ("Falls,snomed,161898004,Falls,5,5,,,\n", "below"),
        ("Falls,snomed,161898004,Falls,,5,5,,\n", "below"),
        ("Falls,snomed,161898004,Falls,5,,,5,\n", "at_most"),
        ("Falls,snomed,161898004,Falls,,,6,5,\n", "at_most"),
        ("Falls,snomed,161898004,Falls,,,,\n", ""),
        ("Falls,snomed,161898004,Falls,,,,,,\n", ""),
        ('Falls,snomed,161898004,"Fal"ls,,,,,\n', ""),
        ('Falls,snomed,161898004,"Falls,,,,,\n', ""),
        ("Falls,snomed,161898004,Fa\0lls,,,,,\n", ""),
    ],
)
def test_a_wrong_row_is_refused_with_its_line_and_column(line, column):
    assert faults("Falls,snomed,1912002,Fall,,,,,\n", line) == [(3, column)]


@pytest.mark.parametrize("bounds", ["5,6,,", ",,5,5", "5,,,6", ",,,-2.5", "0,,,"])
def test_bounds_that_some_number_meets_are_taken(bounds):
    assert len(read(f"Falls,snomed,161898004,Falls,{bounds},\n").rows) == 1


def test_every_fault_is_told_and_nothing_is_taken():
    lines = ["Fall,icd10,W19,Falls,,,,,\n", GOOD, "\n", "Falls,snomed,161898005,Falls,,,,,\n"]

    assert faults(*lines) == [(2, "deficit"), (2, "system"), (5, "code")]


def test_a_row_told_twice_is_refused_whatever_its_term_and_spelling_of_numbers():
    once = "Falls,read2,16D2.,Number of falls,0,,,,\n"
    again = "Falls,read2,16D2.,Falls a year,0.0,,,,\n"

    with pytest.raises(RefusedCodeList, match="Line 4: says the same as line 2"):
        read(once, GOOD, again)


def test_alternatives_and_the_same_code_in_another_deficit_or_case_are_no_duplicates():
    lines = [
        "Thyroid disease,read2,442A.,TSH,0,0.36,,,\n",
        "Thyroid disease,read2,442A.,TSH,5.5,,,,\n",
        "Chronic kidney disease,read2,C104.,Diabetic nephropathy,,,,,\n",
        "Diabetes,read2,C104.,Diabetic nephropathy,,,,,\n",
        "Hypertension,read2,662O.,On treatment,,,,,\n",
        "Hypertension,read2,662o.,Something else,,,,,\n",
    ]

    assert len(read(*lines).rows) == 6


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (HEADER.replace(",sex", ""), [(1, "sex")]),
        (HEADER.replace("sex", "sex,colour"), [(1, "colour")]),
        (HEADER.replace("sex", "sex,term"), [(1, "term")]),
        ("", [(1, name) for name in sorted(COLUMNS)]),
    ],
)
def test_a_first_line_with_other_columns_is_refused(header, expected):
    assert faults(header=header) == expected


def test_a_list_without_rows_is_refused():
    assert faults() == [(1, "")]


def test_order_of_columns_byte_order_mark_and_line_ends_do_not_matter():
    names = list(reversed(COLUMNS))
    cells = dict(zip(COLUMNS, next(csv.reader([GOOD])), strict=True))
    line = ",".join(cells[name] for name in names)

    assert read_code_list([f"\ufeff{','.join(names)}\r\n", f"{line}\r\n"]).rows == read(GOOD).rows


def test_the_line_is_the_one_where_a_row_begins():
    broken = ['Falls,snomed,161898004,"Falls\n', 'and more",,,,,\n', "Fall,snomed,1912002,Fall,,,,,\n"]

    assert faults(*broken) == [(4, "deficit")]


@pytest.mark.parametrize(
    ("bounds", "meets", "misses"),
    [
        ({"above": 0, "below": 60}, ["0.1", "59", "59.99"], ["0", "60", "-1", "61"]),
        ({"at_least": 8}, ["8", "28"], ["7", "7.9"]),
        ({"at_most": Decimal("-2.5")}, ["-2.5", "-3"], ["-2.4", "0"]),
        ({"above": Decimal("5.5")}, ["5.6", "5.51"], ["5.5", "0"]),
    ],
)
def test_a_bound_is_met_or_missed_at_its_edge(bounds, meets, misses):
    rule = CodeRule("Falls", "snomed", "1912002", **{name: Decimal(bound) for name, bound in bounds.items()})

    assert all(rule.qualifies(Decimal(value), "F") for value in meets)
    assert not any(rule.qualifies(Decimal(value), "F") for value in misses)


def test_without_a_number_only_presence_counts():
    assert CodeRule("Falls", "snomed", "1912002").qualifies(None, "U")
    assert not CodeRule("Falls", "snomed", "1912002", above=Decimal(0)).qualifies(None, "F")
    assert not CodeRule("Falls", "snomed", "1912002", above=Decimal(0)).qualifies(Decimal("Infinity"), "F")


@pytest.mark.parametrize(
    ("sex", "counts"), [("M", True), ("F", False), ("I", False), ("U", False), ("", False)]
)
def test_a_row_of_one_sex_asks_for_it(sex, counts):
    rule = CodeRule("Anaemia and haematinic deficiency", "read2", "423..", below=Decimal(130), sex="M")

    assert rule.qualifies(Decimal(120), sex) is counts


def test_every_deficit_but_polypharmacy_is_coded():
    assert len(CODED_DEFICITS) == 35
    assert "Polypharmacy" not in CODED_DEFICITS
    assert len(BOUNDS) == 4

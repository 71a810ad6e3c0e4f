"""The readers of the medicine map and of the sensitive codes."""

import pytest

from tiers.codelists.medicines import RefusedMedicineMap, read_medicine_map
from tiers.codelists.sensitive import RefusedSensitiveList, read_sensitive_list

pytestmark = pytest.mark.fast
MAP = "medicine_code,system,medicine,ingredient,bnf_chapter\n"
SENSITIVE = "code,system,term\n"
GOOD = "322236009,dmd,Paracetamol 500mg tablets,Paracetamol,4\n"


def test_a_medicine_is_found_by_its_code():
    medicine_map = read_medicine_map([MAP, GOOD, "X-FOAM,local,Foam dressing,Dressing,20\n"])

    assert medicine_map.by_code["322236009"].ingredient == "Paracetamol"
    assert medicine_map.by_code["X-FOAM"].bnf_chapter == 20


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("322236008,dmd,Paracetamol,Paracetamol,4\n", "medicine_code"),
        ("322236009,local,Paracetamol,Paracetamol,4\n", "medicine_code"),
        ("x-1,local,Paracetamol,Paracetamol,4\n", "medicine_code"),
        ("322236009,bnf,Paracetamol,Paracetamol,4\n", "system"),
        ("322236009,dmd,,Paracetamol,4\n", "medicine"),
        ("322236009,dmd,Paracetamol,,4\n", "ingredient"),
        ("322236009,dmd,Paracetamol,Paracetamol,\n", "bnf_chapter"),
        ("322236009,dmd,Paracetamol,Paracetamol,0\n", "bnf_chapter"),
        ("322236009,dmd,Paracetamol,Paracetamol,24\n", "bnf_chapter"),
        ("322236009,dmd,Paracetamol,Paracetamol,4.7\n", "bnf_chapter"),
        ("322236009,dmd,Other words,Paracetamol,4\n" + GOOD, ""),
    ],
)
def test_a_wrong_medicine_is_refused_with_its_column(line, column):
    with pytest.raises(RefusedMedicineMap) as refused:
        read_medicine_map([MAP, *line.splitlines(keepends=True)])

    assert [fault.column for fault in refused.value.faults] == [column]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("386639002,snomed,Termination of pregnancy\n", "code"),
        ("43C3,read2,HIV positive\n", "code"),
        ("43C3.,icd10,HIV positive\n", "system"),
        ("43C3.,read2,\n", "term"),
    ],
)
def test_a_wrong_sensitive_code_is_refused_with_its_column(line, column):
    with pytest.raises(RefusedSensitiveList) as refused:
        read_sensitive_list([SENSITIVE, line])

    assert [(fault.line, fault.column) for fault in refused.value.faults] == [(2, column)]


def test_a_sensitive_code_told_twice_is_refused():
    with pytest.raises(RefusedSensitiveList, match="Line 3: says the same as line 2"):
        read_sensitive_list([SENSITIVE, "43C3.,read2,HIV positive\n", "43C3.,read2,HTLV\n"])


def test_the_case_and_the_terminology_of_a_sensitive_code_matter():
    sensitive = read_sensitive_list([SENSITIVE, "43C3.,read2,HIV positive\n"])

    assert sensitive.holds([("read2", "43C3.")])
    assert not sensitive.holds([("read2", "43c3."), ("ctv3", "43C3.")])

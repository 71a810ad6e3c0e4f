"""The reader of the medicine map."""

import pytest

from tiers.codelists.medicines import RefusedMedicineMap, read_medicine_map

pytestmark = pytest.mark.fast
MAP = "medicine_code,system,medicine,ingredient,bnf_chapter\n"
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

"""The reader of the list of sensitive codes."""

import pytest

from patients.rules.sensitive import RefusedSensitiveList, read_sensitive_list

pytestmark = pytest.mark.fast
SENSITIVE = "code,system,term\n"


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

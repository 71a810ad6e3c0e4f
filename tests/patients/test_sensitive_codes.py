"""Entries with a sensitive code: left out of files, and gone from view when the list comes later."""

import pytest
from django.core.management import CommandError, call_command

from patients.models import CodedEntry, QuarantinedRow, RecordedCode, SensitiveCode
from tests.patients.feeds.bringing import bring, buckets, entries, to_csv
from tests.patients.feeds.recording import ENTRIES, FIBRILLATION, entry, standing, who
from tests.tiers.codelists.people import CODE_LIST
from tests.tiers.records import lay_down_list
from tests.world import as_system
from tiers.models import DeficitOnset

pytestmark = pytest.mark.django_db
SENSITIVE = "386639001"
HEAD = "code,system,term\n"
LISTED = f"{HEAD}{SENSITIVE},snomed,Termination of pregnancy\n43C3.,read2,HIV positive\n"
NOT_LISTED = f"{HEAD}43C3.,read2,HIV positive\n"


@pytest.fixture
def replace(tmp_path, capsys):
    """Replaces the list and returns what the command says."""

    def take(content: str) -> str:
        path = tmp_path / "sensitive.csv"
        path.write_text(content)
        call_command("import_sensitive_codes", str(path))
        return capsys.readouterr().out

    return take


@pytest.fixture
def adair(world):
    return who(world.person("ADAIR"))


def counting() -> list[str]:
    with as_system():
        return sorted(CodedEntry.objects.counting().values_list("row_id", flat=True))


@pytest.mark.parametrize(
    "codes",
    [
        {"code": SENSITIVE},
        {"system": "read2", "code": "43C3."},
        {"system": "ctv3", "code": "XaXXX", "snomed_code": SENSITIVE},
    ],
    ids=["snomed", "read", "either of two"],
)
def test_an_entry_with_a_sensitive_code_is_left_out_and_counted(tmp_path, replace, adair, codes):
    replace(LISTED)
    done = bring(tmp_path, ENTRIES, [adair | entry(), adair | entry("e2", **codes)])

    assert (done.rows, buckets(done), done.report["left_out"]) == (1, {"accepted": 1}, {"sensitive": 1})
    assert set(standing()) == {"e1"}
    with as_system():
        assert not RecordedCode.objects.filter(snomed=SENSITIVE).exists()


@pytest.mark.parametrize(
    "wrong", [{"recorded_on": "soon"}, {"system": "snomd"}, {"nhs_number": "9990400016"}]
)
def test_a_faulty_row_with_a_sensitive_code_is_not_kept_in_quarantine(tmp_path, replace, adair, wrong):
    replace(LISTED)
    done = bring(tmp_path, ENTRIES, [adair | entry(), adair | entry("e2", code=SENSITIVE) | wrong])

    assert (buckets(done), done.report["left_out"]) == ({"accepted": 1}, {"sensitive": 1})
    assert entries() == []


def too_many(row: str) -> str:
    return f"{row},x"


def too_few(row: str) -> str:
    return row.rpartition(",")[0]


def unterminated(row: str) -> str:
    return row.replace("Termination", '"Termination')


def with_nul(row: str) -> str:
    return too_many(row.replace(SENSITIVE, f"{SENSITIVE[:3]}\0{SENSITIVE[3:]}"))


def in_read(row: str) -> str:
    return too_many(row.replace(SENSITIVE, "43C3"))


def in_read_with_term(row: str) -> str:
    return too_many(row.replace(SENSITIVE, "43C3.11"))


def spoilt(spoil, adair) -> str:
    """A file whose second row names a sensitive code and cannot be split."""
    rows = [adair | entry(), adair | entry("e2", code=SENSITIVE, term="Termination of pregnancy")]
    head, good, bad = to_csv(rows).splitlines()
    return "\n".join([head, good, spoil(bad)]) + "\n"


SPOILS = [too_many, too_few, unterminated, with_nul, in_read, in_read_with_term]


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_row_that_cannot_be_split_is_not_kept_with_a_sensitive_code(tmp_path, replace, adair, spoil):
    replace(LISTED)
    done = bring(tmp_path, ENTRIES, spoilt(spoil, adair))

    assert (buckets(done), done.report["left_out"]) == ({"accepted": 1}, {"sensitive": 1})
    assert entries() == []


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_list_that_comes_later_empties_rows_that_could_not_be_split(tmp_path, replace, adair, spoil):
    bring(tmp_path, ENTRIES, spoilt(spoil, adair))
    replace(LISTED)

    with as_system():
        row = QuarantinedRow.objects.get()
    assert (row.state, row.raw, row.given) == ("CLOSED", "", {})


@pytest.mark.parametrize("when", ["before", "after"])
def test_lines_that_a_quote_swallowed_stay_without_their_text(tmp_path, replace, adair, when):
    """Otherwise the other rows among them would be lost, and nobody would know."""
    text = spoilt(unterminated, adair).rstrip() + "\nmore\n"
    if when == "before":
        replace(LISTED)
    done = bring(tmp_path, ENTRIES, text)
    if when == "after":
        replace(LISTED)

    assert buckets(done) == {"accepted": 1, "quarantined": 1}
    with as_system():
        row = QuarantinedRow.objects.get()
    assert (row.state, row.raw, row.given) == ("OPEN", "", {})
    assert row.sentence.endswith("holds a sensitive code and is not kept: look these lines up in the file.")


def test_a_row_that_cannot_be_split_and_names_no_sensitive_code_is_kept(tmp_path, replace, adair):
    replace(LISTED)
    bring(tmp_path, ENTRIES, to_csv([adair | entry(f"{SENSITIVE}0")]).rstrip() + ",x\n")

    assert [reason for _, reason, _ in entries()] == ["too_many_fields"]


def test_a_code_in_another_terminology_is_not_the_same(tmp_path, replace, adair):
    replace(LISTED)

    assert buckets(bring(tmp_path, ENTRIES, [adair | entry(system="ctv3", code="43C3.")])) == {"accepted": 1}


def test_a_list_that_comes_later_takes_from_view_and_its_end_brings_back(tmp_path, replace, adair):
    bring(tmp_path, ENTRIES, [adair | entry(), adair | entry("e2", code=SENSITIVE)])

    said = replace(LISTED)
    assert "2 sensitive codes is in force. 1 recorded codes changed, of 1 people" in said
    assert counting() == ["e1"]

    replace(NOT_LISTED)
    assert counting() == ["e1", "e2"]


def test_a_list_that_comes_later_empties_rows_in_quarantine(tmp_path, replace, adair):
    bring(tmp_path, ENTRIES, [adair | entry(), adair | entry("e2", code=SENSITIVE, recorded_on="soon")])
    replace(LISTED)

    with as_system():
        row = QuarantinedRow.objects.get()
    assert (row.state, row.raw, row.given) == ("CLOSED", "", {})
    assert SENSITIVE not in row.sentence


def test_a_list_that_comes_later_takes_the_deficit_with_it(tmp_path, replace, world, adair):
    with as_system():
        lay_down_list(CODE_LIST)
    bring(tmp_path, ENTRIES, [adair | entry()])
    with as_system():
        assert DeficitOnset.objects.filter(person=world.person("ADAIR")).exists()

    replace(f"{HEAD}{FIBRILLATION},snomed,Atrial fibrillation\n")
    with as_system():
        assert not DeficitOnset.objects.exists()

    replace(NOT_LISTED)
    with as_system():
        assert DeficitOnset.objects.exists()


def test_the_same_list_again_changes_nothing(replace, world):
    replace(LISTED)

    assert "was in force already. 0 recorded codes" in replace(LISTED)


def test_a_list_with_a_fault_is_refused_whole(replace, world):
    replace(LISTED)
    with pytest.raises(CommandError, match="Line 2, code: has a wrong check digit"):
        replace(f"{HEAD}386639002,snomed,Termination of pregnancy\n")

    with as_system():
        assert SensitiveCode.objects.count() == 2

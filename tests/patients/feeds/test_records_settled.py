"""What people decide about records: rows mended from quarantine, contradictions settled."""

import pytest

from patients.models import QuarantinedRow
from tests.patients.feeds.bringing import Row, bring, buckets, entries
from tests.patients.feeds.recording import (
    ENTRIES,
    contradicted,
    entry,
    standing,
    versions,
    who,
)
from tests.world import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def adair(world) -> Row:
    return who(world.person("ADAIR"))


def values() -> list[str]:
    return [row[5] for row in standing().values()]


def test_a_mended_row_gets_in_and_closes_its_entry(tmp_path, adair, mend):
    bring(tmp_path, ENTRIES, [adair | entry(value="5", system="icd10")], by="PA")
    done = mend(system="snomed")

    assert buckets(done) == {"accepted": 1}
    assert (values(), [state for state, _, _ in entries()]) == (["5"], ["CORRECTED"])


def test_a_practice_mends_a_row_of_the_ccg_under_its_own_id(tmp_path, adair, mend):
    bring(tmp_path, ENTRIES, [adair | entry(value="5"), adair | entry(value="6")])
    done = mend(value="6")

    assert buckets(done) == {"accepted": 1}
    assert (values(), versions(), contradicted()) == (["6"], 2, [])


def test_a_practice_mends_no_row_into_the_record_of_somebody_elses(tmp_path, world, adair, mend):
    bring(tmp_path, ENTRIES, [adair | entry(value="5"), adair | entry(value="6")])
    done = mend(**who(world.person("COHEN")))

    assert buckets(done) == {"quarantined": 1}
    assert (standing(), versions()) == ({}, 2)


@pytest.mark.parametrize("value", ["5", "6", "7"])
def test_mending_a_contradiction_settles_it_for_good(tmp_path, adair, mend, value):
    told = [adair | entry(value="5"), adair | entry(value="6")]
    bring(tmp_path, ENTRIES, told, by="PA")
    mend(value=value)

    assert (values(), contradicted()) == ([value], [])
    assert {state for state, _, _ in entries()} == {"CORRECTED"}
    assert buckets(bring(tmp_path, ENTRIES, told, by="PA")) == {"unchanged": 2}
    assert values() == [value]


def test_what_was_settled_against_stays_so_in_other_words(tmp_path, adair, mend):
    bring(tmp_path, ENTRIES, [adair | entry(value="5"), adair | entry(value="6")], by="PA")
    mend(value="6")
    done = bring(tmp_path, ENTRIES, [adair | entry(value="5", term="AF")], by="PA")

    assert (buckets(done), values(), contradicted()) == ({"superseded": 1}, ["6"], [])


def test_mending_with_an_older_date_settles_nothing(tmp_path, adair, mend):
    bring(tmp_path, ENTRIES, [adair | entry(value="5"), adair | entry(value="6")], by="PA")
    done = mend(value="7", recorded_on="2024-01-01")

    assert buckets(done) == {"superseded": 1}
    assert (standing(), contradicted()) == ({}, ["e1", "e1"])


@pytest.mark.usefixtures("never_held")
def test_what_was_settled_against_can_be_chosen_later(tmp_path, adair, mend):
    bring(tmp_path, ENTRIES, [adair | entry(value="5"), adair | entry(value="6")], by="PA")
    mend(value="5")
    bring(tmp_path, ENTRIES, [adair | entry(value="7")], by="PA")
    mend(value="6")

    assert (values(), contradicted(), versions()) == (["6"], [], 3)


@pytest.mark.usefixtures("never_held")
def test_the_other_side_of_a_contradiction_stands_in_quarantine_as_its_file_had_it(tmp_path, adair):
    first = adair | entry(value="12.50", unit="g/dL", system="ctv3", code="XaXXX", snomed_code="49436004")
    bring(tmp_path, ENTRIES, [first], by="PA")
    bring(tmp_path, ENTRIES, [first | {"value": "7"}], by="PA")

    with as_system():
        row = QuarantinedRow.objects.get(given__value="12.5")
    assert (row.line, row.organisation.code, row.importer.code) == (2, "PA", "PA")
    assert row.given == {name: cell for name, cell in (first | {"value": "12.5"}).items() if cell} | {
        "system": "CTV3", "deleted": "N",
    }  # fmt: skip
    assert row.sentence.startswith("Line 2, row_id: another row with this id")

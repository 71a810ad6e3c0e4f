"""The same in other words: an extract with other terms, units or names takes nothing away."""

import pytest

from tests.patients.feeds.bringing import Row, bring, buckets, entries
from tests.patients.feeds.recording import (
    ENTRIES,
    FIBRILLATION,
    ISSUES,
    contradicted,
    entry,
    issue,
    standing,
    who,
)
from tests.patients.feeds.systmone import bring_systmone, code, patient, said, write_zip
from tests.tiers.codelists.people import CODE_LIST, MEDICINES
from tests.tiers.records import lay_down_list, lay_down_map
from tests.world import as_system
from tiers.models import DeficitOnset, PolypharmacyPeriod

pytestmark = pytest.mark.django_db
NEWER = "2026-03-06"
CTV3 = {"system": "ctv3", "code": "G5730"}


@pytest.fixture
def adair(world) -> Row:
    return who(world.person("ADAIR"))


@pytest.fixture
def lists(world) -> None:
    with as_system():
        lay_down_list(CODE_LIST)
        lay_down_map(MEDICINES)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ({}, {"term": "AF"}),
        ({}, {"term": ""}),
        ({}, {"unit": "x"}),
        ({"value": "5"}, {"value": "5", "unit": "g/L"}),
        ({"value": "5", "unit": "g/L"}, {"value": "5", "unit": "G / l"}),
        (CTV3, CTV3 | {"snomed_code": FIBRILLATION}),
        (CTV3 | {"snomed_code": "20135006"}, CTV3 | {"snomed_code": FIBRILLATION}),
    ],
    ids=["term", "no term", "unit of nothing", "unit", "spelling of the unit", "mapped", "mapped anew"],
)
def test_other_words_take_nothing_away_in_either_order(tmp_path, adair, first, other):
    for row_id, told in (("one", [first, other, first]), ("two", [other, first, other])):
        for words in told:
            done = bring(tmp_path, ENTRIES, [adair | entry(row_id) | words])
            assert (done.state, done.quarantined, contradicted()) == ("DONE", 0, [])

    assert standing()["one"] == standing()["two"]


def test_a_practice_in_other_words_keeps_its_index(tmp_path, lists, adair):
    rows = [adair | entry(str(number)) for number in range(100)]
    for term in ("Atrial fibrillation", "AF", "Atrial fibrillation"):
        done = bring(tmp_path, ENTRIES, [row | {"term": term} for row in rows])
        assert (done.state, len(standing()), done.report["contradictions"]) == ("DONE", 100, 0)

    assert buckets(done) == {"unchanged": 100}
    with as_system():
        assert DeficitOnset.objects.get().entries == 100


def test_a_renamed_medicine_keeps_its_polypharmacy(tmp_path, lists, adair):
    codes = range(6)
    for name in ("Med {}", "Med {} tablets", "Med {}"):
        rows = [issue(f"i{n}", medicine_code=f"M{n}", medicine=name.format(n)) for n in codes]
        done = bring(tmp_path, ISSUES, [adair | row for row in rows])

        assert (done.state, done.quarantined) == ("DONE", 0)
        with as_system():
            assert PolypharmacyPeriod.objects.count() == 1
    assert {row[3] for row in standing(ISSUES).values()} == {f"Med {n} tablets" for n in codes}


def test_systmone_with_its_terms_later_says_the_same(tmp_path, adair):
    for name, more in {
        "a": {},
        "b": {"CTV3Text": "AF", "SNOMEDText": "Atrial fibrillation"},
        "c": {},
    }.items():
        birth_date = said(adair["birth_date"])
        tables = {
            "SRPatient": [patient("7", adair["nhs_number"], DateBirth=birth_date)],
            "SRCode": [code("1", "7", **more)],
        }
        done = bring_systmone(write_zip(tmp_path / f"{name}.zip", tables), ENTRIES)
        assert (done.state, done.quarantined, len(standing())) == ("DONE", 0, 1)


@pytest.mark.usefixtures("never_held")
@pytest.mark.parametrize(
    ("first", "other"),
    [
        ({"value": "5", "unit": "g/L"}, {"value": "5", "unit": "g/dL"}),
        ({"value": "5"}, {"value": "6"}),
        ({}, {"effective_on": "2024-03-04"}),
        (CTV3, {}),
        ({"system": "read2", "code": "662O."}, {"system": "read2", "code": "662o."}),
    ],
    ids=["unit", "value", "day", "other code", "letter case"],
)
def test_what_means_something_else_contradicts(tmp_path, adair, first, other):
    for words in (first, other):
        bring(tmp_path, ENTRIES, [adair | entry() | words])

    assert (standing(), contradicted()) == ({}, ["e1", "e1"])


@pytest.mark.usefixtures("never_held")
def test_what_is_deleted_stays_so_in_other_words(tmp_path, adair):
    bring(tmp_path, ENTRIES, [adair | entry(value="5"), adair | entry(value="5", deleted="Y")])
    done = bring(tmp_path, ENTRIES, [adair | entry(value="5", term="AF")])

    assert (buckets(done), entries()) == ({"superseded": 1}, [])
    assert standing() == {"e1": ("deleted", "2024-03-06")}


@pytest.mark.parametrize(
    ("first", "more"),
    [({}, {"term": "AF"}), (CTV3, CTV3 | {"snomed_code": FIBRILLATION})],
    ids=["term", "mapped"],
)
def test_a_correction_of_the_words_alone_is_known_since_the_first(tmp_path, adair, first, more):
    bring(tmp_path, ENTRIES, [adair | entry() | first])
    done = bring(tmp_path, ENTRIES, [adair | entry(recorded_on=NEWER) | more])

    assert (done.state, standing()["e1"][1:3]) == ("DONE", (NEWER, "2024-03-06"))

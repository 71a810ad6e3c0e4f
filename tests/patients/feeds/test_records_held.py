"""Files that take too many rows away wait for a second person: deletions, contradictions, other codes."""

import pytest

from tests.patients.feeds.bringing import Row, approve, bring, buckets
from tests.patients.feeds.recording import ENTRIES, ISSUES, entry, issue, standing, who

pytestmark = pytest.mark.django_db
NEWER = "2024-04-01"
ROWS = range(100)


@pytest.fixture
def adair(world) -> Row:
    return who(world.person("ADAIR"))


def bring_entries(tmp_path, adair: Row, rows: range = ROWS, **more: str):
    return bring(tmp_path, ENTRIES, [adair | entry(str(number), **more) for number in rows])


def test_a_file_that_deletes_more_than_a_few_rows_is_held(tmp_path, world, adair):
    bring(tmp_path, ENTRIES, [adair | entry(str(number)) for number in range(100)])
    held = bring(tmp_path, ENTRIES, [adair | entry(str(number), deleted="Y") for number in range(3)])

    assert (held.state, held.report["deletions"]) == ("HELD", 3)
    assert held.report["held"][0].startswith("The file deletes 3 of 100 coded entries (3.0 %)")
    assert ("deleted", "2024-03-06") not in standing().values()

    approved = approve(held, world)
    assert buckets(approved) == {"accepted": 3}
    assert list(standing().values()).count(("deleted", "2024-03-06")) == 3


def test_a_file_that_deletes_a_few_rows_goes_in_and_says_so(tmp_path, adair):
    bring(tmp_path, ISSUES, [adair | issue(str(number)) for number in range(100)])
    done = bring(tmp_path, ISSUES, [adair | issue(str(number), deleted="Y") for number in range(2)])

    assert (done.state, buckets(done)) == ("DONE", {"accepted": 2})
    assert (done.report["deletions"], done.report["notes"]) == (2, ["2 medicines issued deleted."])


def test_rows_deleted_at_first_sight_take_nothing_away(tmp_path, adair):
    done = bring(tmp_path, ENTRIES, [adair | entry(str(number), deleted="Y") for number in range(5)])

    assert (done.state, buckets(done), done.report["deletions"]) == ("DONE", {"accepted": 5}, 0)


def test_a_newer_version_that_is_deleted_is_a_deletion(tmp_path, adair):
    bring(tmp_path, ENTRIES, [adair | entry()])
    held = bring(tmp_path, ENTRIES, [adair | entry(recorded_on=NEWER, deleted="Y")])

    assert (held.state, held.report["deletions"]) == ("HELD", 1)


@pytest.mark.parametrize(
    ("more", "name", "says"),
    [
        ({"value": "7"}, "contradictions", "contradicts 3 (then neither side counts) of 100"),
        ({"code": "20135006"}, "contradictions", "contradicts 3 (then neither side counts) of 100"),
        ({"code": "20135006", "recorded_on": NEWER}, "recoded", "gives another code or person to 3 of 100"),
    ],
    ids=["value", "code", "newer code"],
)
def test_a_file_that_says_otherwise_of_more_than_a_few_rows_is_held(tmp_path, world, adair, more, name, says):
    bring_entries(tmp_path, adair)
    before = standing()
    held = bring_entries(tmp_path, adair, range(3), **more)

    assert (held.state, held.report[name]) == ("HELD", 3)
    assert held.report["held"][0].startswith(f"The file {says} coded entries (3.0 %)")
    assert standing() == before

    approved = approve(held, world)
    assert (approved.state, approved.report[name]) == ("DONE", 3)


def test_what_is_taken_in_different_ways_counts_together(tmp_path, adair):
    bring_entries(tmp_path, adair)
    rows = [entry("0", deleted="Y"), entry("1", value="7"), entry("2", code="20135006", recorded_on=NEWER)]
    held = bring(tmp_path, ENTRIES, [adair | row for row in rows])

    assert held.state == "HELD"
    assert held.report["held"][0].startswith(
        "The file deletes 1, contradicts 1 (then neither side counts) and gives another code or person to 1"
    )


def test_a_newer_contradiction_takes_away_what_stood(tmp_path, adair):
    bring_entries(tmp_path, adair)
    rows = [entry(str(row), recorded_on=NEWER, value=value) for row in range(3) for value in ("6", "7")]
    held = bring(tmp_path, ENTRIES, [adair | row for row in rows])

    assert (held.state, held.report["contradictions"]) == ("HELD", 3)


def test_a_newer_result_of_every_row_goes_in(tmp_path, adair):
    bring_entries(tmp_path, adair)
    done = bring_entries(tmp_path, adair, recorded_on=NEWER, value="7", term="AF")

    assert (done.state, buckets(done), done.report["recoded"]) == ("DONE", {"accepted": 100}, 0)


def test_what_a_held_contradiction_did_a_newer_version_mends(tmp_path, world, adair):
    bring_entries(tmp_path, adair)
    approve(bring_entries(tmp_path, adair, value="7"), world)
    assert standing() == {}

    bring_entries(tmp_path, adair, recorded_on=NEWER)
    assert len(standing()) == 100

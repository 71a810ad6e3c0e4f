"""Versions of a row: what stands is a matter of what was delivered, never of the order it came in."""

import random
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import transaction

from tests.patients.feeds.bringing import Row, bring, buckets, entries
from tests.patients.feeds.recording import (
    ENTRIES,
    ISSUES,
    contradicted,
    entry,
    issue,
    standing,
    versions,
    who,
)
from tests.world import as_system

pytestmark = pytest.mark.django_db

DAYS = ["2024-03-06", "2024-04-01", "2025-01-15"]
ROUNDS = 6


@pytest.fixture
def adair(world) -> Row:
    return who(world.person("ADAIR"))


def test_a_newer_version_replaces_and_an_older_one_is_history(tmp_path, adair):
    first, newer, older, again = (
        bring(tmp_path, ENTRIES, [adair | entry(recorded_on=DAYS[day], value=str(day))])
        for day in (1, 2, 0, 0)
    )

    assert [buckets(done) for done in (first, newer, older, again)] == [
        {"accepted": 1}, {"accepted": 1}, {"superseded": 1}, {"unchanged": 1},
    ]  # fmt: skip
    assert standing()["e1"][1:3] == (DAYS[2], DAYS[2])
    assert versions() == 3


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_version_with_the_same_value_is_known_since_the_first(tmp_path, adair, order):
    told = [entry(recorded_on=DAYS[0], value="5"), entry(recorded_on=DAYS[1], value="5", unit="mmol/L")]
    for place in order:
        bring(tmp_path, ENTRIES, [adair | told[place]])

    assert standing()["e1"][1:3] == (DAYS[1], DAYS[0])


def test_two_contents_of_one_date_in_one_file_contradict_each_other(tmp_path, adair):
    done = bring(tmp_path, ENTRIES, [adair | entry(value="5"), adair | entry(value="6")])

    assert buckets(done) == {"quarantined": 2}
    assert entries() == [("OPEN", "conflicting_versions", "row_id")] * 2
    assert (standing(), contradicted()) == ({}, ["e1", "e1"])


@pytest.mark.usefixtures("never_held")
def test_two_contents_of_one_date_in_two_files_contradict_each_other(tmp_path, adair):
    done = [bring(tmp_path, ENTRIES, [adair | entry(value=value)]) for value in ("5", "6", "5", "6")]

    assert [buckets(each) for each in done] == [{"accepted": 1}, *[{"quarantined": 1}] * 3]
    assert entries() == [("OPEN", "conflicting_versions", "row_id")] * 2
    assert (standing(), contradicted(), versions()) == ({}, ["e1", "e1"], 2)


def test_a_newer_version_settles_a_contradiction_and_closes_its_entries(tmp_path, adair):
    bring(tmp_path, ENTRIES, [adair | entry(value="5"), adair | entry(value="6")])
    done = bring(tmp_path, ENTRIES, [adair | entry(recorded_on=DAYS[1], value="6")])

    assert buckets(done) == {"accepted": 1}
    assert {state for state, _, _ in entries()} == {"CORRECTED"}
    assert standing()["e1"][1:3] == (DAYS[1], DAYS[0])


def test_an_older_version_closes_no_entry(tmp_path, adair):
    bring(tmp_path, ENTRIES, [adair | entry(recorded_on=DAYS[1], value="5", system="icd10")])
    bring(tmp_path, ENTRIES, [adair | entry(recorded_on=DAYS[0], value="5")])
    assert [state for state, _, _ in entries()] == ["OPEN"]

    bring(tmp_path, ENTRIES, [adair | entry(recorded_on=DAYS[1], value="5")])
    assert [state for state, _, _ in entries()] == ["CORRECTED"]


def test_an_entry_of_another_source_is_not_closed(tmp_path, adair):
    bring(tmp_path, ENTRIES, [adair | entry(system="icd10")], by="PA")
    bring(tmp_path, ENTRIES, [adair | entry()])

    assert [state for state, _, _ in entries()] == ["OPEN"]


@pytest.mark.usefixtures("never_held")
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_deletion_of_the_same_date_wins_whatever_comes_first(tmp_path, adair, order):
    told = [entry(value="5"), entry(value="5", deleted="Y")]
    done = [bring(tmp_path, ENTRIES, [adair | told[place]]) for place in order]

    assert [*map(buckets, done)] == [
        {"accepted": 1},
        {"accepted": 1} if order == (0, 1) else {"superseded": 1},
    ]
    assert standing() == {"e1": ("deleted", DAYS[0])}


def draw_version(draws: random.Random, feed: str, people: list[Row]) -> Row:
    """A version of one of a few rows: few dates, values and words, so that they repeat and contradict."""
    person, row_id = draws.choice(people), str(draws.randrange(6))
    deleted = "Y" if draws.random() < 0.15 else "N"
    if feed == ISSUES:
        medicine, chapter = draws.choice(["Paracetamol", "Paracetamol tablets"]), draws.choice("4445")
        return person | issue(
            row_id, issued_on=draws.choice(DAYS[1:]), medicine=medicine, bnf_chapter=chapter, deleted=deleted
        )
    words = {
        "term": draws.choice(["", "AF", "Atrial fibrillation"]),
        "unit": draws.choice(["", "", "g/L", "g/l", "g/dL"]),
        "snomed_code": draws.choice(["", "49436004", "20135006"]),
    }
    codes = {"system": "ctv3", "code": draws.choice(["G5730", "G5730", "XaXXX"])}
    day, value = draws.choice(DAYS), draws.choice(["", "5", "5", ">90"])
    return person | entry(row_id, recorded_on=day, value=value, deleted=deleted, **words, **codes)


def expected(rows: list[Row], feed: str, keys: dict[str, int]) -> dict[str, tuple[object, ...]]:
    """What stands, worked out plainly from everything delivered."""
    found = {}
    by_row = defaultdict(list)
    for row in rows:
        by_row[row["row_id"]].append(row)
    for row_id, told in by_row.items():
        newest = max(row.get("recorded_on", "") for row in told)
        last = [row for row in told if row.get("recorded_on", "") == newest]
        if any(row["deleted"] == "Y" for row in last):
            found[row_id] = ("deleted", newest)
        elif len(set(map(meaning, last))) == 1 and len({beside(row) for row in last} - {""}) <= 1:
            found[row_id] = said(max(last, key=fullest), told, feed, keys)
    return found


def meaning(row: Row) -> tuple[str, ...]:
    names = ("nhs_number", "effective_on", "code", "value", "issued_on", "medicine_code")
    return tuple(row.get(name, "") for name in names)


def beside(row: Row) -> str:
    """The unit of a result, the chapter of a medicine."""
    return row["bnf_chapter"] if "bnf_chapter" in row else row["unit"].lower() if row["value"] else ""


def fullest(row: Row) -> tuple[object, ...]:
    if "medicine" in row:
        return (row["medicine"],)
    return (beside(row) != "", row["snomed_code"], row["term"], row["unit"])


def said(row: Row, told: list[Row], feed: str, keys: dict[str, int]) -> tuple[object, ...]:
    person = keys[row["nhs_number"]]
    if feed == ISSUES:
        return (person, row["issued_on"], row["medicine_code"], row["medicine"])
    same = [
        each["recorded_on"]
        for each in told
        if (each["nhs_number"], each["code"], each["value"]) == (row["nhs_number"], row["code"], row["value"])
    ]
    code = row["snomed_code"] or row["code"]
    dates = (row["recorded_on"], min(same), row["effective_on"])
    return (person, *dates, code, row["value"], row["unit"], row["term"])


def outcome(folder: Path, feed: str, files: list[list[Row]]) -> tuple[object, ...]:
    """What stands after these files, and what of it is contradicted; nothing of it is kept."""
    with transaction.atomic():
        for rows in files:
            done = bring(folder, feed, rows)
            assert done.state == "DONE"
            assert sum(buckets(done).values()) == len(rows)
        found = standing(feed), contradicted(feed)
        transaction.set_rollback(True)
    return found


@pytest.mark.usefixtures("never_held")
@pytest.mark.parametrize("feed", [ENTRIES, ISSUES])
@pytest.mark.parametrize("seed", [None, pytest.param(1, marks=pytest.mark.long)])
def test_any_order_and_any_split_end_in_the_same(tmp_path, world, feed, seed):
    seed = random.randrange(10**6) if seed is None else seed
    draws = random.Random(seed)
    people = [who(world.person(name)) for name in ("ADAIR", "COHEN")]
    with as_system():
        keys = {who(world.person(name))["nhs_number"]: world.person(name).pk for name in ("ADAIR", "COHEN")}
    rows = [draw_version(draws, feed, people) for _ in range(18)]
    stands = expected(rows, feed, keys)

    for _ in range(ROUNDS):
        draws.shuffle(rows)
        parts = draws.randrange(1, 7)
        files = [rows[part::parts] for part in range(parts)]
        found, against = outcome(tmp_path, feed, files)
        assert found == stands, f"seed {seed}"
        assert not set(against) & set(found), f"seed {seed}"

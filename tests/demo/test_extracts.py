"""The files as a whole: size, sameness, growth."""

import hashlib
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.demo.conftest import Ccg, Rows, is_on_register, written
from wsic.demo.extracts import people_file, write_extracts
from wsic.demo.organisations import BOROUGHS, organisation_rows, practice
from wsic.demo.world import World

pytestmark = pytest.mark.fast

# Of the extracts of 150 people, seed 7, records included.
CHECKSUM = "79f79435d2ca1c98999cfe5b4da210759b215920b5814ace379dfbfcc7a18324"


def digest(folder: Path) -> str:
    """Of what is in the files, zipped or not: compressed bytes differ from machine to machine."""
    found = hashlib.sha256()
    for path in sorted([*folder.glob("*.csv"), *folder.glob("*.zip")]):
        found.update(path.name.encode() + b"\0")
        for content in contents(path):
            found.update(content + b"\0")
    return found.hexdigest()


def contents(path: Path) -> list[bytes]:
    if path.suffix != ".zip":
        return [path.read_bytes()]
    with ZipFile(path) as archive:
        return [name.encode() + b"\0" + archive.read(name) for name in archive.namelist()]


def test_extracts_are_the_same_everywhere(tmp_path: Path) -> None:
    write_extracts(World(seed=7, people=150), tmp_path)

    assert digest(tmp_path) == CHECKSUM


def test_every_register_has_512_people(clean_ccg: Ccg, register: Rows) -> None:
    sizes = Counter(row["practice_code"] for row in register)

    assert len(sizes) == 50
    assert set(sizes.values()) == {512}
    assert {of["people"] for of in clean_ccg.key["registers"].values()} == {512}


def test_everybody_on_a_register_is_65_and_came_before_today(register: Rows) -> None:
    assert max(row["birth_date"] for row in register) <= "1961-06-30"
    assert max(row["registered_on"] for row in register) <= "2026-06-30"
    assert min(row["birth_date"] for row in register) >= "1921-01-01"


def test_a_practice_file_names_that_practice_only(clean_ccg: Ccg) -> None:
    for file in clean_ccg.key["files"]:
        if file["feed"] == "people":
            codes = {row["practice_code"] for row in clean_ccg.rows(file)}
            assert codes == {file["file"].removeprefix("people-").removesuffix(".csv")}


def test_more_people_change_nobody_who_was_there(tmp_path: Path) -> None:
    small = written(tmp_path / "small", clean=True, people=1000)
    large = written(tmp_path / "large", clean=True, people=1500)

    for feed in ("people", "frailty_scores"):
        before = Counter(map(str, small.of_feed(feed)))
        assert not before - Counter(map(str, large.of_feed(feed)))


def test_more_practices_change_no_practice_that_was_there() -> None:
    fifty, sixty = World(people=50_000), World(people=59_500)

    assert (fifty.practices, sixty.practices) == (50, 60)
    assert [fifty.register_size(0), sixty.register_size(0), sixty.register_size(59)] == [1000, 1000, 500]
    assert organisation_rows(50)[:-1] == organisation_rows(60)[: len(organisation_rows(50)) - 1]


def test_another_seed_gives_other_people_in_the_same_organisations(tmp_path: Path) -> None:
    one = written(tmp_path / "one", clean=True, people=100, seed=1)
    two = written(tmp_path / "two", clean=True, people=100, seed=2)

    assert one.of_feed("organisations") == two.of_feed("organisations")
    assert not {row["birth_date"] + row["address"] for row in one.of_feed("people")[25:]} & {
        row["birth_date"] + row["address"] for row in two.of_feed("people")[25:]
    }


def test_files_of_a_larger_world_are_cleared_away_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / people_file(60)).write_text("of an earlier world")
    (tmp_path / "people-mine.csv").write_text("somebody's own")

    write_extracts(World(people=50), tmp_path)

    assert not (tmp_path / people_file(60)).exists()
    assert (tmp_path / "people-mine.csv").exists()


@pytest.mark.parametrize("people", [49, 439_001])
def test_a_world_too_small_or_too_large_is_refused(people: int) -> None:
    with pytest.raises(ValueError, match="People must be 50 to 439,000"):
        World(people=people)


def test_registers_in_the_answer_key_add_up(clean_ccg: Ccg) -> None:
    for of in clean_ccg.key["registers"].values():
        assert of["people"] == sum(of[name] for name in ("fit", "mild", "moderate", "severe", "not_scored"))


def test_bad_rows_leave_registers_and_clean_rows_as_they_are(clean_ccg: Ccg, dirty_ccg: Ccg) -> None:
    assert dirty_ccg.key["registers"] == clean_ccg.key["registers"]
    for file in clean_ccg.key["files"]:
        clean = (clean_ccg.folder / file["file"]).read_bytes().split(b"\n")
        dirty = (dirty_ccg.folder / file["file"]).read_bytes().split(b"\n")
        assert not Counter(clean) - Counter(dirty)


def test_organisations_hang_together() -> None:
    rows = {row["code"]: row for row in organisation_rows(50)}
    practices = [row for row in rows.values() if row["kind"] == "practice" and not row["closed_on"]]

    assert len(practices) == 50
    assert len({row["name"] for row in organisation_rows(439)}) == len(organisation_rows(439))
    assert {rows[row["hub_code"]]["kind"] for row in practices} == {"hub"}
    assert Counter(row["wave"] for row in practices).keys() == {"1", "2", "3"}
    assert {row["borough"] for row in practices} == set(BOROUGHS)
    assert practice(0).hub_code == practice(1).hub_code == "T80001"


def test_somebody_died_left_moved_or_is_out_of_scope(people: Rows) -> None:
    kinds = Counter(row["registration_kind"] for row in people)
    twice = Counter(row["nhs_number"] for row in people)

    assert kinds["temporary"] == 250
    assert kinds["private"] == 100
    assert sum(bool(row["died_on"]) for row in people) == 50 * 31
    assert sum(count == 2 for count in twice.values()) == 400
    assert max(twice.values()) == 2


def test_who_moved_left_one_practice_on_the_day_of_coming_to_another(people: Rows) -> None:
    stays: dict[str, Rows] = {}
    for row in people:
        stays.setdefault(row["nhs_number"], []).append(row)
    moved = [sorted(rows, key=lambda row: row["registered_on"]) for rows in stays.values() if len(rows) == 2]

    for earlier, later in moved:
        assert earlier["deregistered_on"] == later["registered_on"]
        assert earlier["practice_code"] != later["practice_code"]
        assert earlier["birth_date"] == later["birth_date"]
        assert is_on_register(later)

"""The synthetic CCG at its usual size, generated once."""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from wsic.demo.extracts import ANSWERS_FILE, Formats, write_extracts
from wsic.demo.lines import COLUMNS
from wsic.demo.world import World

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Ccg:
    """Extracts in a folder, and their answer key."""

    folder: Path
    key: dict

    def rows(self, file: dict) -> Rows:
        text = (self.folder / file["file"]).read_bytes().decode()
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    def of_feed(self, feed: str) -> Rows:
        return [row for file in self.key["files"] if file["feed"] == feed for row in self.rows(file)]


def written(folder: Path, *, clean: bool, formats: Formats = Formats.NONE, **world: int) -> Ccg:
    write_extracts(World(**world), folder, clean=clean, formats=formats)
    return Ccg(folder, json.loads((folder / ANSWERS_FILE).read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def clean_ccg(tmp_path_factory: pytest.TempPathFactory) -> Ccg:
    """25,600 people without bad rows and without records."""
    return written(tmp_path_factory.mktemp("clean-ccg"), clean=True)


@pytest.fixture(scope="session")
def dirty_ccg(tmp_path_factory: pytest.TempPathFactory) -> Ccg:
    """25,600 people and the bad rows, without records."""
    return written(tmp_path_factory.mktemp("dirty-ccg"), clean=False)


@pytest.fixture(scope="session")
def people(clean_ccg: Ccg) -> Rows:
    return clean_ccg.of_feed("people")


@pytest.fixture(scope="session")
def register(people: Rows) -> Rows:
    """Everybody who counts: living, regularly registered."""
    return [row for row in people if is_on_register(row)]


@pytest.fixture(scope="session")
def scores(clean_ccg: Ccg) -> Rows:
    return clean_ccg.of_feed("frailty_scores")


def is_on_register(row: dict[str, str]) -> bool:
    assert tuple(row) == COLUMNS["people"]
    return row["registration_kind"] == "regular" and not row["deregistered_on"] and not row["died_on"]

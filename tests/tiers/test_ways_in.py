"""The same records in either format, in any files and order, or with more known since: the same index.

Synthetic people of a drawn seed, through the real feeds; each way is taken back before the next.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import transaction

from patients.feeds.sets import records
from tests.demo.conftest import written
from tests.patients.feeds.bringing import Row, bring
from tests.patients.feeds.systmone import FEEDS, bring_systmone, write_zip
from tests.tiers.records import everything_computed
from tests.tiers.test_explain_world import together
from tests.world import TODAY
from wsic.demo.extracts import Formats

pytestmark = [pytest.mark.django_db, pytest.mark.long]

PEOPLE = 400
DAYS = (TODAY, date(2025, 12, 31), date(2024, 6, 30))
RECORDS = ("coded_entries", "medication_issues")


@pytest.fixture
def seed() -> int:
    return random.randrange(10**6)


@pytest.fixture(autouse=True)
def lists(world, monkeypatch) -> None:
    """Parts of a file are files so short that all their deletions would wait for a second person."""
    monkeypatch.setattr(records, "MOST_TAKEN", 2.0)
    call_command("import_starter_lists", stdout=io.StringIO())


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def scores(days: tuple[date, ...] = DAYS, *options: str) -> dict[date, str]:
    """What `score_efi` says of everybody: practice, count, score, category, deficits."""
    found = {}
    for day in days:
        out = io.StringIO()
        call_command("score_efi", "--as-of", f"{day}", "--format", "csv", *options, stdout=out)
        found[day] = out.getvalue()
    return found


def brought(tmp_path: Path, feed: str, rows: list[Row], **more: object) -> None:
    done = bring(tmp_path, feed, rows, **more)
    assert (done.state, done.quarantined) == ("DONE", 0), (feed, done.report)


def own(tmp_path: Path, seed: int, people: int = PEOPLE) -> dict[str, list[Row]]:
    """The rows of each feed; the organisations are brought at once."""
    folder = tmp_path / "own"
    written(folder, clean=True, formats=Formats.OWN, people=people, seed=seed)
    brought_organisations(tmp_path, folder)
    return {feed: together(folder, feed) for feed in FEEDS}


def brought_organisations(tmp_path: Path, folder: Path) -> None:
    brought(tmp_path, "organisations", (folder / "organisations.csv").read_text(encoding="utf-8"))


def as_one_extract(folder: Path, to: Path) -> Path:
    """The extracts of all practices as one, rows told apart by the practice."""
    tables: dict[str, list[Row]] = {}
    for path in sorted(folder.glob("systmone-*.zip")):
        with ZipFile(path) as archive:
            for name in archive.namelist():
                for row in csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")):
                    own = (
                        {} if name == "SRPatient.csv" else {"RowIdentifier": path.stem + row["RowIdentifier"]}
                    )
                    tables.setdefault(name.removesuffix(".csv"), []).append(row | own)
    return write_zip(to, tables)


def test_both_formats_give_everybody_the_same_score(tmp_path, seed):
    folder = tmp_path / "systmone"
    written(folder, clean=True, formats=Formats.SYSTMONE, people=PEOPLE, seed=seed)
    rows = own(tmp_path, seed)
    with taken_back():
        for feed in FEEDS:
            brought(tmp_path, feed, rows[feed])
        by_own, known_now = scores(), scores(DAYS, "--known-now")
    extract = as_one_extract(folder, tmp_path / "extract.zip")
    for feed in FEEDS:
        done = bring_systmone(extract, feed)
        assert (done.state, done.quarantined) == ("DONE", 0), (feed, done.report)

    assert scores() == by_own, f"seed {seed}"
    assert scores(DAYS, "--known-now") == known_now, f"seed {seed}"
    assert by_own[TODAY].count("\n") > PEOPLE * 0.9
    assert known_now[TODAY] == by_own[TODAY]  # nobody records tomorrow's entries
    assert len({*by_own.values(), *known_now.values()}) == 5


def rows_at_random(rows: dict[str, list[Row]], draws: random.Random) -> list[tuple[str, list[Row]]]:
    """The records in files of any size, in any order."""
    files = []
    for feed in RECORDS:
        shuffled = draws.sample(rows[feed], len(rows[feed]))
        cuts = sorted(draws.choices(range(len(shuffled)), k=draws.randrange(4)))
        pairs = zip([0, *cuts], [*cuts, len(shuffled)], strict=True)
        files += [(feed, shuffled[first:last]) for first, last in pairs if first < last]
    return draws.sample(files, len(files))


def test_any_order_of_files_and_any_split_give_the_same_onsets(tmp_path, seed):
    draws = random.Random(seed)
    rows = own(tmp_path, seed, people=100)
    brought(tmp_path, "people", rows["people"])
    found = []
    for _ in range(5):
        with taken_back():
            for feed, part in rows_at_random(rows, draws):
                brought(tmp_path, feed, part)
            found.append(everything_computed())

    assert all(each == found[0] for each in found), f"seed {seed}"
    onsets, periods = found[0]
    assert (len(onsets) > 100, len(periods) > 10) == (True, True)


def said_before(rows: list[Row]) -> Callable[[Row], bool]:
    """
    Whether a row is one of those that change no past: not a newer version that says something else.

    A correction says that it never was so, which is another promise (docs/decisions/0005-records.md).
    """
    first: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row["recorded_on"]):
        first.setdefault(row["row_id"], row)
    same = ("code", "value", "effective_on", "deleted")
    return lambda row: all(row[name] == first[row["row_id"]][name] for name in same)


def test_a_score_as_of_a_day_is_the_same_with_more_known_since(tmp_path, seed):
    rows = own(tmp_path, seed)
    day = TODAY - timedelta(days=random.Random(seed).randrange(30, 450))
    entries = [*filter(said_before(rows["coded_entries"]), rows["coded_entries"])]
    brought(tmp_path, "people", rows["people"])
    known = [row for row in entries if row["recorded_on"] <= f"{day}"]
    issued = [row for row in rows["medication_issues"] if row["issued_on"] <= f"{day}"]
    brought(tmp_path, "coded_entries", known, as_on=day)
    brought(tmp_path, "medication_issues", issued, as_on=day)
    then = scores((day,))
    brought(tmp_path, "coded_entries", entries)
    brought(tmp_path, "medication_issues", rows["medication_issues"])

    assert scores((day,)) == then, f"seed {seed}"
    assert scores((day,), "--known-now") != then
    assert len(known) < len(entries)

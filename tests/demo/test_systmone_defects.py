"""Seeded defects of SystmOne extracts: reading and rules say of them what the answer key says."""

from pathlib import Path

import pytest

from patients.feeds.declared import feed_named
from patients.feeds.reading import Limits, open_systmone
from patients.feeds.rules import Judge
from tests.demo.conftest import Ccg, written
from wsic.demo.defects.systmone import CODE, KINDS, MEDICATION
from wsic.demo.extracts import Formats
from wsic.demo.world import AS_ON

pytestmark = pytest.mark.fast

FEEDS = {CODE: "coded_entries", MEDICATION: "medication_issues"}
KNOWN_LATER = {"conflicting_versions"}


@pytest.fixture(scope="module")
def ccg(tmp_path_factory: pytest.TempPathFactory) -> Ccg:
    folder = tmp_path_factory.mktemp("soiled-systmone")
    return written(folder, clean=False, formats=Formats.SYSTMONE, people=1000)


def found_by_the_feed(path: Path, table: str) -> dict[int, tuple[str, str]]:
    """Line -> reason, and the sentence."""
    feed = feed_named(FEEDS[table])
    extract = open_systmone(path, feed=feed.name, names=feed.names, limits=Limits())
    judge = Judge(feed, on=AS_ON, source="systmone", wording=extract.wording)
    found: dict[int, tuple[str, str]] = {}
    for batch in extract:
        found |= {bad.line: (bad.reason, "") for bad in batch.bad}
        faulty = judge.judge(batch).faulty
        found |= {row.line: (row.problems[0].reason, row.problems[0].sentence) for row in faulty}
    return found


@pytest.mark.parametrize("table", FEEDS)
def test_reading_and_rules_agree_with_the_answer_key(ccg: Ccg, table: str) -> None:
    for file in ccg.key["files"]:
        if file["feed"] == table:
            found = found_by_the_feed(ccg.folder / file["file"].split("/")[0], table)
            wanted = {of["line"]: of for of in file["bad"] if of["reason"] not in KNOWN_LATER}
            assert {line: reason for line, (reason, _) in found.items()} == {
                line: of["reason"] for line, of in wanted.items()
            }
            for line, of in wanted.items():
                assert not of["column"] or f"{table} line {line:,}, {of['column']}: " in found[line][1]


@pytest.mark.parametrize("table", FEEDS)
def test_every_kind_comes(ccg: Ccg, table: str) -> None:
    kinds = {of["kind"] for file in ccg.key["files"] if file["feed"] == table for of in file["bad"]}

    assert kinds == {kind.name for kind in KINDS[table]}

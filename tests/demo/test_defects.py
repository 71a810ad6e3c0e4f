"""Seeded defects: what is spoilt, where, and that the feeds' own reading and rules say the same."""

from collections import Counter
from pathlib import Path

import pytest

from patients.feeds.declared import feed_named
from patients.feeds.reading import open_extract
from patients.feeds.rules import Judge
from tests.demo.conftest import Ccg
from wsic.demo.course import course_of
from wsic.demo.defects import KINDS, seed_defects
from wsic.demo.defects.broken import SWALLOWING
from wsic.demo.lines import header_line, records, row_line
from wsic.demo.organisations import organisation_rows
from wsic.demo.records import own
from wsic.demo.records.case import has_records
from wsic.demo.records.record import record_of
from wsic.demo.registrations import people_row, stays
from wsic.demo.scores import score_rows
from wsic.demo.world import AS_ON, World

pytestmark = pytest.mark.fast

REQUIRED = {
    "nhs_number_invalid", "nhs_number_mangled", "date_invalid", "date_in_future", "date_before_birth",
    "date_order", "value_not_numeric", "code_unknown_shape", "organisation_unknown", "person_unknown",
    "identity_mismatch", "required_missing", "not_in_list", "too_few_fields", "too_many_fields",
    "unterminated_quote", "nul_character", "conflicting_versions",
}  # fmt: skip
# What only the database knows; the line and column rules say nothing of these rows.
KNOWN_LATER = {"organisation_unknown", "person_unknown", "identity_mismatch", "conflicting_versions"}


@pytest.fixture(scope="module")
def lines() -> dict[str, list[str]]:
    """Clean records of each feed, header first: 3 practices."""
    world = World()
    listed = [stay for index in range(3) for stay in stays(world, index)]
    courses = [course_of(stay.person, world.seed) for stay in listed]
    rows = {
        "organisations": organisation_rows(200),
        "people": [people_row(stay) for stay in listed],
        "frailty_scores": [
            row for stay, course in zip(listed, courses, strict=True) for row in score_rows(stay, course)
        ],
    }
    both = zip(listed[:400], courses, strict=False)
    more = [record_of(stay, course, world.seed) for stay, course in both if has_records(stay)]
    made = more[:20]
    of_records = {
        "coded_entries": [line for record in made for line in own.entry_lines(record)],
        "medication_issues": [line for record in made for line in own.issue_lines(record)],
        "allergies": [line for record in more for line in own.allergy_lines(record)],
        "current_medicines": [line for record in more for line in own.medicine_lines(record)],
        "residence": [line for record in more for line in own.residence_lines(record)],
    }
    found = {feed: [*map(row_line, of)] for feed, of in rows.items()} | of_records
    return {feed: [header_line(feed), *of] for feed, of in found.items()}


def found_by_the_feed(path: Path, feed: str) -> tuple[dict[int, tuple[str, str]], int]:
    """Line -> reason and column that reading and rules give, and how many rows there are."""
    declared = feed_named(feed)
    judge = Judge(declared, on=AS_ON)
    found: dict[int, tuple[str, str]] = {}
    rows = 0
    for batch in open_extract(path, columns=declared.to_read):
        rows += len(batch.rows) + len(batch.bad)
        found |= {bad.line: (bad.reason, "") for bad in batch.bad}
        found |= {
            row.line: (row.problems[0].reason, row.problems[0].column) for row in judge.judge(batch).faulty
        }
    return found, rows


def test_kinds_are_many_and_their_names_their_own() -> None:
    assert len(KINDS["people"]) >= 60
    for kinds in KINDS.values():
        assert len({kind.name for kind in kinds}) == len(kinds)
    assert {kind.reason for kinds in KINDS.values() for kind in kinds} >= REQUIRED


@pytest.mark.parametrize("feed", KINDS)
def test_every_kind_comes_and_clean_lines_stay(lines: dict[str, list[str]], feed: str) -> None:
    soiled, answers = seed_defects(lines[feed], feed, seed=4, count=len(KINDS[feed]))

    assert {answer.kind for answer in answers} == {kind.name for kind in KINDS[feed]}
    assert len(Counter(line.encode() for line in lines[feed]) - Counter(soiled)) <= len(KINDS[feed])
    assert soiled[0] == lines[feed][0].encode()


def test_answers_name_the_lines_that_changed(lines: dict[str, list[str]]) -> None:
    soiled, answers = seed_defects(lines["people"], "people", seed=4, share=0.1)
    clean = set("\n".join(lines["people"]).split("\n"))

    physical = b"\n".join(soiled).split(b"\n")
    changed = {
        number for number, line in enumerate(physical, 1) if line.decode(errors="replace") not in clean
    }

    named = {answer.line_number for answer in answers}
    first_versions = {of.line_number for of in answers if of.reason == "conflicting_versions"}
    again = {of.line_number for of in answers if of.kind == "header_again"}
    assert named - first_versions - again <= changed <= named


def test_the_same_seed_gives_the_same_defects_and_another_gives_others(lines: dict[str, list[str]]) -> None:
    once = seed_defects(lines["people"], "people", seed=4, share=0.05)

    assert seed_defects(lines["people"], "people", seed=4, share=0.05) == once
    assert seed_defects(lines["people"], "people", seed=5, share=0.05)[1] != once[1]


def test_what_swallows_lines_is_followed_by_a_clean_row(lines: dict[str, list[str]]) -> None:
    _, answers = seed_defects(lines["frailty_scores"], "frailty_scores", seed=4, share=0.3)
    bad = {answer.line_number for answer in answers}

    swallowing = [answer for answer in answers if answer.kind in SWALLOWING]
    assert swallowing
    assert not bad & {answer.line_number + 1 for answer in swallowing}


@pytest.mark.parametrize(("share", "count"), [(None, None), (0.1, 5), (0.4, None), (None, 10_000)])
def test_a_wish_that_cannot_be_met_is_refused(lines: dict[str, list[str]], share: float, count: int) -> None:
    with pytest.raises(ValueError, match=r"Say either|at most a third"):
        seed_defects(lines["people"], "people", seed=4, share=share, count=count)


@pytest.mark.parametrize("feed", KINDS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reading_and_rules_agree_with_every_answer(
    lines: dict[str, list[str]], feed: str, seed: int, tmp_path: Path
) -> None:
    soiled, answers = seed_defects(lines[feed], feed, seed=seed, share=0.2)
    (tmp_path / "extract.csv").write_bytes(b"\n".join(soiled) + b"\n")

    found, rows = found_by_the_feed(tmp_path / "extract.csv", feed)

    assert rows == len(soiled) - 1
    assert found == {of.line_number: (of.reason, of.column) for of in answers if of.reason not in KNOWN_LATER}


def test_the_ccgs_own_bad_rows_are_one_in_a_hundred_and_of_every_kind(dirty_ccg: Ccg) -> None:
    for feed in ("organisations", "people", "frailty_scores"):
        kinds = KINDS[feed]
        files = [file for file in dirty_ccg.key["files"] if file["feed"] == feed]
        bad = [row for file in files for row in file["bad"]]
        assert {row["kind"] for row in bad} == {kind.name for kind in kinds}
        if feed != "organisations":
            assert 0.009 < len(bad) / sum(file["rows"] for file in files) < 0.012


def test_reading_and_rules_agree_with_the_ccgs_answer_key(dirty_ccg: Ccg) -> None:
    for file in dirty_ccg.key["files"]:
        found, rows = found_by_the_feed(dirty_ccg.folder / file["file"], file["feed"])
        wanted = {
            of["line"]: (of["reason"], of["column"]) for of in file["bad"] if of["reason"] not in KNOWN_LATER
        }
        assert (found, rows) == (wanted, file["rows"]), file["file"]


def test_records_hold_line_breaks_in_quotes_together() -> None:
    text = 'a,b\n1,"x\ny"\n2,z\n'

    assert records(text) == ["a,b", '1,"x\ny"', "2,z"]


def test_line_numbers_count_line_breaks_inside_rows() -> None:
    rows = [f'999026018{digit},1945-07-14,2026-06-30,"0.25\n"' for digit in range(9)]
    one_kind = [KINDS["frailty_scores"][0]]

    soiled, answers = seed_defects(
        [header_line("frailty_scores"), *rows], "frailty_scores", seed=1, count=3, kinds=one_kind
    )

    physical = b"\n".join(soiled).split(b"\n")
    assert len(answers) == 3
    assert all(physical[answer.line_number - 1].startswith(b"999026018") for answer in answers)

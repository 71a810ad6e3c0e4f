"""Allergies, current medicines and residences of the synthetic CCG: plausible, and as the feeds take them."""

from collections import Counter
from pathlib import Path

import pytest

from patients.models import Allergy, CurrentMedicine, QuarantinedRow, Residence
from tests.demo.conftest import Ccg, written
from tests.patients.feeds.bringing import bring, buckets, to_csv
from tests.world import as_system
from wsic.demo.course import course_of
from wsic.demo.extracts import OF_LISTS, Formats
from wsic.demo.records.case import has_records
from wsic.demo.records.record import Record, record_of
from wsic.demo.registrations import stays
from wsic.demo.world import World

MODELS = {"allergies": Allergy, "current_medicines": CurrentMedicine, "residence": Residence}


@pytest.fixture(scope="module")
def records() -> list[Record]:
    world = World(people=6_000)
    found = (stay for practice in range(8) for stay in stays(world, practice) if has_records(stay))
    return [record_of(stay, course_of(stay.person, world.seed), world.seed) for stay in found]


@pytest.mark.fast
def test_some_have_allergies_some_have_none_and_of_some_nothing_is_recorded(records):
    said = Counter(
        "nothing" if not each.allergies else each.allergies[0].status or "allergic" for each in records
    )
    shares = {name: number / len(records) for name, number in said.items()}

    assert 0.26 < shares["allergic"] < 0.38
    assert 0.36 < shares["no_known_allergies"] < 0.48
    assert 0.18 < shares["nothing"] < 0.32
    assert {"resolved", "entered_in_error"} <= {row.status for each in records for row in each.allergies}


@pytest.mark.fast
def test_a_few_live_in_homes_more_of_those_with_frailty(records):
    homes = {True: Counter[bool](), False: Counter[bool]()}
    for each in records:
        at_home = not any(row.kind in ("care_home", "nursing_home") for row in each.lived)
        homes[each.case.person.deficits >= 9][not at_home] += 1
    share = {frail: found[True] / found.total() for frail, found in homes.items()}

    assert 0.005 < share[False] < 0.04
    assert share[True] > 3 * share[False]
    assert {row.kind for each in records for row in each.lived} >= {"own_home", "intermediate_care"}
    assert 0.07 < sum(not each.lived for each in records) / len(records) < 0.17


@pytest.mark.fast
def test_all_of_it_lies_within_a_life(records):
    for each in records:
        born, ends = each.case.person.birth_date.toordinal(), each.case.ends
        days = [row.recorded for row in each.allergies] + [row.started for row in each.taken]
        days += [row.since for row in each.lived]
        assert all(born < day <= ends for day in days)
        assert all(row.until is None or row.until >= row.since for row in each.lived)
        assert all(row.ended is None or row.ended > row.started for row in each.taken)


@pytest.mark.fast
def test_what_is_taken_was_issued_and_lately_where_it_has_no_end(records):
    for each in records:
        last = {issue.medicine.medicine_code: 0 for issue in each.issues}
        for issue in each.issues:
            code = issue.medicine.medicine_code
            last[code] = max(last[code], issue.issued)
        assert all(row.ended or each.case.ends - last[row.code] <= 120 for row in each.taken)


@pytest.mark.fast
def test_joan_smith_is_as_the_pictures_show_her(tmp_path):
    ccg = written(tmp_path, clean=True, formats=Formats.OWN, people=50)

    rows = [row for row in ccg.of_feed("allergies") if row["nhs_number"] == "9990260184"]
    assert [(row["substance"], row["reaction"], row["recorded_on"][:4]) for row in rows] == [
        ("Penicillin", "Rash", "1998")
    ]


@pytest.mark.fast
def test_more_people_change_nobody_who_was_there(tmp_path):
    small, large = (
        written(tmp_path / str(people), clean=True, formats=Formats.SYSTMONE, people=people)
        for people in (100, 150)
    )

    for feed in OF_LISTS:
        before = Counter(map(str, small.of_feed(feed)))
        assert before
        assert not before - Counter(map(str, large.of_feed(feed)))


@pytest.fixture
def soiled(tmp_path: Path, world) -> Ccg:
    """150 people known, and the lists about them with their bad rows."""
    clean = written(tmp_path / "clean", clean=True, people=150)
    bring(tmp_path, "organisations", to_csv(clean.of_feed("organisations")))
    assert bring(tmp_path, "people", to_csv(clean.of_feed("people"))).quarantined == 0
    return written(tmp_path / "soiled", clean=False, formats=Formats.OWN, people=150)


@pytest.mark.django_db
@pytest.mark.parametrize("feed", OF_LISTS)
def test_the_feeds_take_what_is_clean_and_turn_away_what_is_bad(tmp_path, soiled, feed):
    file = next(each for each in soiled.key["files"] if each["feed"] == feed)
    content = (soiled.folder / file["file"]).read_bytes()

    done = bring(tmp_path, feed, content)

    assert (done.state, done.rows, done.quarantined) == ("DONE", file["rows"], len(file["bad"]))
    with as_system():
        found = {(row.line, row.reason) for row in QuarantinedRow.objects.all()}
        assert found <= {(of["line"], of["reason"]) for of in file["bad"]}
        assert len({reason for _, reason in found}) > 8
        assert MODELS[feed].objects.count() >= buckets(done)["accepted"]
    again = bring(tmp_path, feed, content)
    assert again.accepted == 0

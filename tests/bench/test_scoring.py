"""Scoring against PostgreSQL's bare scan of the same rows, its results against the plain reading.

`make bench TEST_OPTIONS=tests/bench/test_scoring.py`.  WSIC_BENCH_ROWS makes it smaller (10,000,000 coded
entries if left out).  Every time is a median of five, scan and scoring in turn, so that whatever else the
machine does meets both.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection

from patients.models import CodedEntry, MedicationIssue, Person, PersonDetail
from tests.bench.scoring_rows import A_PERSON, A_PRACTICE, lay_down_records, lay_down_world
from tests.database import clone, connected_to, superuser
from tests.tiers.codelists.people import CODE_LIST, MEDICINES
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.actions.scoring import renew_deficits
from tiers.codelists.oracle import Entry, read_person
from tiers.codelists.polypharmacy import Issue
from tiers.models import DeficitOnset, PolypharmacyPeriod, ScoreSource, ScoringChoice, ScoringOf, TierStanding
from tiers.rules import DEFICITS
from tiers.sets import meanings, onsets, polypharmacy
from wsic.organisations.models import Organisation

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

ROWS = int(os.environ.get("WSIC_BENCH_ROWS", "10_000_000"))
PRACTICES = max(2, ROWS // A_PERSON // A_PRACTICE // 2 * 2)
PEOPLE = PRACTICES * A_PRACTICE
TIMES = 5
MOST_COMPUTING, MOST_WITH_WRITES, MOST_OF_TWICE, MOST_OF_ONE_PERCENT = 3.0, 6.0, 2.2, 0.05
PEOPLE_COMPARED = 1_000

# Bare: every row is met, nothing is read of it.  The other one also reads what scoring needs of a row.
BARE = "SELECT count(*) FROM patients_codedentry"
READING = """
SELECT count(person_id), count(code_id), count(effective_on), count(known_on), count(value),
       count(replaced_by_id), count(NULLIF(deleted, true)), count(NULLIF(conflicted, true))
FROM patients_codedentry
"""


@dataclass
class Times:
    """Seconds, medians."""

    half: float
    bare: float
    reading: float
    computing: float
    written: float
    one_percent: float

    def lines(self) -> Iterator[str]:
        yield f"{PEOPLE:,} people, {PEOPLE * A_PERSON:,} coded entries"
        yield f"bare scan {self.bare:.3f} s, reading what scoring needs {self.reading:.3f} s"
        yield (
            f"computing {self.computing:.3f} s: {self.computing / self.bare:.2f} x bare scan (target"
            f" {MOST_COMPUTING}), {self.computing / self.reading:.2f} x reading"
        )
        yield (
            f"scores and proposals written {self.written:.3f} s: {self.written / self.bare:.2f} x bare scan"
            f" (target {MOST_WITH_WRITES}), {self.written / self.reading:.2f} x reading"
        )
        yield f"twice the people {self.computing / self.half:.2f} x (target {MOST_OF_TWICE})"
        again = self.one_percent / self.written
        yield f"again after 1 % of people changed {again:.1%} (target {MOST_OF_ONE_PERCENT:.0%})"


@pytest.fixture(scope="module")
def database(template, django_db_setup, django_db_blocker) -> Iterator[str]:
    with clone(template) as name, django_db_blocker.unblock(), connected_to(name):
        call_command("import_starter_lists")
        with superuser(name) as owner:
            lay_down_world(owner, people=PEOPLE)
            lay_down_records(owner, first=0, last=PEOPLE // 2)
        with as_system():
            meanings.renew()
            practices = Organisation.objects.filter(code__startswith="BENCH")
            ScoringOf.objects.bulk_create(
                ScoringOf(
                    practice=practice,
                    choice=ScoringChoice.COMPUTED,
                    source=ScoreSource.COMPUTED,
                    since_on=TODAY,
                )
                for practice in practices
            )
        yield name


def seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def in_turn(*actions: Callable[[], object]) -> list[float]:
    """The median of each, after one round that warms up."""
    rounds = [[seconds(action) for action in actions] for _ in range(TIMES + 1)][1:]
    return [statistics.median(taken) for taken in zip(*rounds, strict=True)]


def ask(statement: str) -> None:
    with as_system(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(statement)


def compute() -> None:
    with as_system():
        onsets.look(None)
        polypharmacy.look(None)


def score(people: list[int] | None) -> None:
    with as_system():
        renew_deficits(people, by=SYSTEM)
        propose_tiers(people, by=SYSTEM, at=NOW)


@contextmanager
def forgotten(name: str) -> Iterator[None]:
    with superuser(name) as owner:
        owner.execute("TRUNCATE tiers_deficitonset, tiers_polypharmacyperiod, tiers_tierstanding")
    yield


def score_from_nothing(name: str) -> float:
    taken = []
    for _ in range(TIMES):
        with forgotten(name):
            taken.append(seconds(lambda: score(None)))
    return statistics.median(taken)


def change_one_percent(name: str, round_: int) -> list[int]:
    """Their entries say something else than before."""
    with superuser(name) as owner:
        found = owner.execute("SELECT id FROM bench_people WHERE mod(n, 100) = %s", [round_])
        people = [row[0] for row in found]
        owner.execute(
            "UPDATE patients_codedentry SET effective_on = effective_on - 1 WHERE person_id = ANY (%s)",
            [people],
        )
    return people


def score_one_percent(name: str) -> float:
    taken = []
    for round_ in range(TIMES):
        people = change_one_percent(name, round_)
        taken.append(seconds(partial(score, people)))
    return statistics.median(taken)


def test_scoring(database):
    half = in_turn(compute)[0]
    with superuser(database) as owner:
        lay_down_records(owner, first=PEOPLE // 2, last=PEOPLE)
    bare, reading, computing = in_turn(lambda: ask(BARE), lambda: ask(READING), compute)
    written = score_from_nothing(database)
    times = Times(half, bare, reading, computing, written, score_one_percent(database))
    print("", *times.lines(), sep="\n")

    assert differences(random.Random(20260630)) == []
    print(f"0 differences from the plain reading for {PEOPLE_COMPARED:,} random people")
    assert computing / half <= MOST_OF_TWICE
    assert times.one_percent / written <= MOST_OF_ONE_PERCENT
    assert computing / bare <= MOST_COMPUTING
    assert written / bare <= MOST_WITH_WRITES


def differences(chance: random.Random) -> list[int]:
    """People whose deficits as of today, as stored, are not those of the plain reading; there are some."""
    with as_system():
        people = chance.sample(sorted(Person.objects.values_list("pk", flat=True)), PEOPLE_COMPARED)
        wrong = [person for person in people if stored(person) != plain(person)]
        assert DeficitOnset.objects.filter(person__in=people).count() > PEOPLE_COMPARED
        assert TierStanding.objects.filter(person__in=people).exists()
    return wrong


def stored(person: int) -> dict[str, tuple[date, str]]:
    rows = DeficitOnset.objects.filter(person=person, counted_from__lte=TODAY).select_related("entry")
    found = {DEFICITS[row.deficit - 1]: (row.counted_from, row.entry.row_id) for row in rows}
    for period in PolypharmacyPeriod.objects.filter(person=person, from_on__lte=TODAY, to_on__gt=TODAY):
        found["Polypharmacy"] = (period.from_on, "")
    return found


def plain(person: int) -> dict[str, tuple[date, str]]:
    detail = PersonDetail.objects.get(person=person, replaced_by=None)
    entries = [
        Entry(
            {system: code for system in ("ctv3", "read2", "snomed") if (code := getattr(row.code, system))},
            row.effective_on, row.known_on, row.value, row.deleted, row.row_id,
        )
        for row in CodedEntry.objects.filter(person=person).select_related("code")
    ]  # fmt: skip
    issues = [
        Issue(row.medicine.code, row.issued_on, row.medicine.bnf_chapter, None, row.deleted)
        for row in MedicationIssue.objects.filter(person=person).select_related("medicine")
    ]
    read = read_person(entries, issues, sex=detail.sex, on=TODAY, code_list=CODE_LIST, medicines=MEDICINES)
    return {onset.deficit: (onset.counted_from, onset.row_id) for onset in read.onsets}

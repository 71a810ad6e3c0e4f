"""One person's score of one day, brought by several organisations: the nearest one's counts."""

import itertools
import random
from datetime import date, timedelta

import pytest

from patients.actions.reach import refresh_reach
from patients.models import Registration
from tests.factories import PersonFactory
from tests.patients.feeds.bringing import bring, buckets, entries
from tests.tiers.test_feeds import FEED, MARCH, forget_scores, row, standing, tiers
from tests.world import SYSTEM, TODAY, as_system
from tiers.models import FrailtyScore

pytestmark = pytest.mark.django_db
MOVED = date(2026, 6, 1)
JUNE = date(2026, 6, 15)


def mover(world):
    """Registered at practice A until 1 June 2026, since then at B, which reads what A had recorded."""
    with as_system():
        person = PersonFactory(practice=world.organisation("PA"), practice__to_on=MOVED)
        Registration.objects.create(
            person=person, practice=world.organisation("PB"), from_on=MOVED, as_on=TODAY
        )
        refresh_reach(people=[person.pk], by=SYSTEM)
    return person


@pytest.fixture
def moved(world):
    return mover(world)


def test_another_practices_score_does_not_switch_off_that_of_the_persons_own(tmp_path, moved):
    bring(tmp_path, FEED, [row(moved, "0.25")], by="PA")

    other = bring(tmp_path, FEED, [row(moved, "0.94")], by="PB")

    assert buckets(other) == {"superseded": 1}
    assert entries() == []
    assert standing(moved) == [(MARCH, "0.25000", 9)]
    assert tiers(moved)[0][0] == 2


def test_the_persons_own_practice_replaces_what_another_had_brought(tmp_path, moved):
    bring(tmp_path, FEED, [row(moved, "0.94")], by="PB")

    own = bring(tmp_path, FEED, [row(moved, "0.25")], by="PA", as_on=TODAY - timedelta(days=30))

    assert buckets(own) == {"accepted": 1}
    assert standing(moved) == [(MARCH, "0.25000", 9)]
    with as_system():
        assert FrailtyScore.objects.filter(person=moved).count() == 2


def test_after_the_move_the_new_practice_is_the_own_one(tmp_path, moved):
    bring(tmp_path, FEED, [row(moved, "0.25", on=JUNE)], by="PB")
    assert standing(moved) == [(JUNE, "0.25000", 9)]


def test_the_ccg_and_the_own_practice_contradict_each_other(tmp_path, moved):
    bring(tmp_path, FEED, [row(moved, "0.25")], by="PA")
    ccg = bring(tmp_path, FEED, [row(moved, "0.28")], by="CCG")

    assert buckets(ccg) == {"quarantined": 1}
    assert len(entries()) == 2
    assert standing(moved) == []


def test_a_score_of_lower_rank_closes_no_conflict_of_higher(tmp_path, moved):
    bring(tmp_path, FEED, [row(moved, "0.25")], by="PA")
    bring(tmp_path, FEED, [row(moved, "0.28")], by="CCG")

    other = bring(tmp_path, FEED, [row(moved, "0.94")], by="PB")

    assert buckets(other) == {"superseded": 1}
    assert {state for state, _, _ in entries()} == {"OPEN"}


def test_the_own_practice_settles_a_conflict_of_others(tmp_path, moved):
    bring(tmp_path, FEED, [row(moved, "0.94"), row(moved, "0.92")], by="PB")
    bring(tmp_path, FEED, [row(moved, "0.25")], by="PA", as_on=TODAY - timedelta(days=30))

    assert standing(moved) == [(MARCH, "0.25000", 9)]
    assert {state for state, _, _ in entries()} == {"CORRECTED"}


def test_what_another_brought_is_no_verdict_between_those_that_count(tmp_path, moved):
    """PB's was replaced by an extract of the same day, which is no correction: the CCG's still conflicts."""
    bring(tmp_path, FEED, [row(moved, "0.28")], by="PB")
    bring(tmp_path, FEED, [row(moved, "0.25")], by="PA")

    assert buckets(bring(tmp_path, FEED, [row(moved, "0.28")], by="CCG")) == {"quarantined": 1}
    assert standing(moved) == []


@pytest.mark.parametrize("by", ["PA", "PB", "CCG"])
def test_each_file_again_changes_nothing(tmp_path, moved, by):
    for who, score in (("PB", "0.94"), ("PA", "0.25")):
        bring(tmp_path, FEED, [row(moved, score)], by=who)
    again = {"PA": "0.25", "PB": "0.94", "CCG": "0.25"}[by]

    assert buckets(bring(tmp_path, FEED, [row(moved, again)], by=by)) == {"unchanged": 1}
    assert standing(moved) == [(MARCH, "0.25000", 9)]


def files_of(chance, people):
    """Four extracts by practice A, B and the CCG, of two days, as (who, day, rows)."""
    for who in chance.sample(["PA", "PB", "CCG", chance.choice(["PA", "PB"])], 4):
        told = [
            row(person, score)
            for person in people
            for score in chance.sample(["0.11", "0.25", "0.36"], chance.choice([0, 1, 1, 1, 2]))
        ]
        yield who, TODAY - timedelta(days=chance.choice([0, 7])), told


@pytest.mark.parametrize("seed", [None, pytest.param(1, marks=pytest.mark.long)])
def test_what_stands_does_not_depend_on_who_comes_first(tmp_path, world, seed):
    seed = random.randrange(10**6) if seed is None else seed
    chance = random.Random(seed)
    people = [mover(world) for _ in range(10)]
    outcomes = set()
    for files in chance.sample(list(itertools.permutations(files_of(chance, people))), 5):
        forget_scores()
        for who, day, rows in files:
            bring(tmp_path, FEED, chance.sample(rows, len(rows)), as_on=day, by=who)
        outcomes.add(tuple((tuple(standing(person)), tuple(tiers(person))) for person in people))

    assert len(outcomes) == 1, f"seed {seed}"

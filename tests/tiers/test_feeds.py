"""The feed frailty_scores from file to tier, through the real import."""

import itertools
import random
from datetime import date, timedelta

import pytest

from patients.models import PersonDetail, PersonIdentifier, QuarantinedRow, Registration
from tests.factories import PersonFactory
from tests.patients.feeds.bringing import bring, buckets, entries
from tests.tiers.factories import DecisionFactory
from tests.world import TODAY, as_system
from tiers.models import Basis, FrailtyScore, TierStanding
from tiers.rules import CURRENT
from tiers.sets import proposals

pytestmark = pytest.mark.django_db

FEED = "frailty_scores"
MARCH, MAY = date(2026, 3, 31), date(2026, 5, 31)


@pytest.fixture
def person(world):
    return world.person("ADAIR")


def row(person, score, *, on=MARCH):
    with as_system():
        number = PersonIdentifier.objects.get(person=person, replaced_by=None).value
        birth_date = PersonDetail.objects.get(person=person, replaced_by=None).birth_date
    return {"nhs_number": number, "birth_date": str(birth_date), "calculated_on": str(on), "score": score}


def standing(person):
    """Scores that count, by day."""
    with as_system():
        rows = FrailtyScore.objects.standing().filter(person=person).order_by("calculated_on")
        return [(score.calculated_on, str(score.score), score.deficit_count) for score in rows]


def tiers(person):
    with as_system():
        rows = (
            TierStanding.objects.known_now().filter(person=person, basis=Basis.PROPOSED).order_by("from_on")
        )
        return [(stands.tier, stands.from_on, stands.to_on) for stands in rows]


def test_a_score_becomes_a_count_and_a_proposed_tier(tmp_path, person):
    done = bring(tmp_path, FEED, [row(person, "0.25")])

    assert (done.state, buckets(done)) == ("DONE", {"accepted": 1})
    assert standing(person) == [(MARCH, "0.25000", 9)]
    assert tiers(person) == [(2, MARCH, None)]


@pytest.mark.parametrize(
    ("score", "tier"), [("0.11", 0), ("0.14", 1), ("0.22", 1), ("0.25", 2), ("0.33", 2), ("0.36", 3)]
)
def test_the_boundaries_through_the_feed(tmp_path, person, score, tier):
    bring(tmp_path, FEED, [row(person, score)])

    assert tiers(person) == [(tier, MARCH, None)]


@pytest.mark.parametrize(
    ("differently", "column", "reason"),
    [
        ({"score": "0.40"}, "score", "score_not_a_count"),
        ({"score": "0.5"}, "score", "score_too_few_decimals"),
        ({"score": "1.20"}, "score", "value_out_of_range"),
        ({"score": "0,25"}, "score", "value_not_numeric"),
        ({"score": ""}, "score", "required_missing"),
        ({"nhs_number": "9990400016"}, "nhs_number", "person_unknown"),
        ({"birth_date": "1937-12-13"}, "birth_date", "identity_mismatch"),
        ({"calculated_on": "2026-07-01"}, "calculated_on", "date_in_future"),
        ({"calculated_on": "1937-12-11"}, "calculated_on", "date_before_birth"),
    ],
)
def test_a_bad_row_never_gets_in(tmp_path, person, differently, column, reason):
    done = bring(tmp_path, FEED, [row(person, "0.25") | differently])

    assert buckets(done) == {"quarantined": 1}
    assert entries() == [("OPEN", reason, column)]
    assert (standing(person), tiers(person)) == ([], [])


def test_the_same_file_twice_changes_nothing(tmp_path, person):
    rows = [row(person, "0.25"), row(person, "0.28", on=MAY)]
    bring(tmp_path, FEED, rows)
    with as_system():
        before = list(FrailtyScore.objects.values()), list(TierStanding.objects.values())

    assert buckets(bring(tmp_path, FEED, rows)) == {"unchanged": 2}
    with as_system():
        assert (list(FrailtyScore.objects.values()), list(TierStanding.objects.values())) == before


def test_a_line_twice_is_a_duplicate_in_whatever_digits(tmp_path, person):
    done = bring(tmp_path, FEED, [row(person, "0.25"), row(person, "0.25"), row(person, "0.250")])

    assert buckets(done) == {"accepted": 1, "duplicate": 2}


def test_two_scores_for_a_day_in_one_file_conflict_and_neither_counts(tmp_path, person):
    done = bring(tmp_path, FEED, [row(person, "0.25"), row(person, "0.28")])

    assert buckets(done) == {"quarantined": 2}
    assert entries() == [("OPEN", "conflicting_versions", "score")] * 2
    assert (standing(person), tiers(person)) == ([], [])


def test_two_scores_for_a_day_in_two_files_conflict_and_neither_counts(tmp_path, person):
    bring(tmp_path, FEED, [row(person, "0.25")])
    done = bring(tmp_path, FEED, [row(person, "0.28"), row(person, "0.28")])

    assert buckets(done) == {"quarantined": 1, "duplicate": 1}
    assert entries() == [("OPEN", "conflicting_versions", "score")] * 2
    assert (standing(person), tiers(person)) == ([], [])


def test_a_file_of_a_conflict_again_opens_nothing_more(tmp_path, person):
    for score in ("0.25", "0.28", "0.25", "0.28"):
        done = bring(tmp_path, FEED, [row(person, score)])

    assert buckets(done) == {"quarantined": 1}
    assert len(entries()) == 2
    assert standing(person) == []


def test_a_newer_extract_settles_a_conflict_and_closes_both_entries(tmp_path, person):
    bring(tmp_path, FEED, [row(person, "0.25"), row(person, "0.28")], as_on=TODAY - timedelta(days=7))
    done = bring(tmp_path, FEED, [row(person, "0.28")])

    assert buckets(done) == {"accepted": 1}
    assert {state for state, _, _ in entries()} == {"CORRECTED"}
    assert standing(person) == [(MARCH, "0.28000", 10)]


def test_a_newer_extract_replaces_and_an_older_one_is_history(tmp_path, person):
    bring(tmp_path, FEED, [row(person, "0.25")], as_on=TODAY - timedelta(days=7))
    newer = bring(tmp_path, FEED, [row(person, "0.28")])
    older = bring(tmp_path, FEED, [row(person, "0.14")], as_on=TODAY - timedelta(days=14))
    again = bring(tmp_path, FEED, [row(person, "0.14")], as_on=TODAY - timedelta(days=14))

    assert [buckets(done) for done in (newer, older, again)] == [
        {"accepted": 1},
        {"superseded": 1},
        {"unchanged": 1},
    ]
    assert standing(person) == [(MARCH, "0.28000", 10)]
    with as_system():
        assert FrailtyScore.objects.filter(person=person).count() == 3


def test_a_practice_brings_scores_of_its_own_people_alone(tmp_path, world, person):
    cohen = world.person("COHEN")
    done = bring(tmp_path, FEED, [row(person, "0.25"), row(cohen, "0.25")], by="PA")

    assert buckets(done) == {"accepted": 1, "quarantined": 1}
    assert entries() == [("OPEN", "person_unknown", "nhs_number")]
    assert standing(cohen) == []


def test_a_practice_brings_no_scores_of_days_after_somebody_left(tmp_path, world):
    evans = world.person("EVANS")  # at PA until 1 May
    rows = [row(evans, "0.25", on=date(2026, 4, 30)), row(evans, "0.94", on=date(2026, 5, 1))]

    done = bring(tmp_path, FEED, rows, by="PA")

    assert buckets(done) == {"accepted": 1, "quarantined": 1}
    assert standing(evans) == [(date(2026, 4, 30), "0.25000", 9)]


def test_a_list_that_ends_a_registration_ends_the_tier(tmp_path, person):
    bring(tmp_path, FEED, [row(person, "0.25")])
    with as_system():
        stay = Registration.objects.get(person=person)
        detail = PersonDetail.objects.get(person=person)
    people = row(person, "") | {
        "family_name": detail.family_name, "given_name": detail.given_name, "sex": detail.sex,
        "practice_code": "PA", "registered_on": str(stay.from_on), "deregistered_on": "2026-06-15",
    }  # fmt: skip
    del people["score"], people["calculated_on"]
    bring(tmp_path, "people", [people, *others_of_practice_a()])

    assert tiers(person) == [(2, MARCH, date(2026, 6, 15))]


def others_of_practice_a():
    """The rest of the list, so that nobody else leaves by being missing."""
    with as_system():
        stays = Registration.objects.filter(practice__code="PA", replaced_by=None).exclude(
            person__details__family_name="ADAIR"
        )
        return [
            {
                "nhs_number": stay.person.identifiers.get().value,
                **stay.person.details.values("family_name", "given_name", "birth_date", "sex").get(),
                "practice_code": "PA",
                "registered_on": stay.from_on,
                "deregistered_on": stay.to_on or "",
                "died_on": stay.person.details.get().died_on or "",
            }
            for stay in stays
        ]


def test_a_decided_tier_outlives_every_import(tmp_path, person):
    with as_system():
        DecisionFactory(person=person, tier=0)
        decided = TierStanding.objects.get(basis=Basis.DECIDED)
    for score in ("0.25", "0.36"):
        bring(tmp_path, FEED, [row(person, score)])

    with as_system():
        kept = TierStanding.objects.get(pk=decided.pk)
    assert (kept.tier, kept.from_on, kept.to_on, kept.replaced_at) == (0, decided.from_on, None, None)


def files_of(chance, people):
    """Extracts of three days that agree, differ, repeat and contradict each other, as (day, rows)."""
    for age in (0, 7, 7, 14):
        told = [
            row(person, score, on=on)
            for person in people
            for on in (MARCH, MAY)
            for score in chance.sample(["0.11", "0.25", "0.36"], chance.choice([0, 1, 1, 1, 2]))
        ]
        yield TODAY - timedelta(days=age), told


def forget_scores():
    with as_system():
        TierStanding.objects.all().delete()
        FrailtyScore.objects.all().delete()
        QuarantinedRow.objects.all().delete()


@pytest.mark.parametrize("seed", [None, pytest.param(1, marks=pytest.mark.long)])
def test_what_stands_does_not_depend_on_the_order_of_files(tmp_path, world, seed):
    seed = random.randrange(10**6) if seed is None else seed
    chance = random.Random(seed)
    practice = world.organisation("PA")
    with as_system():
        people = [PersonFactory(practice=practice) for _ in range(12)]
    outcomes = set()
    for files in chance.sample(list(itertools.permutations(files_of(chance, people))), 4):
        forget_scores()
        for day, rows in files:
            bring(tmp_path, FEED, chance.sample(rows, len(rows)), as_on=day)
        outcomes.add(tuple((tuple(standing(person)), tuple(tiers(person))) for person in people))

    assert len(outcomes) == 1, f"seed {seed}"
    with as_system():
        assert proposals.difference(CURRENT) == (0, 0)


def test_a_row_of_somebody_else_is_not_taken_for_another_version(tmp_path, person):
    told = row(person, "0.25")
    done = bring(tmp_path, FEED, [told, told | {"score": "0.50", "birth_date": "1937-12-13"}])

    assert buckets(done) == {"accepted": 1, "quarantined": 1}
    assert standing(person) == [(MARCH, "0.25000", 9)]

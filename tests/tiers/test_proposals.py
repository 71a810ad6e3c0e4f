"""Proposals written by one statement, held against the plain reading of `tiers.rules.standings`."""

import random
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from patients.models import PersonDetail, Registration
from tests.factories import PersonFactory
from tests.tiers.factories import DecisionFactory, ScoreFactory, settings_with
from tests.tiers.onsets import make_onset, make_polypharmacy
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.models import (
    Basis,
    DeficitOnset,
    FrailtyScore,
    Instrument,
    PolypharmacyPeriod,
    ScoreSource,
    ScoringOf,
    TierStanding,
)
from tiers.rules import CURRENT, Period, Proposed, Scored, Stay, computed_series, standings
from tiers.sets import proposals
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
FIRST = date(2025, 1, 1)
PEOPLE_IN_A_WORLD = 60


def propose(people=None, *, at=NOW, **settings):
    return propose_tiers(people, by=SYSTEM, at=at, **settings)


def history(person):
    rows = TierStanding.objects.known_now().filter(person=person, basis=Basis.PROPOSED).order_by("from_on")
    return [Proposed(row.tier, row.deficit_count, row.from_on, row.to_on, row.source) for row in rows]


def plain_history(person):
    """What the rules say about a person, read row by row."""
    scores = FrailtyScore.objects.standing().filter(person=person, source=ScoreSource.IMPORTED)
    registrations = Registration.objects.current().filter(person=person, kind="REGULAR")
    stays = [
        Stay(Period(each.from_on, each.to_on), source_of(each.practice_id))
        for each in registrations
        if each.from_on != each.to_on
    ]
    died_on = PersonDetail.objects.current().get(person=person).died_on
    imported = [Scored(score.calculated_on, score.deficit_count) for score in scores]
    return standings({"IMPORTED": imported, "COMPUTED": plain_series(person, stays)}, stays, died_on)


def plain_series(person, stays):
    if not stays:
        return []
    onsets = DeficitOnset.objects.filter(person=person).values_list("counted_from", flat=True)
    periods = PolypharmacyPeriod.objects.filter(person=person)
    first = min(stay.period.from_on for stay in stays)
    return computed_series(
        onsets, [Period(each.from_on, each.to_on) for each in periods], first_registered_on=first
    )


def source_of(practice_id):
    row = ScoringOf.objects.filter(practice_id=practice_id).first()
    return row.source if row else ScoreSource.IMPORTED


@pytest.fixture
def adair(world):
    return world.person("ADAIR")


def test_a_score_proposes_a_tier_and_leaves_an_audit_row(adair):
    with as_system():
        ScoreFactory(person=adair, deficit_count=9, calculated_on=date(2026, 3, 31))
        change = propose([adair.pk])

    with as_system():
        assert (change.closed, change.opened) == (0, 1)
        assert history(adair) == [Proposed(2, 9, date(2026, 3, 31), None)]
        row = TierStanding.objects.get(person=adair)
        assert (row.instrument, row.source, row.settings_version) == ("EFI", "IMPORTED", CURRENT.version)
        assert AuditEvent.objects.filter(verb="tier.proposed").count() == 1


def test_the_same_data_write_nothing(adair):
    with as_system():
        ScoreFactory(person=adair)
        propose()
        before = list(TierStanding.objects.values())
        change = propose(at=LATER)

        assert (change.closed, change.opened) == (0, 0)
        assert list(TierStanding.objects.values()) == before


def test_a_late_older_score_corrects_the_past_and_keeps_what_was_recorded(adair):
    with as_system():
        ScoreFactory(person=adair, deficit_count=9, calculated_on=date(2026, 3, 31))
        propose(at=NOW)
        ScoreFactory(person=adair, deficit_count=8, calculated_on=date(2026, 1, 31))
        change = propose([adair.pk], at=LATER)

        assert (change.closed, change.opened) == (0, 1)
        assert history(adair) == [
            Proposed(1, 8, date(2026, 1, 31), date(2026, 3, 31)),
            Proposed(2, 9, date(2026, 3, 31), None),
        ]


def test_a_later_score_closes_the_row_and_never_changes_it_in_place(adair):
    with as_system():
        ScoreFactory(person=adair, deficit_count=9, calculated_on=date(2026, 1, 31))
        propose(at=NOW)
        ScoreFactory(person=adair, deficit_count=13, calculated_on=date(2026, 3, 31))
        propose(at=LATER)
        before = TierStanding.objects.get(person=adair, recorded_at=NOW)
        last = TierStanding.objects.known_now().get(person=adair, to_on=None)

    assert (before.tier, before.to_on, before.replaced_at) == (2, None, LATER)
    assert (last.tier, last.from_on, last.recorded_at) == (3, date(2026, 3, 31), LATER)


@pytest.mark.parametrize("differently", [{"conflicted": True}, {"source": ScoreSource.COMPUTED}])
def test_scores_that_do_not_count_propose_nothing(adair, differently):
    with as_system():
        ScoreFactory(person=adair, **differently)

        assert propose([adair.pk]).opened == 0


def test_a_decided_tier_is_never_touched(adair):
    with as_system():
        DecisionFactory(person=adair, tier=0)
        decided = TierStanding.objects.filter(basis=Basis.DECIDED)
        before = decided.values().get()
        ScoreFactory(person=adair, deficit_count=20)
        propose()
        FrailtyScore.objects.filter(person=adair).update(conflicted=True)
        propose(at=LATER)

        assert decided.values().get() == before


def test_only_the_people_named_are_proposed_for(world):
    adair, bello = world.person("ADAIR"), world.person("BELLO")
    with as_system():
        ScoreFactory(person=adair)
        ScoreFactory(person=bello)

        assert propose([bello.pk]).opened == 1
        assert proposals.difference(CURRENT) == (0, 1)


def test_another_version_of_the_settings_writes_rows_of_its_own(adair):
    settings = settings_with((0, 0, 1, 2), version="another, 1")
    with as_system():
        ScoreFactory(person=adair, deficit_count=9)
        propose()
        change = propose(at=LATER, settings=settings)

        assert (change.closed, change.opened) == (1, 1)
        assert TierStanding.objects.known_now().get(person=adair).settings_version == "another, 1"


def test_the_database_refuses_two_tiers_at_once(adair):
    with as_system():
        ScoreFactory(person=adair)
        propose()
        with pytest.raises(IntegrityError, match="tiers_one_tier_at_a_time"):
            stand_on_tier_1_as_well(adair)


def test_nobody_is_looked_up_by_the_index_of_that_constraint():
    """Of two arrays of people it was asked for each pair: a hub's caseload among 300,000 took a minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(a.attname::text) FROM pg_index i"
            " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
            " WHERE i.indexrelid = 'tiers_one_tier_at_a_time'::regclass"
        )
        assert cursor.fetchone() == (["basis"],)


@transaction.atomic
def stand_on_tier_1_as_well(person):
    TierStanding.objects.create(
        person=person, tier=1, basis=Basis.PROPOSED, deficit_count=5, instrument=Instrument.EFI,
        source=ScoreSource.IMPORTED, settings_version="x", from_on=TODAY, recorded_at=NOW,
    )  # fmt: skip
    check_constraints_now()


def check_constraints_now():
    """As a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def computed_for(practice):
    ScoringOf.objects.create(practice=practice, source=ScoreSource.COMPUTED, since_on=FIRST)


def random_person(chance, practices):
    """Registered zero to three times, with or without gaps; some temporary, some dead."""
    person = PersonFactory(details__died_on=day(chance) if chance.random() < 0.2 else None)
    ends = sorted(chance.sample(range(0, 600, 30), 2 * chance.randint(0, 3)))
    for from_day, to_day in zip(ends[::2], ends[1::2], strict=True):
        meets_the_next = chance.random() < 0.3 and to_day != ends[-1]
        to_day = ends[ends.index(to_day) + 1] if meets_the_next else to_day
        Registration.objects.create(
            person=person,
            practice=chance.choice(practices),
            kind="TEMPORARY" if chance.random() < 0.1 else "REGULAR",
            from_on=FIRST + timedelta(days=from_day),
            to_on=None if to_day == ends[-1] and chance.random() < 0.5 else FIRST + timedelta(days=to_day),
            as_on=TODAY,
        )
    return person


def day(chance):
    return FIRST + timedelta(days=chance.randrange(0, 600, 15))


def random_scores(chance, people):
    """Not saved: a person has at most one standing score a day, and some that do not count."""
    scores = []
    for person in people:
        for on in {day(chance) for _ in range(chance.randint(0, 6))}:
            source = ScoreSource.COMPUTED if chance.random() < 0.1 else ScoreSource.IMPORTED
            count = chance.choice([0, 4, 5, 8, 9, 12, 13, 36])
            conflicted = chance.random() < 0.1
            scores.append(
                ScoreFactory.build(
                    person=person, calculated_on=on, deficit_count=count, source=source, conflicted=conflicted
                )
            )
    return scores


def random_deficits(chance, people, practice):
    """Some onsets, and polypharmacy once or twice, of most people; many counts near a boundary."""
    for person in people:
        if chance.random() < 0.2:
            continue
        for deficit in chance.sample([place for place in range(1, 37) if place != 26], chance.randint(0, 14)):
            make_onset(person, practice, day(chance), deficit)
        if chance.random() < 0.6:
            begins = day(chance)
            make_polypharmacy(person, practice, begins)
            if chance.random() < 0.3:
                make_polypharmacy(person, practice, begins + timedelta(days=450))


def saved_in_batches(chance, scores):
    """In any order, split anyhow, proposing after each batch for its people alone."""
    left = chance.sample(scores, len(scores))
    while left:
        batch, left = left[:25], left[25:]
        FrailtyScore.objects.bulk_create(batch)
        propose({score.person_id for score in batch}, at=NOW)


@pytest.mark.parametrize("seed", [None, pytest.param(1, marks=pytest.mark.long)])
def test_everybodys_history_is_what_the_rules_say_in_whatever_order_scores_come(world, seed):
    seed = random.randrange(10**6) if seed is None else seed
    chance = random.Random(seed)
    practices = [world.organisation("PA"), world.organisation("PB")]
    with as_system():
        computed_for(practices[1])
        people = [random_person(chance, practices) for _ in range(PEOPLE_IN_A_WORLD)]
        random_deficits(chance, people, practices[1])
        propose(at=NOW)
        saved_in_batches(chance, random_scores(chance, people))

        wrong = {person.pk for person in people if history(person) != plain_history(person)}
        assert wrong == set(), f"seed {seed}"
        sources = [row.source for person in people for row in history(person)]
        assert min(sources.count(source) for source in ScoreSource) > PEOPLE_IN_A_WORLD / 4
        assert proposals.difference(CURRENT) == (0, 0)
        check_constraints_now()

"""Decided tiers over time: the rules, and whatever comes, no run changes a decision."""

import random
from datetime import date, timedelta

import pytest

from patients.models import PersonDetail, Registration
from tests.factories import PersonFactory
from tests.tiers.asking import decided
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions.proposals import propose_tiers
from tiers.models import FrailtyScore, TierDecision
from tiers.rules import Period
from tiers.rules.decisions import Decided, DecidedPeriod, Direction, decided_standings, direction
from tiers.sets import decisions as sets

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HAPPENS = ("score", "leaves", "returns", "moves", "visits", "dies", "lives", "decided", "decided")


@pytest.mark.fast
@pytest.mark.parametrize(
    ("tier", "proposed", "expected"),
    [
        (2, 2, Direction.AGREED), (3, 2, Direction.UP), (0, 2, Direction.DOWN), (1, None, Direction.ALONE),
        (None, 2, Direction.HANDED_BACK), (None, None, Direction.HANDED_BACK),
    ],
)  # fmt: skip
def test_how_a_decision_stands_to_the_index(tier, proposed, expected):
    assert direction(tier, proposed) is expected


START = date(2026, 1, 1)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("decisions", "stays", "died", "expected"),
    [
        ([(0, 3)], [(0, None)], None, [(3, 0, None)]),
        ([(0, 3), (5, 3)], [(0, None)], None, [(3, 0, None)]),
        ([(0, 3), (5, 1)], [(0, None)], None, [(3, 0, 5), (1, 5, None)]),
        ([(0, 3), (0, 1)], [(0, None)], None, [(1, 0, None)]),
        ([(0, 3), (5, None)], [(0, None)], None, [(3, 0, 5)]),
        ([(0, 3)], [(0, 4), (4, 9)], None, [(3, 0, 9)]),
        ([(0, 3)], [(0, 4), (6, None)], None, [(3, 0, 4), (3, 6, None)]),
        ([(0, 3)], [(0, None)], 7, [(3, 0, 7)]),
        ([(5, 3)], [(0, 4)], None, []),
        ([], [], None, []),
    ],
)
def test_decided_standings(decisions, stays, died, expected):
    def on(days):
        return None if days is None else START + days * DAY

    found = decided_standings(
        [Decided(on(days), number, tier) for number, (days, tier) in enumerate(decisions)],
        [Period(on(first), on(end)) for first, end in stays],
        on(died),
    )

    assert found == [DecidedPeriod(tier, on(first), on(end)) for tier, first, end in expected]


@pytest.mark.parametrize("_time", range(8))
def test_whatever_comes_a_run_changes_no_decision_and_the_history_is_the_oracles(world, _time):
    """Random data, decisions and runs of many people: gap and overlap are what the oracle has."""
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    with as_system():
        people = [PersonFactory(practice=world.organisation("PA")) for _ in range(25)]
        for _ in range(4):
            for person in people:
                _something_happens(chance, person, world)
            kept = list(TierDecision.objects.order_by("pk").values())
            propose_tiers(chance.choice([[each.pk for each in people], None]), by=SYSTEM, at=NOW)
            assert list(TierDecision.objects.order_by("pk").values()) == kept, f"seed {seed}"
            wrong = [each.pk for each in people if decided(each) != _expected(each)]
            assert wrong == [], f"seed {seed}"
        assert sets.difference(None) == (0, 0)


def test_a_run_cuts_a_decided_tier_at_death_and_lets_it_stand_again_where_that_was_wrong(world):
    person = world.person("ADAIR")
    with as_system():
        DecisionFactory(person=person, decided_on=START)
        detail = PersonDetail.objects.filter(person=person, replaced_by=None)
        for died_on, expected in ((START + 9 * DAY, START + 9 * DAY), (None, None)):
            detail.update(died_on=died_on)
            propose_tiers([person.pk], by=SYSTEM, at=NOW)

            assert decided(person) == [(3, START, expected)]


def _expected(person) -> list[tuple[int, date, date | None]]:
    stays = Registration.objects.filter(person=person, replaced_by=None, kind="REGULAR")
    decisions = TierDecision.objects.filter(person=person)
    periods = decided_standings(
        [Decided(each.decided_on, each.number, each.tier) for each in decisions],
        [Period(each.from_on, each.to_on) for each in stays if each.to_on != each.from_on],
        PersonDetail.objects.get(person=person, replaced_by=None).died_on,
    )
    return [(each.tier, each.from_on, each.to_on) for each in periods]


def _something_happens(chance: random.Random, person, world) -> None:
    """A score, an end, a move, a temporary stay, a death, a decision; what follows from it comes by a run."""
    what = chance.choice(HAPPENS)
    stays = Registration.objects.filter(person=person, replaced_by=None, kind="REGULAR")
    first, day = stays.order_by("from_on").first(), START + chance.randrange(150) * DAY
    if what == "score":
        FrailtyScore.objects.filter(person=person).delete()
        ScoreFactory(person=person, deficit_count=chance.randrange(20), calculated_on=day)
    elif what == "decided":
        _decide(chance, person, day)
    elif what in {"dies", "lives"}:
        died_on = day if what == "dies" else None
        PersonDetail.objects.filter(person=person, replaced_by=None).update(died_on=died_on)
    else:
        stays.exclude(pk=first.pk).delete()
        stays.update(to_on=None if what in {"returns", "visits"} else day)
    if what in {"moves", "visits"}:
        kind = "REGULAR" if what == "moves" else "TEMPORARY"
        gap = chance.choice([0, 0, 20]) * DAY
        Registration.objects.create(
            person=person, practice=world.organisation("PB"), kind=kind, from_on=day + gap, as_on=TODAY
        )


def _decide(chance: random.Random, person, day: date) -> None:
    number = TierDecision.objects.filter(person=person).count() + 1
    tier = chance.choice([None, 0, 1, 2, 3])
    DecisionFactory(
        person=person, number=number, tier=tier, reason="OTHER", review_on=TODAY + 900 * DAY, decided_on=day,
        standing__follows=False,
    )  # fmt: skip

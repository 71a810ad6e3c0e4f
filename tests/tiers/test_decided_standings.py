"""Decided tiers over time: the rules, and whatever comes, no run changes a decision."""

import random
from datetime import date, timedelta

import pytest

from patients.models import PersonDetail, Registration
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


@pytest.mark.parametrize("_time", range(6))
def test_whatever_comes_a_run_changes_no_decision_and_the_history_is_the_oracles(world, _time):
    """Random data, decisions and runs: gap and overlap are what the oracle has, and its days add up."""
    seed = random.SystemRandom().randrange(10**6)
    chance, person = random.Random(seed), world.person("ADAIR")
    with as_system():
        for number in range(1, chance.randrange(2, 12)):
            _something_happens(chance, person)
            before = list(TierDecision.objects.order_by("number").values())
            DecisionFactory(
                person=person, number=number, tier=chance.choice([None, 0, 1, 2, 3]), reason="OTHER",
                review_on=TODAY + 900 * DAY, decided_on=START + chance.randrange(150) * DAY,
            )  # fmt: skip
            propose_tiers(chance.choice([[person.pk], None]), by=SYSTEM, at=NOW)
            assert list(TierDecision.objects.order_by("number").values())[:-1] == before, f"seed {seed}"
        stays = Registration.objects.filter(person=person, replaced_by=None, kind="REGULAR")
        expected = decided_standings(
            [Decided(each.decided_on, each.number, each.tier) for each in TierDecision.objects.all()],
            [Period(each.from_on, each.to_on) for each in stays],
            PersonDetail.objects.get(person=person, replaced_by=None).died_on,
        )
        assert sets.difference(None) == (0, 0)
    assert decided(person) == [(each.tier, each.from_on, each.to_on) for each in expected], f"seed {seed}"


def _something_happens(chance: random.Random, person) -> None:
    what = chance.choice(["score", "leaves", "returns", "dies", "lives", "nothing"])
    stay = Registration.objects.filter(person=person, replaced_by=None)
    detail = PersonDetail.objects.filter(person=person, replaced_by=None)
    day = START + chance.randrange(150) * DAY
    if what == "score":
        FrailtyScore.objects.filter(person=person).delete()
        ScoreFactory(person=person, deficit_count=chance.randrange(20), calculated_on=day)
    elif what in {"leaves", "returns"}:
        stay.update(to_on=day if what == "leaves" else None)
    elif what in {"dies", "lives"}:
        detail.update(died_on=day if what == "dies" else None)

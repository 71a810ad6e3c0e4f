"""Whatever comes, of thousands at once: no run changes a decision, and every registered day is in one row."""

import random
from collections import defaultdict
from datetime import date

import pytest

from tests.tiers.codelists.people import CODE_LIST, MEDICINES
from tests.tiers.lives import COMPUTED_BY, DAY, DAYS, IMPORTED_BY, START, Life, born, happen
from tests.tiers.records import lay_down_list, lay_down_map
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.actions.scoring import renew_deficits
from tiers.models import Basis, ScoreSource, ScoringOf, TierDecision, TierStanding
from tiers.rules import Period
from tiers.rules.history import Row, Span, history
from tiers.sets import decisions
from tiers.sets.checks import two_tiers_at_once
from wsic.plans import expect

pytestmark = pytest.mark.django_db
MANY = 10_000
ROUNDS = 3
UNTIL = START + (DAYS + 5) * DAY


@pytest.fixture
def lists(world) -> None:
    with as_system():
        lay_down_list(CODE_LIST)
        lay_down_map(MEDICINES)
        for code, source in ((COMPUTED_BY, ScoreSource.COMPUTED), (IMPORTED_BY, ScoreSource.IMPORTED)):
            ScoringOf.objects.create(practice=world.organisation(code), source=source, since_on=TODAY)


def nightly_run(people: list[int] | None) -> None:
    """What the job of a practice does; the planner knows nothing of people who came a moment ago."""
    expect(MANY)
    renew_deficits(people, by=SYSTEM)
    propose_tiers(people, by=SYSTEM, at=NOW)


def as_stored() -> list[tuple[object, ...]]:
    return list(TierDecision.objects.order_by("pk").values_list())


def rows_of(lives: list[Life]) -> dict[int, list[Row]]:
    """The history of each, as its page reads it."""
    tracks: dict[int, dict[str, list[Span]]] = defaultdict(lambda: {basis: [] for basis in Basis.values})
    found = TierStanding.objects.known_now().filter(person__in=[life.pk for life in lives])
    for person, basis, *told in found.values_list("person", "basis", "tier", "from_on", "to_on", "source"):
        tracks[person][basis].append(Span(*told))
    return {
        life.pk: history(
            [tracks[life.pk][Basis.PROPOSED], tracks[life.pk][Basis.DECIDED]],
            [Period(first, end) for _, first, end in life.stays],
            life.died_on,
            on=UNTIL,
        )
        for life in lives
    }


def read(rows: list[Row], day: date) -> list[tuple[int | None, ...]]:
    """What each row says that holds on the day: one where the person was registered, else none."""
    held = (row for row in rows if row.from_on <= day and (row.to_on is None or day < row.to_on))
    return [tuple(span.tier if span else None for span in row.spans) for row in held]


def expected(life: Life, day: date) -> list[tuple[int | None, ...]]:
    return [(life.index(day), life.decided(day))] if life.practice(day) else []


def registered_days(life: Life) -> int:
    ends = (life.died_on or UNTIL + DAY, UNTIL + DAY)
    return sum(max((min(end or UNTIL + DAY, *ends) - first).days, 0) for _, first, end in life.stays)


def differs(life: Life, rows: list[Row], chance: random.Random) -> list[str]:
    """On each day on which something may turn, the day before it, and some others."""
    turns = {day + step * DAY for day in life.turns() for step in (-1, 0)}
    days = {day for day in turns | {START + chance.randrange(DAYS) * DAY for _ in range(5)} if day <= UNTIL}
    found = [
        f"{day}: {read(rows, day)}, not {expected(life, day)}"
        for day in sorted(days)
        if read(rows, day) != expected(life, day)
    ]
    if sum(row.days(on=UNTIL) for row in rows) != registered_days(life):
        found.append("its days do not add up to the days registered")
    return found


@pytest.mark.parametrize("many", [100, pytest.param(MANY, marks=pytest.mark.long)])
def test_no_run_changes_a_decision_and_every_registered_day_is_in_one_row(lists, many):
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    with as_system():
        lives = born(many)
        for _ in range(ROUNDS):
            happen(lives, chance)
            kept = as_stored()
            nightly_run(chance.choice([None, [life.pk for life in lives]]))
            assert as_stored() == kept, f"seed {seed}"
        assert decisions.difference(None) == (0, 0)
        assert two_tiers_at_once() == []
        rows = rows_of(lives)
    wrong = [(life, found) for life in lives if (found := differs(life, rows[life.pk], chance))]
    assert wrong[:1] == [], f"seed {seed}, {len(wrong)} of {many}"
    assert {len(each) for each in rows.values()} >= {1, 2, 3, 4, 5}

"""The page of a practice's or hub's tiers: its numbers are those of the rules, and each opens its people."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from patients.models import Preference, PreferenceKind, Registration
from tests.factories import PersonFactory, lay_down_practice_c
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.models import Basis, TierStanding
from tiers.opened import MOVES, Opened
from tiers.queries.organisation_tiers import organisation_tiers
from tiers.rules.flows import NOT_LISTED, IndexTier, Move, months_until, move_of
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PEOPLE = 40
ASKED = 20  # of a page's numbers, which the seed says


def address_of(world, code: str) -> str:
    return reverse("tiers:organisation_tiers", args=[world.organisation(code).public_id])


@pytest.fixture(autouse=True)
def practice_c(world):
    with as_system():
        return lay_down_practice_c()


@pytest.fixture
def seed(request) -> int:
    return random.SystemRandom().randrange(10**6)


@pytest.fixture
def moving(world, seed):
    """Forty people of practices A and C, of one hub, with random scores, decisions and days of coming."""
    chance = random.Random(seed)
    with as_system():
        people = [_somebody(chance, world) for _ in range(PEOPLE)]
        propose_tiers([each.pk for each in people], by=SYSTEM, at=NOW)
    return people


def _somebody(chance: random.Random, world):
    since = TODAY - chance.randrange(1, 500) * DAY
    person = PersonFactory(practice=world.organisation(chance.choice(["PA", "PC"])), practice__from_on=since)
    for days in chance.sample(range(500), chance.randrange(6)):
        if since + days * DAY <= TODAY:
            ScoreFactory(person=person, calculated_on=since + days * DAY, deficit_count=chance.randrange(18))
    if chance.random() < 0.4:
        DecisionFactory(person=person, number=1, tier=chance.randrange(4), decided_on=TODAY)
    return person


def read(world, practices: list[str], user: str, *, practice=None):
    places = [world.organisation(code) for code in practices]
    with acting_as(world.user(user), on=TODAY) as reader:
        return organisation_tiers(reader, "All", places, practice=practice, on=TODAY)


def plainly(people, practices: list[int]) -> dict[str, Counter]:
    """Moves by month of those people, read row by row."""
    found = {}
    for month in months_until(TODAY):
        moves = (move_of(_index(each, month.before), _index(each, month.until),
                         was_listed=_listed(each, practices, month.before),
                         is_listed=_listed(each, practices, month.until)) for each in people)  # fmt: skip
        found[month.name] = Counter(moves)
    return found


def _index(person, day) -> IndexTier | None:
    rows = TierStanding.objects.filter(person=person, basis=Basis.PROPOSED, replaced_at=None)
    for row in rows:
        if row.from_on <= day and (row.to_on is None or day < row.to_on):
            return IndexTier(row.tier, row.instrument, row.source, row.settings_version)
    return None


def _listed(person, practices, day) -> bool:
    return Registration.objects.regular_on(day).filter(person=person, practice__in=practices).exists()


@pytest.mark.parametrize("_time", [0, pytest.param(1, marks=pytest.mark.long)])
def test_moves_of_each_month_are_those_of_the_rule(world, moving, seed, _time):
    shown = read(world, ["PA", "PC"], "case_manager_1")

    with as_system():
        others = [world.person(name) for name in ("ADAIR", "BELLO")]
        keys = [world.organisation(code).pk for code in ("PA", "PC")]
        people = [*moving, *(each for each in others if _listed(each, keys, TODAY))]
        expected = plainly(people, keys)
    found = {
        each.month.name: {move: count for move, count in each.moves.items() if count} for each in shown.months
    }
    assert found == {name: dict(counted) for name, counted in expected.items()}, f"seed {seed}"
    assert any(Move.UP in counted for counted in expected.values()), f"seed {seed}"


def opened(context) -> list[Opened]:
    rows = [[row.everybody, *row.tiers, row.to_confirm, *row.judged] for row in context["rows"]]
    cells = [cells for name in ("agreement", "flows") for _, cells in context[name]]
    return [each for row in (*rows, *cells, *(month.moves for month in context["months"])) for each in row]


@pytest.mark.parametrize(
    ("name", "code"), [("gp_a", "PA"), ("case_manager_1", "HUB1"), ("case_manager_1", "PC")]
)
def test_every_number_opens_as_many_people(client, sign_in, world, moving, seed, name, code):
    sign_in(name)

    numbers = opened(client.get(address_of(world, code)).context)

    asked = {each.address: each.people for each in numbers if each.people}
    assert len(asked) > 30, f"seed {seed}"
    some = random.Random(seed).sample(sorted(asked), ASKED)
    found = {address: client.get(address).context["page"].counts.total for address in some}
    assert found == {address: asked[address] for address in some}, f"seed {seed}"


def test_the_numbers_of_a_row_add_up(world, moving, seed):
    shown = read(world, ["PA", "PC"], "case_manager_1")

    for row in (*shown.practices, shown.together):
        tiers = sum(row.on_tier(tier) for tier in (0, 1, 2, 3, None))
        judged = sum(row.judged(how) for how in ("NONE", "AGREED", "UP", "DOWN", "ALONE"))
        assert tiers == judged == row.everybody, f"seed {seed}"
    assert shown.together.everybody == sum(each.everybody for each in shown.practices)
    for month in shown.months:
        assert sum(month.moves.values()) == shown.together.everybody
        both = sum(count for move, count in month.moves.items() if move not in NOT_LISTED)
        assert sum(month.tiers.values()) == both


def test_who_comes_to_the_list_comes_in_one_month(world):
    came = TODAY.replace(day=10, month=4)
    with as_system():
        PersonFactory(practice=world.organisation("PC"), practice__from_on=came)

    shown = read(world, ["PC"], "case_manager_1")

    assert [each.month.first for each in shown.months if each.moved(Move.JOINED)] == [came.replace(day=1)]
    assert shown.months[0].moved(Move.ABSENT) == 1


def test_an_override_rate_leaves_out_who_has_no_index(world):
    with as_system():
        for tier, count in ((2, 9), (3, 9), (1, None), (2, 10)):
            person = PersonFactory(practice=world.organisation("PC"))
            if count is not None:
                ScoreFactory(person=person, deficit_count=count)
            DecisionFactory(person=person, number=1, tier=tier, decided_on=TODAY)
            propose_tiers([person.pk], by=SYSTEM, at=NOW)

    (row,) = (each for each in read(world, ["PA", "PC"], "case_manager_1").practices if each.decided)

    assert (row.decided, row.compared, row.overridden, row.override_rate) == (4, 3, 1, 33)


def test_of_whose_practice_is_withheld_no_number_is_opened(client, sign_in, world, moving):
    marked = moving[0]
    with as_system():
        Preference.objects.create(
            person=marked, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("case_manager_1")

    rows = client.get(address_of(world, "HUB1")).context["rows"]

    (withheld,) = (row for row in rows if row.name == "Practice withheld")
    assert withheld.everybody == Opened(1, "")
    assert not any(each.address for each in (*withheld.tiers, *withheld.judged))


def test_the_number_of_a_practice_for_the_hub_is_what_it_opens(client, sign_in, world, moving):
    """Of somebody marked sensitive it would tell where they are registered."""
    with as_system():
        for person in moving[:20]:
            Preference.objects.create(
                person=person, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
            )
    sign_in("case_manager_1")
    place = world.organisation("PC")

    shown = client.get(reverse("tiers:organisation_people", args=[place.public_id])).context

    counted = {each.address: each.count for each in shown["tallies"]}
    counted[shown["address"]] = shown["counts"].total
    found = {address: client.get(address).context["page"].counts.total for address in counted}
    assert found == counted


def test_a_month_is_chosen_and_one_that_is_not_there_is_the_last_whole_one(client, sign_in, world, moving):
    sign_in("gp_a")
    months = months_until(TODAY)
    address = address_of(world, "PA")

    asked = [
        client.get(address, {"month": each}).context["chosen"] for each in (months[3].name, "2009-01", "")
    ]

    assert asked == [months[3], months[-2], months[-2]]


def test_nobody_is_said(client, sign_in, world):
    sign_in("case_manager_1")

    assert "Nobody is on this list yet" in client.get(address_of(world, "PC")).content.decode()


def test_as_many_statements_for_many_people(client, sign_in, world, statements_do_not_grow):
    sign_in("gp_a")

    def add(count: int) -> None:
        with as_system():
            people = [PersonFactory(practice=world.organisation("PA")) for _ in range(count)]
            for each in people:
                ScoreFactory(person=each, deficit_count=9)
            propose_tiers([each.pk for each in people], by=SYSTEM, at=NOW)

    assert statements_do_not_grow(ask=lambda: client.get(address_of(world, "PA")), add=add) <= 16


def test_the_table_has_as_many_columns_as_heads(client, sign_in, world, moving):
    sign_in("gp_a")

    context = client.get(address_of(world, "PA")).context

    assert len(context["months"][0].moves) == len(MOVES) == len(context["moves"])

"""Three years of two practices, day by day: everybody in scope on exactly one due-list."""

import random
from datetime import date

import pytest
from django.db.models.expressions import RawSQL

from careplans.rules.due import DueList
from careplans.rules.entitlement import SessionSettings
from careplans.sets import due as sets
from tests.careplans.years import DAY, change_facts, make_life, open_reviews, plan
from tests.world import as_system
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
RULE = SessionSettings()
FIRST = date(2024, 1, 1)  # a leap year; three winters and summers of clocks that change
EVERYBODY = RawSQL("SELECT id FROM patients_person", [])
LIVE_ON = {"PA": date(2024, 2, 29), "PB": date(2025, 3, 31)}


def everyday(practices, day) -> dict:
    with as_system():
        keys = [each.pk for each in practices.values()]
        parameters = sets.due_parameters(day, RULE, practices=keys)
        found = sets.places(EVERYBODY, parameters)
        (counts,) = sets.page_of(EVERYBODY, {**parameters, "page": 1, "size": 1}, sort="due")
    assert sum(counts[f"list_{each.lower()}"] for each in DueList) == counts["everybody"] == len(found)
    return found


@pytest.mark.parametrize("days", [60, pytest.param(3 * 365 + 1, marks=pytest.mark.long)])
def test_everybody_is_on_exactly_one_list_every_day(world, days):
    seed = random.SystemRandom().randrange(10**6)
    chance, seen = random.Random(seed), set()
    practices = {code: world.organisation(code) for code in LIVE_ON}
    locum = world.user("locum")
    with as_system():
        for code, practice in practices.items():
            practice.live_on = LIVE_ON[code]
            practice.save(update_fields=["live_on"])
        lives = [make_life(chance, chance.choice([*practices.values()]), FIRST) for _ in range(20)]
    for day in (FIRST + number * DAY for number in range(days)):
        live(lives, chance, day, practices, locum)
        found = everyday(practices, day)
        mine = {each.person.pk: each for each in lives if each.practice(day)}
        told = {key: told_of(found[key]) for key in mine if key in found}
        assert told == {key: each.expected(day, LIVE_ON, RULE) for key, each in mine.items()}, (
            f"{day}, {seed}"
        )
        assert set(found) & ({each.person.pk for each in lives} - set(mine)) == set(), f"{day}, {seed}"
        seen |= {each[0] for each in told.values()}
    assert days < 100 or seen == set(DueList), f"seed {seed}"
    assert open_reviews() == sum(len(each.reviews) for each in lives), f"seed {seed}"


def told_of(row) -> tuple:
    return row["list"], row["overdue"], row["from_on"], row["by_on"]


def live(lives, chance, day, practices, locum) -> None:
    """A day: facts that come in, then what is done about some."""
    with as_system():
        for each in lives:
            if chance.random() < 0.01:
                change_facts(each, chance, day, practices)
    with acting_as(locum, on=day) as user:
        for each in lives:
            if chance.random() < 0.06 and each.practice(day):
                plan(each, chance, day, user)

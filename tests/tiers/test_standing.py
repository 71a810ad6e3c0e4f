from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import PersonFactory
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.models import ScoreSource
from tiers.sets.standing import IN_SCOPE, standing_parameters, standings_of, tiers_of

pytestmark = pytest.mark.django_db

MARCH, MAY = date(2026, 3, 31), date(2026, 5, 31)


@pytest.fixture
def adair(world):
    return world.person("ADAIR")


def standing(person, *, on=TODAY):
    propose_tiers([person.pk], by=SYSTEM, at=NOW)
    return standings_of([person.pk], on=on)[person.pk]


def test_the_last_score_and_the_one_before(adair):
    with as_system():
        ScoreFactory(person=adair, calculated_on=MARCH, deficit_count=9, score=Decimal("0.25"))
        ScoreFactory(person=adair, calculated_on=MAY, deficit_count=12, score=Decimal("0.33"))
        stands = standing(adair)

    assert (stands.tier, stands.basis, stands.proposed_tier, stands.decided_tier) == (2, "PROPOSED", 2, None)
    assert (stands.deficit_count, stands.score, stands.scored_on) == (12, Decimal("0.33"), MAY)
    assert (stands.previous_count, stands.previous_on, stands.change, stands.tier_before) == (9, MARCH, 3, 2)
    assert (stands.near, stands.tier_since) == (True, MARCH)


def test_as_of_a_past_day_later_scores_are_not_there(adair):
    with as_system():
        ScoreFactory(person=adair, calculated_on=MARCH, deficit_count=9)
        ScoreFactory(person=adair, calculated_on=MAY, deficit_count=13)
        stands = standing(adair, on=date(2026, 5, 30))

    assert (stands.tier, stands.deficit_count, stands.change, stands.near) == (2, 9, None, False)


def test_a_decision_comes_before_the_proposal(adair):
    with as_system():
        ScoreFactory(person=adair, deficit_count=9)
        DecisionFactory(person=adair, tier=3, decided_on=MAY)
        stands = standing(adair)

    assert (stands.tier, stands.basis, stands.proposed_tier, stands.decided_tier) == (3, "DECIDED", 2, 3)
    assert stands.tier_since == MAY


def test_many_stand_where_each_stands_alone_and_nothing_loops_over_them(world, adair):
    """Under the wall a plan that may loop took 22 s for two hundred people of a hub."""
    with as_system():
        bello, nobody = world.person("BELLO"), PersonFactory(practice=world.organisation("PA"))
        ScoreFactory(person=adair, deficit_count=9)
        ScoreFactory(person=bello, deficit_count=13)
        propose_tiers([adair.pk, bello.pk], by=SYSTEM, at=NOW)
        DecisionFactory(person=bello, tier=1, decided_on=MAY)
        keys = [adair.pk, bello.pk, nobody.pk]
        alone = {key: standings_of([key], on=TODAY)[key] for key in keys}

        with CaptureQueriesContext(connection) as asked:
            many, tiers = standings_of(keys, on=TODAY), tiers_of(keys, on=TODAY)

    assert many == alone
    told = {key: (each.tier, each.basis) for key, each in tiers.items()}
    assert told == {key: (each.tier, each.basis) for key, each in alone.items()}
    assert [each["sql"].count("'enable_nestloop', 'off'") for each in asked.captured_queries] == [1, 1]


@pytest.mark.parametrize("differently", [{"conflicted": True}, {"source": ScoreSource.COMPUTED}])
def test_scores_that_do_not_count_are_not_shown(adair, differently):
    with as_system():
        ScoreFactory(person=adair, **differently)
        stands = standing(adair)

    assert (stands.tier, stands.basis, stands.deficit_count, stands.near) == (None, None, None, False)


@pytest.mark.parametrize(
    ("count", "near"), [(4, True), (5, False), (8, True), (9, False), (12, True), (13, False)]
)
def test_near_the_next_boundary(adair, count, near):
    with as_system():
        ScoreFactory(person=adair, deficit_count=count)

        assert standing(adair).near is near


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("ADAIR", TODAY, True),
        ("DEAN", date(2026, 1, 31), True),
        ("DEAN", date(2026, 2, 1), False),  # the day of death
        ("EVANS", date(2026, 4, 30), True),
        ("EVANS", date(2026, 5, 1), False),  # the first day not registered
        ("EVANS", date(2017, 9, 27), False),  # 64
        ("EVANS", date(2017, 9, 28), True),  # 65 today
        ("ADAIR", date(2009, 12, 31), False),  # not registered yet
    ],
)
def test_who_is_in_scope_on_a_day(world, name, on, expected):
    assert in_scope(world.person(name), on) is expected


def test_only_regular_registrations_are_in_scope(world):
    with as_system():
        person = PersonFactory(practice=world.organisation("PA"), practice__kind="TEMPORARY")

    assert in_scope(person, TODAY) is False


def in_scope(person, on):
    with as_system(), connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FROM patients_registration r JOIN patients_persondetail d USING (person_id)
                WHERE r.person_id = %(person)s AND {IN_SCOPE}""",
            {"person": person.pk, **standing_parameters(on)},
        )
        return cursor.fetchone() == (1,)

"""What every policy about people asks of the database: as fresh as the statement, else nobody."""

import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from patients.access.people import standings_about
from patients.models import Person
from patients.models.base import reaching
from tests.contracts.test_walls import SHAPE_OF_THE_WALLS, rows
from tests.world import TODAY, as_system
from tests.wsic.owner import as_owner, execute, value
from wsic import work
from wsic.accounts.models import Membership
from wsic.accounts.roles import Verb
from wsic.declared import Wall
from wsic.walls import ProtectAgain

pytestmark = pytest.mark.django_db
NOBODY = (0, 0)


def asked() -> tuple[object, object]:
    """How many there are in the array of the policies, and how many it shows."""
    return value("SELECT cardinality(wsic_reached())"), value("SELECT count(*) FROM patients_person")


def test_the_plan_of_one_user_answers_the_next_for_themselves(world):
    found = []
    for name in ("gp_a", "gp_b", "locum", "administrator", "gp_a"):
        work.enter(world.user(name), on=TODAY)
        found.append(asked())

    assert found == [(3, 3), (1, 1), (4, 4), NOBODY, (3, 3)]


@pytest.mark.parametrize("lost", ["'wsic.user_id', ''", "'wsic.user_id', '999999'", "'wsic.today', ''"])
def test_without_a_user_or_a_day_it_is_nobody(world, lost):
    work.enter(world.user("gp_a"), on=TODAY)
    assert asked() == (3, 3)

    value(f"SELECT set_config({lost}, true)")

    assert asked() == NOBODY


def test_what_changes_in_the_transaction_counts_at_once_and_not_when_it_is_taken_back(world):
    user = world.user("gp_a")
    work.enter(user, on=TODAY)
    assert asked() == (3, 3)
    with transaction.atomic():
        with as_system():
            Membership.objects.filter(user=user).update(to_on=TODAY)
        assert asked() == NOBODY
        transaction.set_rollback(True)

    assert asked() == (3, 3)
    work.enter(user, on=TODAY - timedelta(days=40_000))
    assert asked() == NOBODY


def test_of_some_it_shows_those_whom_the_user_reaches_and_never_more(world):
    with as_system():
        mine, others = world.person("ADAIR").pk, world.person("COHEN").pk
    work.enter(world.user("gp_a"), on=TODAY)

    found = {}
    for people in ((mine,), (mine, others), (others,), ()):
        with work.about(people):
            found[people] = asked()

    assert found == {(mine,): (1, 1), (mine, others): (1, 1), (others,): NOBODY, (): NOBODY}
    assert asked() == (3, 3)


def test_a_page_about_some_builds_the_question_of_the_wall_once(world):
    """Built for each of forty statements, though asked once, it was half of a front sheet's own time."""
    with as_system():
        person = world.person("ADAIR")
    user = world.user("gp_a")
    work.enter(user, on=TODAY)

    def page() -> list[int]:
        with work.about([person.pk]):
            return [
                Person.objects.visible_to(user).count() + len(standings_about(user, person, Verb.READ))
                for _ in range(3)
            ]

    assert calls(reaching, page) == ([2, 2, 2], 2)


def calls(function: Callable[..., object], page: Callable[[], object]) -> tuple[object, int]:
    """What the page says, and how often it called the function."""
    found = []
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, _: found.append(event) if frame.f_code is function.__code__ else None)
    try:
        said = page()
    finally:
        sys.setprofile(before)
    return said, found.count("call")


def test_whoever_enters_next_is_not_asked_about_the_same_people(world):
    with as_system():
        mine = world.person("ADAIR").pk
    work.enter(world.user("gp_a"), on=TODAY)

    with work.about([mine]):
        work.enter(world.user("gp_b"), on=TODAY)

        assert asked() == (1, 1)


def test_a_change_of_the_walls_reaches_tables_that_are_there():
    found = rows(SHAPE_OF_THE_WALLS)
    for table in ("patients_person", "careplans_task", "patients_reach", "patients_accessreview"):
        execute(f"ALTER POLICY wsic_app_wall ON {table} USING (false)")
    assert rows(SHAPE_OF_THE_WALLS) != found

    with as_owner(), connection.schema_editor(atomic=False) as editor:
        again = ProtectAgain(Wall.PERSON, Wall.REACH, Wall.TAKEN)
        again.database_forwards("wsic", editor, None, None)

    assert rows(SHAPE_OF_THE_WALLS) == found

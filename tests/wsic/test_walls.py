"""Both walls around people, each by itself."""

import pytest
from django.db import connection

from patients.models import Person, PersonDetail, Reach, Registration, Unscoped
from tests.world import TODAY, as_system
from wsic import work

pytestmark = pytest.mark.django_db


def people_by_sql() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM patients_person")
        return cursor.fetchone()[0]


def test_nobody_sees_nobody(world):
    work.enter(None, on=TODAY)

    assert people_by_sql() == 0


def test_a_gp_sees_the_practice_by_plain_sql(world):
    work.enter(world.user("gp_a"), on=TODAY)

    assert people_by_sql() == 3


def test_a_gp_sees_the_practice_through_visible_to(world):
    user = world.user("gp_a")
    with as_system():
        seen = Person.objects.visible_to(user).count()

    assert seen == 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gp_b", 1),
        ("case_manager_1", 3),
        ("case_manager_2", 1),
        ("locum", 4),
        ("community_nurse", 0),
        ("analyst", 0),
        ("administrator", 0),
        ("nobody", 0),
    ],
)
def test_who_reaches_how_many(world, name, expected):
    user = world.user(name)
    work.enter(user, on=TODAY)

    by_sql = people_by_sql()
    with as_system():
        by_code = Person.objects.visible_to(user).count()

    assert (by_sql, by_code) == (expected, expected)


def test_a_query_that_names_nobody_is_refused(world):
    with pytest.raises(Unscoped):
        list(Registration.objects.all())


def test_as_many_registered_as_reached(world):
    with as_system():
        assert Registration.objects.regular_on(TODAY).count() == 4
        assert PersonDetail.objects.current().count() == 5
        assert Reach.objects.count() == 10

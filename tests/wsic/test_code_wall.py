"""The wall in the code: no way of asking about people gets round saying on whose behalf."""

from collections.abc import Callable

import pytest

from patients.models import Person, PersonDetail, ReachGrant, Registration, Unscoped
from tests.world import TODAY, as_system
from wsic import work

pytestmark = pytest.mark.django_db

WAYS: dict[str, Callable] = {
    "list": list,
    "len": len,
    "bool": bool,
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:1]),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(Person(pk=1)),
    "iterator": lambda rows: next(rows.iterator(), None),
    "values": lambda rows: list(rows.values()),
    "values_list": lambda rows: list(rows.values_list("pk", flat=True)),
    "aggregate": lambda rows: rows.aggregate(),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "update": lambda rows: rows.update(public_id=None),
    "delete": lambda rows: rows.delete(),
    "or": lambda rows: list(Person.objects.none() | rows),
    "union": lambda rows: list(rows.union(rows)),
}


@pytest.mark.parametrize("way", WAYS)
def test_without_a_name_nothing_is_asked(way, world):
    with pytest.raises(Unscoped):
        WAYS[way](Person.objects.all())


def test_what_nothing_hangs_on_is_not_deleted_without_a_name_either(world):
    """Django deletes it by one statement, without a look at the rows."""
    with pytest.raises(Unscoped):
        ReachGrant.objects.all().delete()


@pytest.mark.parametrize(
    "together",
    [
        lambda mine, all_of_them: mine | all_of_them,
        lambda mine, all_of_them: all_of_them | mine,
        lambda mine, all_of_them: mine ^ all_of_them,
        lambda mine, all_of_them: mine.union(all_of_them),
        lambda mine, all_of_them: all_of_them.union(mine),
    ],
    ids=["or", "or turned round", "xor", "union", "union turned round"],
)
def test_what_was_asked_for_somebody_does_not_carry_what_was_not(together, world):
    user = world.user("gp_b")

    with pytest.raises(Unscoped):
        list(together(Person.objects.visible_to(user), Person.objects.all()))


def test_two_askings_for_somebody_may_be_put_together(world):
    with work.acting_as(world.user("locum"), on=TODAY) as user:
        mine = Person.objects.visible_to(user)

        assert (mine | mine).count() == 4
        assert len(mine.union(mine)) == 4
        assert (mine & Person.objects.all()).count() == 4
        assert len(mine | mine.none()) == 4


def test_what_hangs_on_a_person_is_asked_for_by_itself(world):
    with work.acting_as(world.user("gp_b"), on=TODAY) as user:
        person = Person.objects.visible_to(user).get()
        with pytest.raises(Unscoped):
            list(person.details.all())
        with pytest.raises(Unscoped):
            list(Person.objects.visible_to(user).prefetch_related("registrations"))
        details = PersonDetail.objects.visible_to(user).current().get(person=person)

    assert details.family_name == "COHEN"


def test_a_purpose_opens_the_wall_and_closes_it_again(world):
    with as_system():
        assert Registration.objects.count() == 5

    with pytest.raises(Unscoped):
        Registration.objects.count()

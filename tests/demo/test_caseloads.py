"""First contacts laid down at once: the rows are those that the action would have written."""

import random
from datetime import date, timedelta

import pytest
import time_machine

from careplans.actions import first_contacts as actions
from careplans.models import FirstContact
from patients.models import Person
from tests.factories import PersonFactory
from tests.world import NOW, TODAY, as_system
from tiers.models import TierStanding
from wsic.demo.care.actions import lay_down
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
SEED = 7
LONG_AGO = date(2024, 4, 1)
LEFT_OUT = {"id", "public_id"}


@pytest.fixture
def practice(world):
    with as_system():
        found = world.organisation("PA")
        found.live_on = LONG_AGO
        found.save(update_fields=["live_on"])
        chance = random.Random(SEED)
        for _ in range(20):
            person = PersonFactory(practice=found)
            TierStanding.objects.create(
                person=person,
                tier=chance.randrange(4),
                basis="DECIDED",
                from_on=found.live_on,
                recorded_at=NOW,
            )
        PersonFactory(practice=found, practice__from_on=TODAY - timedelta(days=3))
    return found


def rows() -> list[tuple]:
    columns = sorted({each.attname for each in FirstContact._meta.concrete_fields} - LEFT_OUT)
    return [tuple(map(str, row)) for row in FirstContact.objects.order_by("person").values_list(*columns)]


def test_the_twin_writes_what_the_action_writes(world, practice):
    with as_system():
        for _ in range(2):
            lay_down(seed=SEED, advance=lambda *_: None)
        laid = list(FirstContact.objects.order_by("person").select_related("user"))
        of_twin = rows()
        FirstContact.objects.all().delete()
    for row in laid:
        with acting_as(row.user, on=row.from_on), time_machine.travel(row.recorded_at):
            choice = actions.Choice(
                user=row.user, organisation_id=row.organisation_id, reason=row.reason, note=row.note
            )
            person = Person.objects.visible_to(row.user).get(pk=row.person_id)
            actions.name_first_contact(
                person=person, choice=choice, once=row.once, by=row.user, at=row.recorded_at
            )
            if row.told_at:
                told = FirstContact.objects.visible_to(row.user).get(person=row.person_id)
                actions.tell(contacts=[told.pk], by=row.user, at=row.told_at)
    with as_system():
        assert rows() == of_twin
    assert {row.user.username for row in laid} == {"case_manager_1", "hsca_1"}
    assert len(laid) == 20 + 2  # not who came three days ago, nor who has died

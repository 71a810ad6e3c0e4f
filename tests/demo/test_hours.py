"""Hours of staff in the synthetic CCG: entered by the action, and twice is once."""

import pytest

from careplans.models import StaffHours
from tests.world import NOW, TODAY, as_system
from wsic.demo.care.hours import lay_down_hours, sizes
from wsic.work import acting_as

pytestmark = pytest.mark.django_db


def test_hubs_and_practices_that_are_live_have_hours_by_their_size(world):
    with as_system():
        live = world.organisation("PA")
        live.live_on = TODAY
        live.save(update_fields=["live_on"])
        people = sizes()
    administrator = world.user("administrator")

    for _ in range(2):
        with acting_as(administrator, on=TODAY):
            lay_down_hours(dict.fromkeys(people, 1000), by=administrator, at=NOW)

    hub, practice = world.organisation("HUB1"), world.organisation("PA")
    assert people == {practice.pk: 3, hub.pk: 3}
    assert sorted(StaffHours.objects.values_list("organisation__code", "role")) == [
        ("HUB1", "CASE_MANAGER"),
        ("HUB1", "HSCA"),
        ("PA", "GP"),
    ]

"""A trail taken away as a file asks for a fresh proof of who takes it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["audit:of_person_csv", "audit:of_user_csv"])
def test_a_download_asks_and_comes_back_to_the_same_trail(client, sign_in, world, name):
    whose = world.person("ADAIR") if name == "audit:of_person_csv" else world.user("gp_a")
    address = reverse(name, args=[whose.public_id])
    with time_machine.travel(NOW, tick=False) as moment:
        sign_in("privacy_officer")
        fresh = client.get(address)
        moment.shift(timedelta(minutes=10))
        stale = client.get(address)

    assert (fresh.status_code, stale.status_code) == (200, 302)
    assert stale.url == f"/prove/?next={address}"

"""A list that leaves on paper or as a file asks for a fresh proof of who takes it."""

from datetime import timedelta

import pytest
import time_machine

from tests.world import NOW, as_system
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("what", "way", "verb"),
    [("register", "print", "printed"), ("worklist", "print", "printed"), ("worklist", "csv", "exported")],
)
@pytest.mark.parametrize("query", ["", "?tier=1"])
def test_a_list_that_leaves_asks_and_comes_back_to_the_same_list(
    client, sign_in, world, query, what, way, verb
):
    address = f"/{what}/{world.organisation('PA').public_id}/{way}/{query}"
    with time_machine.travel(NOW, tick=False) as moment:
        sign_in("gp_a")
        fresh = client.get(address)
        moment.shift(timedelta(minutes=10))
        stale = client.get(address)

    assert (fresh.status_code, stale.status_code) == (200, 302)
    assert stale.url.startswith(f"/prove/?next=/{what}/")
    with as_system():
        assert AuditEvent.objects.filter(verb=f"{what}.{verb}").count() == 1

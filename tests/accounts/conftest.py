from datetime import timedelta

import pytest
import time_machine

from tests.accounts.second_factors import SECRET
from tests.world import NOW, PASSWORD, as_system
from wsic.accounts import actions, codes
from wsic.accounts.models import User


@pytest.fixture
def minutes_later():
    """The clock stands still, so many minutes after nine."""
    travels = []

    def move(minutes):
        for travel in travels:
            travel.stop()
        travels[:] = [time_machine.travel(NOW + timedelta(minutes=minutes), tick=False)]
        travels[0].start()

    yield move
    for travel in travels:
        travel.stop()


@pytest.fixture
def gp(world, minutes_later) -> User:
    minutes_later(0)
    user = world.user("gp_a")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


@pytest.fixture
def recovery_codes(gp):
    """The GP has an app, set up an hour ago."""
    given = codes.code_of(SECRET, int((NOW - timedelta(hours=1)).timestamp()) // codes.STEP)
    at = NOW - timedelta(hours=1)
    with as_system():
        return actions.set_up_second_factor(user=gp, secret=SECRET, given=given, keep="", by=gp, at=at)

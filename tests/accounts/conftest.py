from datetime import timedelta

import pytest
import time_machine

from tests.world import NOW


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

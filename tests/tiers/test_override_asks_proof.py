"""An override of the index asks for a fresh proof of who decides, and loses no word over it."""

from datetime import timedelta

import pytest
import time_machine

from tests.tiers.asking import decided
from tests.tiers.deciding import OVERRIDE, decide
from tests.world import NOW, PASSWORD, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def ten_minutes_later(sign_in, world):
    """Gp A signed in ten minutes ago."""
    with time_machine.travel(NOW, tick=False) as moment:
        user = world.user("gp_a")
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        sign_in("gp_a")
        moment.shift(timedelta(minutes=10))
        yield


def test_an_override_waits_for_the_proof_and_keeps_its_words(client, adair, ten_minutes_later):
    asked = decide(client, adair, **OVERRIDE)
    waiting = decided(adair)

    done = decide(client, adair, **OVERRIDE, **{"proof-given": PASSWORD})

    assert (asked.status_code, waiting) == (401, [])
    assert "Falls every week." in asked.text
    assert (done.status_code, decided(adair)) == (302, [(3, TODAY, None)])


def test_confirming_asks_for_nothing(client, adair, ten_minutes_later):
    assert decide(client, adair, tier="2", review_on="").status_code == 302
    assert decided(adair) == [(2, TODAY, None)]


def test_an_override_that_says_no_reason_is_told_so_first(client, adair, ten_minutes_later):
    answer = decide(client, adair, **(OVERRIDE | {"reason": ""}))

    assert (answer.status_code, "Choose why it differs from the index" in answer.text) == (422, True)

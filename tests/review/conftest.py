"""Somebody of whom something was entered in error, and the pages of their plan."""

import pytest

from tests.careplans.plans import Pages


@pytest.fixture
def adair(world):
    return world.person("ADAIR")


@pytest.fixture
def pages(client, sign_in, adair):
    sign_in("case_manager_1")
    return Pages(client, adair)

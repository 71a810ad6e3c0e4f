import pytest


@pytest.fixture
def adair(world):
    return world.person("ADAIR")

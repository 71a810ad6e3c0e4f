"""Random numbers of the synthetic world."""

import pytest

from wsic.demo.streams import Draws, Room, Weighted, shuffled

pytestmark = pytest.mark.fast


def test_streams_of_different_things_differ() -> None:
    keys = [(1, Room.PERSON), (2, Room.PERSON), (1, Room.STAY), (1, Room.PERSON, 1), (1, Room.PERSON, 0, 1)]

    assert len({Draws(*key).unit() for key in keys}) == len(keys)


@pytest.mark.parametrize("key", [(-1, Room.STAY), (1, Room.STAY, 4096), (1, Room.STAY, 0, 4096)])
def test_a_key_that_would_run_into_another_is_refused(key: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="No stream"):
        Draws(*key)


def test_weighted_picks_come_in_their_shares() -> None:
    draws = Draws(1, Room.STAY)
    weighted = Weighted([("often", 3.0), ("seldom", 1.0)])

    often = sum(weighted.pick(draws) == "often" for _ in range(4000))

    assert 2900 < often < 3100


def test_shuffled_keeps_everything() -> None:
    assert sorted(shuffled(range(50), Draws(1, Room.STAY))) == list(range(50))
    assert shuffled(range(50), Draws(1, Room.STAY)) != list(range(50))

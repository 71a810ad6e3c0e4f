import os
import socket

import pytest

from wsic.embedded import ports

pytestmark = pytest.mark.fast


def _free_pair() -> int:
    """A port that is free with the next one."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind((ports.HOST, 0))
            number = one.getsockname()[1]
            try:
                two.bind((ports.HOST, number + 1))
            except (OSError, OverflowError):
                continue
            return number


def test_a_free_port_is_taken_as_asked() -> None:
    number = _free_pair()

    place = ports.bind_first_free(number)

    with place.line:
        assert (place.port, place.why_not) == (number, "")


def test_a_taken_port_is_named_and_the_next_one_used() -> None:
    number = _free_pair()
    with socket.socket() as other:
        other.bind((ports.HOST, number))
        other.listen()

        place = ports.bind_first_free(number)

        with place.line:
            assert place.port == number + 1
        assert place.why_not.startswith(f"port {number} is taken by python")
        assert f"process {os.getpid()}" in place.why_not


def test_what_is_bound_stays_ours() -> None:
    place = ports.bind_first_free(_free_pair())

    with place.line, socket.socket() as thief, pytest.raises(OSError, match="in use"):
        thief.bind((ports.HOST, place.port))

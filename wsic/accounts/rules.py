"""When signing in waits, what is kept of a name that was typed, and how long a session stays open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import blake2b


def waits_until(failed: Sequence[datetime], *, most: int, wait: timedelta) -> datetime | None:
    """
    Until when nobody is let in after so many wrong tries within one wait; None when there were fewer.

    :param failed: the last wrong tries, newest first; nothing is tried during a wait, so none is from then
    """
    if len(failed) < most or failed[0] - failed[most - 1] > wait:
        return None
    return failed[0] + wait


def digest_of_name(username: str, *, key: str) -> str:
    """Stands for a name as it was typed, to whoever has not the key: the name itself is kept nowhere."""
    return blake2b(username.encode(), key=key.encode()[:64], digest_size=16, person=b"sign-in").hexdigest()


class SessionState(Enum):
    OPEN = "OPEN"
    LOCKED = "LOCKED"  # idle for too long: the same person opens it again by a proof
    OVER = "OVER"  # its hours are up: signing in anew


@dataclass(frozen=True, kw_only=True)
class Marks:
    """When a session was begun, last used, and last proved to be in the hands of its user."""

    started_at: datetime
    seen_at: datetime
    proved_at: datetime


@dataclass(frozen=True, kw_only=True)
class SessionLimits:
    idle: timedelta
    in_all: timedelta


def session_left(marks: Marks, limits: SessionLimits, *, at: datetime, stays: bool = False) -> timedelta:
    """
    How long a session stays open if nobody uses it any more; nothing or less when it is not.

    :param stays: its user may be idle, as at a meeting; its hours end all the same
    """
    over_in = marks.started_at + limits.in_all - at
    return over_in if stays else min(over_in, marks.seen_at + limits.idle - at)


def session_state(
    marks: Marks | None, limits: SessionLimits, *, at: datetime, stays: bool = False
) -> SessionState:
    """Open, locked or over; a session without marks is none of ours."""
    if marks is None or at >= marks.started_at + limits.in_all:
        return SessionState.OVER
    is_open = session_left(marks, limits, at=at, stays=stays) > timedelta(0)
    return SessionState.OPEN if is_open else SessionState.LOCKED

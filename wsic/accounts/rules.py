"""When signing in waits, and what is kept of a name that was typed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
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

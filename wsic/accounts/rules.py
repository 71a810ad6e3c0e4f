"""When signing in waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta


def waits_until(failed: Sequence[datetime], *, most: int, wait: timedelta) -> datetime | None:
    """
    Until when nobody is let in after so many wrong tries within one wait; None when there were fewer.

    :param failed: the last wrong tries, newest first; nothing is tried during a wait, so none is from then
    """
    if len(failed) < most or failed[0] - failed[most - 1] > wait:
        return None
    return failed[0] + wait

"""Since when what was recorded about somebody is new to who looks at it."""

from datetime import datetime

from wsic.dates import london_date


def looked_again(last: datetime, before: datetime | None, now: datetime) -> tuple[datetime, datetime | None]:
    """
    The last look and the one on a day before it, in London, after another look now.

    Looks of one day are one: who opens the page twice in a morning still sees what was new to them in it.
    """
    if london_date(now) > london_date(last):
        return now, last
    return max(last, now), before

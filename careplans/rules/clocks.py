"""When something is due, in words, and how urgent it is.

A clock of care runs by the minute; anything else is due by the end of its day, whatever hour stands on it.
Which is first is compared by instants, since two times in London compare by their hands alone and the hands
jump twice a year; the words are London's.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from wsic.dates import LONDON, london_date, short_date

END_OF_DAY = time(17, 0)  # what is due on a day is due by then; ours
SOON = timedelta(days=1)  # ours: from the day before on


class Urgency(StrEnum):
    """As `components/clock.html` draws them: a clock of care that is over is red, paperwork that is late is
    not."""

    OVER = "over"
    LATE = "late"
    SOON = "soon"
    LATER = ""


@dataclass(frozen=True)
class Clock:
    text: str
    urgency: Urgency


def end_of(day: date) -> datetime:
    """When what is due on a day is over."""
    return datetime.combine(day, END_OF_DAY, tzinfo=LONDON)


def is_over(due_at: datetime, now: datetime, *, of_care: bool) -> bool:
    if of_care:
        return due_at.astimezone(UTC) <= now.astimezone(UTC)
    return london_date(due_at) < london_date(now)


def clock(due_at: datetime, now: datetime, *, of_care: bool) -> Clock:
    """:param due_at: and `now` in London"""
    day, today = london_date(due_at), london_date(now)
    if is_over(due_at, now, of_care=of_care):
        if of_care:
            return Clock(_lasting(now.astimezone(UTC) - due_at.astimezone(UTC)), Urgency.OVER)
        return Clock(f"{_days((today - day).days)} late", Urgency.LATE)
    hour = f" {due_at:%H:%M}" if of_care else ""
    if day == today:
        return Clock(f"today{hour}", Urgency.SOON)
    if day - today <= SOON:
        return Clock(f"by tomorrow{hour}", Urgency.SOON)
    return Clock(f"by {short_date(day) if day.year != today.year else short_date(day)[:-5]}", Urgency.LATER)


def stopped(died_on: date) -> Clock:
    """Nothing is due any more for somebody who has died."""
    return Clock(f"died {short_date(died_on)}", Urgency.LATER)


def _lasting(over: timedelta) -> str:
    hours = int(over.total_seconds() // 3600)
    if hours < 1:
        return "just over"
    return f"{hours} h over" if hours < 24 else f"{_days(hours // 24)} over"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"

"""When something is due, in words, and how urgent it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SOON = timedelta(days=1)  # ours: from the day before on
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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


def clock(due_at: datetime, now: datetime, *, of_care: bool) -> Clock:
    """:param due_at: and `now` in London"""
    if due_at <= now:
        return Clock(f"{_lasting(now - due_at)} over", Urgency.OVER if of_care else Urgency.LATE)
    time = f"{due_at:%H:%M}"
    if due_at.date() == now.date():
        return Clock(f"today {time}", Urgency.SOON)
    if due_at.date() - now.date() <= SOON:
        return Clock(f"by tomorrow {time}", Urgency.SOON)
    year = f"-{due_at.year}" if due_at.year != now.year else ""
    return Clock(f"by {due_at.day:02d}-{MONTHS[due_at.month - 1]}{year}", Urgency.LATER)


def _lasting(time: timedelta) -> str:
    hours = int(time.total_seconds() // 3600)
    if hours < 1:
        return "just"
    if hours < 24:
        return f"{hours} h"
    days = hours // 24
    return f"{days} day{'' if days == 1 else 's'}"

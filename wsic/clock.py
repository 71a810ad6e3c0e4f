"""The only module that reads the clock.  Views, tasks, commands and middleware call it; nothing below them
may."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from wsic.dates import LONDON


def now() -> datetime:
    """The present, aware, in UTC; in the demo the present time of day on the demo's fixed day."""
    present = timezone.now()
    if settings.DEMO_TODAY is None:
        return present
    day = date.fromisoformat(settings.DEMO_TODAY)
    return datetime.combine(day, present.astimezone(LONDON).time(), tzinfo=LONDON)


def today() -> date:
    """The date in London, where clinical dates are counted."""
    return now().astimezone(LONDON).date()


def instant() -> datetime:
    """The present in UTC whatever the demo's day is: for heartbeats, sessions and the audit's own time."""
    return timezone.now()

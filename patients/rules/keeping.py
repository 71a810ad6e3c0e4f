"""How long what somebody sent is kept: no longer than it takes to look into what became of it."""

from datetime import date, timedelta

DAYS_TO_START = 7  # a file whose columns nobody matched in a week is not wanted any more
HOURS_UNNAMED = 24  # a request that fails may leave a file that no import names; none takes a day


def kept_until(ended_on: date, *, days: int) -> date:
    """The day on which a file goes, `days` after its import ended."""
    return ended_on + timedelta(days=days)


def ended_by(today: date, *, days: int) -> date:
    """The last day on which an import ended whose file goes today; the reverse of `kept_until`."""
    return today - timedelta(days=days)

"""How frail clinicians recorded somebody to be, beside the index: the oracle of `tiers.sets.summaries`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wsic.dates import months_before

# As a tier, by step of the Clinical Frailty Scale (EFI.md).  9, terminally ill, is no degree of frailty, and
# 1 to 3 say that there is none to speak of.
SEVERITY_OF_SCALE = {4: 1, 5: 1, 6: 2, 7: 3, 8: 3}
FIT_SCALE = range(1, 4)
SUMMED_MONTHS = 12  # of entry days, before the newest: as far back as a list of today asks


@dataclass(frozen=True)
class Recorded:
    """An entry and what it says of frailty, if anything; one that the source deleted says nothing."""

    on: date
    severity: int | None = None
    scale: int | None = None
    deleted: bool = False


@dataclass(frozen=True)
class Summary:
    """`days` are ascending."""

    last_on: date
    days: tuple[date, ...]
    severity: int | None = None
    severity_on: date | None = None
    scale: int | None = None
    scale_on: date | None = None


def scale_of_value(value: Decimal | None) -> int | None:
    """The step that a value is; None where it is none of 1 to 9."""
    if value is None or value != int(value) or not 1 <= value <= 9:
        return None
    return int(value)


def summary_of(entries: Iterable[Recorded]) -> Summary | None:
    """None without an entry.  The latest statement wins, on one day the worse one."""
    standing = [entry for entry in entries if not entry.deleted]
    if not standing:
        return None
    last_on = max(entry.on for entry in standing)
    severities = [(entry.on, level) for entry in standing if (level := _severity(entry))]
    scales = [(entry.on, entry.scale) for entry in standing if entry.scale]
    severity_on, severity = max(severities, default=(None, None))
    scale_on, scale = max(scales, default=(None, None))
    since = months_before(last_on, SUMMED_MONTHS)
    days = tuple(sorted({entry.on for entry in standing if entry.on > since}))
    return Summary(last_on, days, severity, severity_on, scale, scale_on)


def _severity(entry: Recorded) -> int | None:
    return entry.severity or SEVERITY_OF_SCALE.get(entry.scale or 0)

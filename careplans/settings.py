"""The house's settings as the rules of care planning take them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings

from careplans.rules.capacity import CapacitySettings
from careplans.rules.contacts import SafeAndWell
from careplans.rules.entitlement import JointAttendance, SessionSettings
from careplans.rules.gp_record import EVENTS
from wsic.dates import LONDON


@dataclass(frozen=True)
class GpRecordSettings:
    """:attribute since: the day from which events are filed from here, None for all; `codes` by event"""

    since: date | None
    codes: Mapping[str, str]

    @property
    def since_at(self) -> datetime:
        return (
            datetime.combine(self.since, time(), tzinfo=LONDON)
            if self.since
            else datetime.min.replace(tzinfo=UTC)
        )


def safe_and_well() -> SafeAndWell:
    return SafeAndWell(
        after=settings.SAFE_AND_WELL_AFTER,
        within=timedelta(days=settings.SAFE_AND_WELL_WITHIN_DAYS),
        done_in=timedelta(hours=settings.SAFE_AND_WELL_HOURS),
    )


def session_settings() -> SessionSettings:
    """
    :raises ValueError: numbers that do not part a year, or an attendance that is none
    """
    return SessionSettings(
        attendance=JointAttendance(settings.SESSION_ATTENDANCE),
        joint_a_year=settings.SESSIONS_JOINT_A_YEAR,
        hsca_a_year=settings.SESSIONS_HSCA_A_YEAR,
        spacing=settings.SESSION_SPACING_MONTHS,
    )


def capacity_settings() -> CapacitySettings:
    """
    :raises ValueError: minutes or a percentage that cannot be
    """
    return CapacitySettings(
        joint_minutes=settings.CAPACITY_JOINT_MINUTES,
        hsca_minutes=settings.CAPACITY_HSCA_MINUTES,
        travel_minutes=settings.CAPACITY_TRAVEL_MINUTES,
        home_percent=settings.CAPACITY_HOME_PERCENT,
    )


def gp_record_settings() -> GpRecordSettings:
    """
    :raises ValueError: a day that is none, or a code of an event that there is not
    """
    since, codes = settings.GP_RECORD_FROM, dict(settings.GP_RECORD_CODES)
    unknown = [each for each in codes if each not in set(EVENTS)]
    if unknown:
        known = ", ".join(EVENTS)
        raise ValueError(f"WSIC_GP_RECORD_CODES: {unknown[0]!r} is no event. There are {known}.")
    try:
        return GpRecordSettings(date.fromisoformat(since) if since else None, codes)
    except ValueError as no_day:
        raise ValueError(f"WSIC_GP_RECORD_FROM: {since!r} is no day like 2026-11-30.") from no_day


def goal_days() -> int:
    """How many days before its day a goal is to be looked at."""
    days: int = settings.GOAL_DAYS
    return days


def notice_days() -> int:
    """How many days back notices are shown and counted."""
    days: int = settings.NOTICE_DAYS
    return days

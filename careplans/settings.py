"""The house's settings as the rules of care planning take them."""

from datetime import timedelta

from django.conf import settings

from careplans.rules.capacity import CapacitySettings
from careplans.rules.contacts import SafeAndWell
from careplans.rules.entitlement import JointAttendance, SessionSettings


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


def notice_days() -> int:
    """How many days back notices are shown and counted."""
    days: int = settings.NOTICE_DAYS
    return days

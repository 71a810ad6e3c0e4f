"""The house's settings as the rules of care planning take them."""

from datetime import timedelta

from django.conf import settings

from careplans.rules.contacts import SafeAndWell


def safe_and_well() -> SafeAndWell:
    return SafeAndWell(
        after=settings.SAFE_AND_WELL_AFTER,
        within=timedelta(days=settings.SAFE_AND_WELL_WITHIN_DAYS),
        done_in=timedelta(hours=settings.SAFE_AND_WELL_HOURS),
    )

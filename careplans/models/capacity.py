from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from careplans.models.sessions import SessionKind
from tiers.rules.counts import LEAST_PUBLISHED
from wsic.organisations.models import Organisation


class StaffRole(models.TextChoices):
    """Who holds planning sessions."""

    GP = "GP", "GP"
    CASE_MANAGER = "CASE_MANAGER", "Case Manager"
    HSCA = "HSCA", "Health and Social Care Assistant"


class StaffHoursQuerySet(models.QuerySet["StaffHours"]):
    def standing(self) -> Self:
        """Without what was entered in error."""
        return self.filter(in_error_at=None)


class StaffHours(models.Model):
    """
    How many hours a week the staff of one role of an organisation have for planning sessions, all of them
    together: from `from_on` until other hours begin, so that an entry never has to be changed.

    What was wrong is marked as entered in error, and what stood before goes on.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=15, choices=StaffRole)
    a_week = models.DecimalField(max_digits=6, decimal_places=2)
    from_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    in_error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_error_at = models.DateTimeField(null=True, blank=True)

    objects = StaffHoursQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(a_week__gte=0, a_week__lte=5000), name="careplans_hours_of_a_week"
            ),
            models.CheckConstraint(
                condition=Q(in_error_at=None, in_error_by=None)
                | Q(in_error_at__isnull=False, in_error_by__isnull=False),
                name="careplans_hours_in_error_say_by_whom",
            ),
            models.UniqueConstraint(
                fields=["organisation", "role", "from_on"],
                condition=Q(in_error_at=None),
                name="careplans_one_entry_of_hours_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"StaffHours #{self.pk}"


class CountOf(models.TextChoices):
    """What of planning sessions is counted for who sees numbers without people."""

    OWED = "OWED", "Owed, as it stood when the windows opened"
    CLOSING = "CLOSING", "Windows that close, from the day of the count on"
    OVERDUE = "OVERDUE", "Overdue on the day of the count"
    OFFERED = "OFFERED", "Offered"
    HELD = "HELD", "Held"
    COUNTS = "COUNTS", "Held, and counting"
    DID_NOT_ATTEND = "DID_NOT_ATTEND", "Did not attend"
    HELD_YEAR = "HELD_YEAR", "Held in twelve months"
    HOME_YEAR = "HOME_YEAR", "Of these at home"


class SessionCount(models.Model):
    """
    A number of a practice and a month, or of the day where it is no month's, for whoever sees numbers and no
    people.

    `month_on` is the first of the month; `number` None: 1 to 4, which is nowhere stored.
    """

    practice = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    month_on = models.DateField()
    kind = models.CharField(max_length=10, choices=SessionKind)
    what = models.CharField(max_length=15, choices=CountOf)
    number = models.PositiveIntegerField(null=True, blank=True)
    counted_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "month_on", "kind", "what"], name="careplans_one_count_of_a_month"
            ),
            models.CheckConstraint(
                condition=Q(number=None) | Q(number=0) | Q(number__gte=LEAST_PUBLISHED),
                name="careplans_no_small_count_is_stored",
            ),
        ]

    def __str__(self) -> str:
        return f"SessionCount #{self.pk}"

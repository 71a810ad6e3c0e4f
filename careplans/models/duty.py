from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from wsic.organisations.models import Organisation


class DutyQuerySet(models.QuerySet["Duty"]):
    def standing(self) -> Self:
        """Without what was replaced."""
        return self.filter(replaced_at=None)


class Duty(models.Model):
    """
    Who of an organisation answers on a day what comes in that day (CARE.md, duty person of the day).

    It opens nobody's record and gives no verb.  Another choice for the day replaces the row.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "on"],
                condition=Q(replaced_at=None),
                name="careplans_one_on_duty_a_day",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at=None, replaced_by=None)
                | Q(replaced_at__isnull=False, replaced_by__isnull=False),
                name="careplans_replaced_duty_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"Duty #{self.pk}"

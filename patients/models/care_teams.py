from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wsic.organisations.models import Organisation

from .base import PersonLinkedQuerySet
from .people import Person


class CareTeamMemberQuerySet(PersonLinkedQuerySet["CareTeamMember"]):
    def ever(self) -> Self:
        """Without what was entered wrongly and never was."""
        return self.filter(Q(to_on=None) | Q(to_on__gt=F("from_on")))

    def on(self, day: date) -> Self:
        return self.filter(Q(to_on=None) | Q(to_on__gt=day), from_on__lte=day)


class CareTeamMember(models.Model):
    """An organisation, or a user who acts for it, is on a person's care team: [from_on, to_on)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="care_team")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=100)  # in words: what they do for the person
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = CareTeamMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="patients_care_team_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "user"],
                condition=Q(to_on=None),
                nulls_distinct=False,
                name="patients_once_on_a_care_team",
            ),
        ]

    def __str__(self) -> str:
        return f"CareTeamMember #{self.pk}"

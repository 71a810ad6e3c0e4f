from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from .base import PersonLinkedQuerySet
from .people import Person


class LinkReason(models.TextChoices):
    TWO_NUMBERS = "TWO_NUMBERS", "Was given two NHS numbers"
    ENTERED_TWICE = "ENTERED_TWICE", "Was entered twice"
    OTHER = "OTHER", "Another reason"


class PersonLinkQuerySet(PersonLinkedQuerySet["PersonLink"]):
    person_fields = ("person_id", "kept_id")

    def concerning(self, person: Person) -> Self:
        return self.filter(Q(person=person) | Q(kept=person))

    def standing_on(self, day: date) -> Self:
        return self.filter(Q(to_on=None) | Q(to_on__gt=day), from_on__lte=day)


class PersonLink(models.Model):
    """Two records of one human being: `person` is set aside for `kept` during [from_on, to_on).

    Nothing is copied.  A row is ended once and never changed otherwise (`patients.sets.links`)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links_here")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=20, choices=LinkReason)
    words = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)

    objects = PersonLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("kept")), name="patients_link_of_two"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="patients_link_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None, ended_by=None, ended_at=None, ended_why="")
                | (Q(to_on__isnull=False, ended_by__isnull=False, ended_at__isnull=False) & ~Q(ended_why="")),
                name="patients_link_ended_by_somebody",
            ),
            ExclusionConstraint(
                name="patients_one_link_away_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (Func(F("from_on"), F("to_on"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"PersonLink #{self.pk}"

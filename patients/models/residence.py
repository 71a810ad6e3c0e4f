from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from .base import PersonLinkedQuerySet, Today
from .imports import Import
from .people import Person


class ResidenceKind(models.TextChoices):
    OWN_HOME = "OWN_HOME", "Own home"
    CARE_HOME = "CARE_HOME", "Care home"
    NURSING_HOME = "NURSING_HOME", "Nursing home"
    INTERMEDIATE_CARE = "INTERMEDIATE_CARE", "Intermediate care"
    OTHER = "OTHER", "Elsewhere"


HOMES = (ResidenceKind.CARE_HOME, ResidenceKind.NURSING_HOME)


class ResidenceQuerySet(PersonLinkedQuerySet["Residence"]):
    def current(self) -> Self:
        return self.filter(replaced_by=None)

    def on(self, day: date | Today) -> Self:
        """Where people live on a day, as known now: of each person one row or none."""
        return self.current().filter(Q(to_on=None) | Q(to_on__gt=day), from_on__lte=day)


class Residence(models.Model):
    """A person lives somewhere for a time: [from_on, to_on).  The next place cuts this one; `stated_to_on` is
    the end that the extract states."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="residences")
    kind = models.CharField(max_length=20, choices=ResidenceKind)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    stated_to_on = models.DateField(null=True, blank=True)
    as_on = models.DateField()  # the date of the extract that says so; a greater one is a newer version
    imported_by = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey(Import, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ResidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="patients_residence_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person", "from_on"],
                condition=Q(replaced_by=None),
                name="patients_one_residence_of_a_day",
            ),
            ExclusionConstraint(
                name="patients_one_residence_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (Func(F("from_on"), F("to_on"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(replaced_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Residence #{self.pk}"

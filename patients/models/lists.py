"""What people must not be given, and what they take: rows of a source, kept in versions like its entries."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from .base import Today
from .records import RecordVersion, SensitiveCode, VersionsOfRows, indexes_of, one_current


class AllergyStatus(models.TextChoices):
    ACTIVE = "ACTIVE", "Active"
    RESOLVED = "RESOLVED", "Resolved"
    ENTERED_IN_ERROR = "ENTERED_IN_ERROR", "Entered in error"
    NO_KNOWN_ALLERGIES = "NO_KNOWN_ALLERGIES", "None known"


class AllergyQuerySet(VersionsOfRows["Allergy"]):
    def told(self) -> Self:
        """What is to be shown: also versions that contradict each other, since either may be true."""
        return self.filter(replaced_by=None, deleted=False)


class Allergy(RecordVersion):
    """A version of an allergy or adverse reaction, or of the statement that none is known; `deleted` where it
    was entered in error."""

    recorded_on = models.DateField()
    substance = models.CharField(max_length=255)
    reaction = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=20, choices=AllergyStatus)

    objects = AllergyQuerySet.as_manager()

    class Meta:
        constraints = [one_current("allergy")]
        indexes = indexes_of("allergy")

    def __str__(self) -> str:
        return f"Allergy #{self.pk}"


class CurrentMedicineQuerySet(VersionsOfRows["CurrentMedicine"]):
    def told(self) -> Self:
        """What is to be shown: also versions that contradict each other, and nothing on the list of sensitive
        codes."""
        listed = SensitiveCode.objects.filter(system="snomed", code=OuterRef("medicine_code"))
        return self.filter(~Exists(listed), replaced_by=None, deleted=False)

    def taken_on(self, day: date | Today) -> Self:
        """Not ended by a day, as far as the lists say."""
        return self.told().filter(Q(ended_on=None) | Q(ended_on__gt=day))


class CurrentMedicine(RecordVersion):
    """A version of what a person takes, [started_on, ended_on); `listed_on` is the date of the newest list
    that says so."""

    medicine_code = models.CharField(max_length=40)
    medicine = models.CharField(max_length=255)
    dose = models.CharField(max_length=255)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    repeat = models.BooleanField(null=True, blank=True)
    listed_on = models.DateField()

    objects = CurrentMedicineQuerySet.as_manager()

    class Meta:
        constraints = [one_current("medicine")]
        indexes = indexes_of("medicine")

    def __str__(self) -> str:
        return f"CurrentMedicine #{self.pk}"

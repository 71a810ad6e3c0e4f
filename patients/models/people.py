"""Who: people, what is known of them, by which numbers, registered where.

Bulk rows are never changed in place: a correction closes a row (`replaced_by` names the import) and adds one.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q

from wsic.organisations.models import Organisation

from .base import PersonLinkedQuerySet, Today


class Sex(models.TextChoices):
    MALE = "M", "Male"
    FEMALE = "F", "Female"
    INDETERMINATE = "I", "Indeterminate"
    UNKNOWN = "U", "Not known"


class PersonQuerySet(PersonLinkedQuerySet["Person"]):
    person_fields = ("pk",)


class Person(models.Model):
    """One human being, once; two that turn out to be one are linked, never merged."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    imported_by = models.ForeignKey("patients.Import", null=True, on_delete=models.PROTECT, related_name="+")

    objects = PersonQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Person #{self.pk}"


class VersionQuerySet(PersonLinkedQuerySet[models.Model]):
    def current(self) -> Self:
        return self.filter(replaced_by=None)


class PersonDetail(models.Model):
    """A version of what a practice's list says about a person; the current one is not replaced."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="details")
    family_name = models.CharField(max_length=100)
    given_name = models.CharField(max_length=100)
    title = models.CharField(max_length=35, blank=True)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex)
    ethnicity = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=60, blank=True)
    interpreter_needed = models.BooleanField(null=True, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    usual_gp = models.CharField(max_length=100, blank=True)
    imd_quintile = models.PositiveSmallIntegerField(null=True, blank=True)
    housebound = models.BooleanField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    search_text = models.CharField(max_length=210)  # family and given name, upper case, without accents
    as_on = models.DateField()  # the date of the list that says so
    imported_by = models.ForeignKey("patients.Import", null=True, on_delete=models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey(
        "patients.Import", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.BinaryField()  # of the typed content; equal content is unchanged

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(replaced_by=None), name="patients_one_current_detail"
            ),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(died_on__gte=F("birth_date")), name="patients_died_after_birth"
            ),
        ]

    def __str__(self) -> str:
        return f"PersonDetail #{self.pk}"


class IdentifierKind(models.TextChoices):
    NHS_NUMBER = "NHS_NUMBER", "NHS number"


class PersonIdentifier(models.Model):
    """A number by which a person is known; unique while it is current, superseded ones are kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=IdentifierKind, default=IdentifierKind.NHS_NUMBER)
    value = models.CharField(max_length=20)
    imported_by = models.ForeignKey("patients.Import", null=True, on_delete=models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey(
        "patients.Import", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                condition=Q(replaced_by=None),
                name="patients_one_person_of_a_number",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(replaced_by=None),
                name="patients_one_number_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"PersonIdentifier #{self.pk}"


class RegistrationKind(models.TextChoices):
    REGULAR = "REGULAR", "Regular"
    TEMPORARY = "TEMPORARY", "Temporary"
    PRIVATE = "PRIVATE", "Private"


class RegistrationQuerySet(VersionQuerySet):
    def regular_on(self, day: date | Today) -> Self:
        """Regular registrations that hold on a day, as known now: who is in scope."""
        held = Q(to_on=None) | Q(to_on__gt=day)
        return self.current().filter(held, kind=RegistrationKind.REGULAR, from_on__lte=day)


class Registration(models.Model):
    """A person is registered with a practice for a time: [from_on, to_on).

    A later regular registration elsewhere cuts this one; `stated_to_on` is the end that the list states. A
    stay that its practice still states when the other has ended goes on from there in a row of its own:
    `stated_from_on` is the first day that the list states, None where `from_on` is that day.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    practice = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="registrations")
    kind = models.CharField(max_length=10, choices=RegistrationKind, default=RegistrationKind.REGULAR)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    stated_from_on = models.DateField(null=True, blank=True)
    stated_to_on = models.DateField(null=True, blank=True)
    as_on = models.DateField()  # the date of the list that says so
    imported_by = models.ForeignKey("patients.Import", null=True, on_delete=models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey(
        "patients.Import", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.BinaryField(default=b"")  # of the line
    details_digest = models.BinaryField(default=b"")  # of the details that the line states of the person

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="patients_registration_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="patients_one_regular_practice_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (Func(F("from_on"), F("to_on"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(replaced_by=None, kind="REGULAR"),
                deferrable=Deferrable.DEFERRED,
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "person"], condition=Q(replaced_by=None), name="patients_registered_with"
            ),
        ]

    def __str__(self) -> str:
        return f"Registration #{self.pk}"

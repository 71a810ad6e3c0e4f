"""What the records of a practice say: coded entries and medicines issued, tens of millions of rows; allergies
and what people take (`lists`).

A row of a source is known by its organisation and the id it has there.  Of its versions the newest counts;
the others stay, closed (`replaced_by`).  Two meanings of equal date contradict each other: neither counts
(`conflicted`).  What rows have in common stands once, in `RecordedCode` and `RecordedMedicine`.
"""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from wsic.keys import unchecked_key
from wsic.organisations.models import Organisation

from .base import PersonLinkedQuerySet
from .imports import Import
from .people import Person


class RecordedCode(models.Model):
    """What an entry says: the code of one terminology, or of two for the same statement, and its words."""

    ctv3 = models.CharField(max_length=5, blank=True)
    read2 = models.CharField(max_length=5, blank=True)
    snomed = models.CharField(max_length=18, blank=True)
    term = models.CharField(max_length=255, blank=True)
    sensitive = models.BooleanField(
        default=False
    )  # in the list of sensitive codes: never shown, never counted

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ctv3", "read2", "snomed", "term"], name="patients_one_recorded_code"
            ),
        ]

    def __str__(self) -> str:
        return f"RecordedCode #{self.pk}"


class RecordedMedicine(models.Model):
    """A medicine as a source writes it; the chapter of the BNF where the source gives it."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=255, blank=True)
    bnf_chapter = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "name", "bnf_chapter"],
                nulls_distinct=False,
                name="patients_one_recorded_medicine",
            ),
        ]

    def __str__(self) -> str:
        return f"RecordedMedicine #{self.pk}"


class SensitiveCode(models.Model):
    """A code whose entries are never taken in for sharing."""

    system = models.CharField(max_length=10)
    code = models.CharField(max_length=18)
    term = models.CharField(max_length=255)
    list_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "code"], name="patients_one_sensitive_code"),
        ]

    def __str__(self) -> str:
        return f"SensitiveCode #{self.pk}"


M = TypeVar("M", bound=models.Model, covariant=True)


class VersionsOfRows(PersonLinkedQuerySet[M]):
    def counting(self) -> Self:
        """Versions that count: not replaced, not contradicted, not marked deleted by the source."""
        return self.filter(replaced_by=None, conflicted=False, deleted=False)


class RecordQuerySet(VersionsOfRows[models.Model]):
    pass


class CodedEntryQuerySet(RecordQuerySet):
    def counting(self) -> Self:
        return super().counting().filter(code__sensitive=False)


class RecordVersion(models.Model):
    """A version of a row that a source has sent, and what became of it."""

    person = unchecked_key(Person)
    organisation = unchecked_key(Organisation)
    row_id = models.CharField(max_length=64)
    deleted = models.BooleanField(default=False)
    conflicted = models.BooleanField(default=False)
    line = models.PositiveBigIntegerField()
    imported_by = unchecked_key(Import)
    replaced_by = unchecked_key(Import, null=True, blank=True)

    class Meta:
        abstract = True


def one_current(noun: str) -> models.UniqueConstraint:
    """Of the versions of a row at most one stands."""
    return models.UniqueConstraint(
        fields=["organisation", "row_id"],
        condition=Q(replaced_by=None, conflicted=False),
        name=f"patients_one_current_{noun}",
    )


def indexes_of(noun: str) -> list[models.Index]:
    """The versions of a row that do not stand, beside the constraint's index of those that do; and what is
    recorded of a person."""
    not_standing = ~Q(replaced_by=None) | Q(conflicted=True)
    return [
        models.Index(
            fields=["organisation", "row_id"], condition=not_standing, name=f"patients_{noun}_versions"
        ),
        models.Index(fields=["person"], condition=Q(replaced_by=None), name=f"patients_{noun}_of_person"),
    ]


class CodedEntry(RecordVersion):
    """A version of a coded entry.  `known_on` is the first day on which the source stated this: its
    `recorded_on`, or that of an older version with the same person, code and value."""

    effective_on = models.DateField()
    recorded_on = models.DateField()
    known_on = models.DateField()
    code = unchecked_key(RecordedCode)
    value = models.DecimalField(max_digits=25, decimal_places=10, null=True, blank=True)
    value_text = models.CharField(max_length=100, blank=True)  # a result that is no number, as it was written
    unit = models.CharField(max_length=40, blank=True)

    objects = CodedEntryQuerySet.as_manager()

    class Meta:
        constraints = [one_current("entry")]
        indexes = indexes_of("entry")

    def __str__(self) -> str:
        return f"CodedEntry #{self.pk}"


class MedicationIssue(RecordVersion):
    """A version of a medicine issued to a person.  Sources give no recording day: known on its day."""

    issued_on = models.DateField()
    medicine = unchecked_key(RecordedMedicine)

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [one_current("issue")]
        indexes = indexes_of("issue")

    def __str__(self) -> str:
        return f"MedicationIssue #{self.pk}"

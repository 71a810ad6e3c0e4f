from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .base import PersonLinkedQuerySet, Today
from .imports import Import
from .people import Person


class PreferenceKind(models.TextChoices):
    """What a person says about what is told of them, each a different thing (SECURITY.md), and in which
    format they read letters (Accessible Information Standard, DCB1605); SENSITIVE is a mark that the Personal
    Demographics Service sets (S-flag)."""

    DIRECT_CARE_DISSENT = "DIRECT_CARE_DISSENT", "Dissents from sharing for direct care"
    TYPE_1 = "TYPE_1", "Type 1 opt-out"
    NATIONAL_OPT_OUT = "NATIONAL_OPT_OUT", "National data opt-out"
    PORTAL_LIMITS = "PORTAL_LIMITS", "Limits in the portal"
    NO_LETTERS = "NO_LETTERS", "No letters"
    LARGE_PRINT = "LARGE_PRINT", "Letters in large print"
    EASY_READ = "EASY_READ", "Letters in easy words"
    OTHER_FORMAT = "OTHER_FORMAT", "Reads no print: braille, audio or sign language"
    SENSITIVE = "SENSITIVE", "Marked sensitive: whereabouts withheld"


class PreferenceQuerySet(PersonLinkedQuerySet["Preference"]):
    def known_now(self) -> Self:
        return self.filter(replaced_at=None)

    def standing_on(self, day: date | Today) -> Self:
        return self.known_now().filter(Q(to_on=None) | Q(to_on__gt=day), from_on__lte=day)


class Preference(models.Model):
    """One of the dated things a person says, [from_on, to_on).  A correction closes the row and adds one."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="preferences")
    kind = models.CharField(max_length=20, choices=PreferenceKind)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    said_by = models.CharField(max_length=100, blank=True)  # the person, an attorney, the list it comes from
    as_on = models.DateField()  # the day it was said or listed; a greater one is a newer version
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    imported_by = models.ForeignKey(Import, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="patients_preference_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "from_on"],
                condition=Q(replaced_at=None),
                name="patients_one_preference_of_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Preference #{self.pk}"

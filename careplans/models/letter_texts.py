from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from careplans.models.sessions import SessionKind


class LetterTextQuerySet(models.QuerySet["LetterText"]):
    def standing(self) -> Self:
        """Those that letters are written with."""
        return self.filter(ended_at=None)


class LetterText(models.Model):
    """
    The wording of an invitation in a language, of which somebody else than the translator says that it is
    right.  Never changed: another version replaces it, or it is withdrawn; either has a reason.

    :attribute second: it is for who has not answered the first
    :attribute body: as `careplans.rules.letter_texts.laid_out` reads it
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField()
    language = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=SessionKind)
    second = models.BooleanField()
    version = models.PositiveSmallIntegerField()
    body = models.TextField(max_length=6000)
    translated_by = models.CharField(max_length=120)
    translated_on = models.DateField()
    checked_by = models.CharField(max_length=120)
    checked_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_why = models.CharField(max_length=300, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LetterTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recorded_by", "once"], name="careplans_one_text_of_a_form"),
            models.UniqueConstraint(
                fields=["language", "kind", "second", "version"], name="careplans_one_text_of_a_version"
            ),
            models.UniqueConstraint(
                fields=["language", "kind", "second"],
                condition=Q(ended_at=None),
                name="careplans_one_text_stands",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_why="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_why=""),
                name="careplans_ended_text_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(checked_by__iexact=F("translated_by")) & Q(checked_on__gte=F("translated_on")),
                name="careplans_text_checked_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"LetterText #{self.pk}"

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from careplans.models.plans import CarePlan
from patients.models import Person, PersonLinkedQuerySet


class UnsavedWordsQuerySet(PersonLinkedQuerySet["UnsavedWords"]):
    def kept(self) -> Self:
        """In which something is typed that was not saved."""
        return self.filter(kept_at__isnull=False)


class UnsavedWords(models.Model):
    """
    What a user has open of a draft, and what they typed there and did not save: read by nobody but them.

    :attribute part: a heading, or the key of a goal
    :attribute upon: the revision that stood when they began to type
    :attribute said: the form's fields as typed; {} where nothing is unsaved
    :attribute forms: of each form on a page that was typed in, the number of the last that came of it
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="unsaved")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=40)
    upon = models.PositiveIntegerField(default=0)
    said = models.JSONField(default=dict)
    forms = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)

    objects = UnsavedWordsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "user", "part"], name="careplans_one_unsaved_of_a_part"),
            models.CheckConstraint(
                condition=Q(kept_at=None, said={}) | Q(kept_at__isnull=False) & ~Q(said={}),
                name="careplans_unsaved_words_say_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"UnsavedWords #{self.pk}"

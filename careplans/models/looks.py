from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from patients.models import Person, PersonLinkedQuerySet


class Look(models.Model):
    """When a user looked at a person's front sheet: last, `at`, and `before` on a day before that; None the
    first time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    before = models.DateTimeField(null=True, blank=True)

    objects = PersonLinkedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "user"], name="careplans_one_look_of_a_user"),
            models.CheckConstraint(
                condition=Q(before=None) | Q(before__lt=F("at")), name="careplans_looked_before_that"
            ),
        ]

    def __str__(self) -> str:
        return f"Look #{self.pk}"

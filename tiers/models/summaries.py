"""What of a person's records is asked of everybody at once, so that no list reads a million entries."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from patients.models import Person, PersonLinkedQuerySet
from wsic.keys import unchecked_key


class RecordSummary(models.Model):
    """
    Of a person with a coded entry; worked out anew, as deficits are, whenever their records change.

    `days`: on which anything was entered in the 12 months up to the newest, `last_on`.  `severity`: as a
    tier, what a clinician last recorded; `frailty_scale`: the last step, 1 to 9, of the Clinical Frailty
    Scale.
    """

    person = unchecked_key(Person)
    last_on = models.DateField()
    days = ArrayField(models.DateField())
    severity = models.PositiveSmallIntegerField(null=True, blank=True)
    severity_on = models.DateField(null=True, blank=True)
    frailty_scale = models.PositiveSmallIntegerField(null=True, blank=True)
    frailty_scale_on = models.DateField(null=True, blank=True)

    objects = PersonLinkedQuerySet["RecordSummary"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], name="tiers_one_summary_of_a_person"),
            models.CheckConstraint(
                condition=Q(severity=None, severity_on=None)
                | Q(severity__gte=1, severity__lte=3, severity_on__isnull=False),
                name="tiers_severity_is_mild_to_severe",
            ),
            models.CheckConstraint(
                condition=Q(frailty_scale=None, frailty_scale_on=None)
                | Q(frailty_scale__gte=1, frailty_scale__lte=9, frailty_scale_on__isnull=False),
                name="tiers_recorded_scale_1_to_9",
            ),
        ]

    def __str__(self) -> str:
        return f"RecordSummary #{self.pk}"

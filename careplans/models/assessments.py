from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from careplans.models.sessions import PlanningSession
from careplans.rules.assessment import ASKED, CONCERNS, SCALES
from patients.models import Person, PersonLinkedQuerySet
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


def _score() -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)


class AssessmentQuerySet(PersonLinkedQuerySet["Assessment"]):
    def standing(self) -> Self:
        """Without what was entered in error."""
        return self.filter(in_error_at=None)


class Assessment(models.Model):
    """
    A holistic assessment as it stood when it was saved.  Each one carries everything on: the newest that is
    not in error is the current one.

    :attribute replaces: the one it was written upon, so that of two who write at once the second is told
    :attribute session: the planning session in which it was written
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessments")
    once = models.UUIDField()
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    session = models.ForeignKey(
        PlanningSession, null=True, blank=True, on_delete=models.PROTECT, related_name="assessments"
    )
    assessed_on = models.DateField()
    barthel = _score()
    must = _score()
    six_cit = _score()
    ascot = _score()
    swemwbs = _score()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    in_error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_error_at = models.DateTimeField(null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "once"], name="careplans_one_assessment_of_a_form"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(replaces=None), name="careplans_one_first_assessment"
            ),
            models.CheckConstraint(
                condition=Q(in_error_at=None, in_error_by=None)
                | Q(in_error_at__isnull=False, in_error_by__isnull=False),
                name="careplans_assessment_in_error_says_by_whom",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None})
                    | Q(**{f"{name}__gte": scale.least, f"{name}__lte": scale.most}),
                    name=f"careplans_{name}_on_its_scale",
                )
                for name, scale in SCALES.items()
            ),
        ]

    def __str__(self) -> str:
        return f"Assessment #{self.pk}"


class AssessmentFinding(models.Model):
    """What was found about one thing that was asked about; what was not asked has no row."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="findings")
    domain = models.CharField(
        max_length=15, choices=[(str(each), asked.label) for each, asked in ASKED.items()]
    )
    concern = models.CharField(
        max_length=10, choices=[(str(each), words) for each, words in CONCERNS.items()]
    )
    words = models.CharField(max_length=500, blank=True)

    objects = PersonLinkedQuerySet["AssessmentFinding"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "domain"], name="careplans_one_finding_of_each")
        ]

    def __str__(self) -> str:
        return f"AssessmentFinding #{self.pk}"

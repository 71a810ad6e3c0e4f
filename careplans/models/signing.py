from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from careplans.models.plans import CarePlan
from patients.models import Person, PersonLinkedQuerySet
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


class PlanSignatureQuerySet(PersonLinkedQuerySet["PlanSignature"]):
    def standing(self) -> Self:
        return self.filter(undone_at=None)


class PlanSignature(models.Model):
    """A GP of the person's practice has read a version of the plan; it is in force without."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plan_signatures")
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = PlanSignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(undone_at=None), name="careplans_one_signature_of_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="careplans_signature_undone_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"PlanSignature #{self.pk}"

from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from patients.models import Person, PersonLinkedQuerySet
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


class FirstContactReason(models.TextChoices):
    FIRST = "FIRST", "Nobody was named before"
    LEFT = "LEFT", "Who had them leaves or has left"
    CASELOAD = "CASELOAD", "Caseloads are shared out anew"
    MOVED = "MOVED", "They moved, or their practice changed"
    WISH = "WISH", "They or their carer asked for it"
    BACK = "BACK", "Given back"
    OTHER = "OTHER", "Another reason"


class FirstContactQuerySet(PersonLinkedQuerySet["FirstContact"]):
    def standing(self) -> Self:
        """Without what was entered in error."""
        return self.filter(in_error_at=None)

    def on(self, day: date) -> Self:
        return self.standing().filter(Q(to_on=None) | Q(to_on__gt=day), from_on__lte=day)


class FirstContact(models.Model):
    """
    Whom a person or their carer rings first: one named member of staff at a time, [from_on, to_on).

    It opens nobody's record: who is named reaches the person through the organisation named with them, or
    not at all (docs/decisions/0026-first-contact.md).  `previous` is who had them until then, `told` when
    the person was told.  Of many given in one press `once` is the same.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="first_contacts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    reason = models.CharField(max_length=10, choices=FirstContactReason)
    note = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_at = models.DateTimeField(null=True, blank=True)
    in_error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_error_at = models.DateTimeField(null=True, blank=True)

    objects = FirstContactQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="careplans_one_first_contact_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (Func(F("from_on"), F("to_on"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(in_error_at=None),
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="careplans_first_contact_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["recorded_by", "once", "person"], name="careplans_one_first_contact_of_a_form"
            ),
            models.CheckConstraint(
                condition=Q(to_on=None, ended_by=None, ended_at=None)
                | Q(to_on__isnull=False, ended_by__isnull=False, ended_at__isnull=False),
                name="careplans_ended_first_contact_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(told_by=None, told_at=None) | Q(told_by__isnull=False, told_at__isnull=False),
                name="careplans_told_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(in_error_by=None, in_error_at=None)
                | Q(in_error_by__isnull=False, in_error_at__isnull=False),
                name="careplans_first_contact_in_error_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "organisation"],
                condition=Q(to_on=None, in_error_at=None),
                name="careplans_first_contacts_of",
            )
        ]

    def __str__(self) -> str:
        return f"FirstContact #{self.pk}"

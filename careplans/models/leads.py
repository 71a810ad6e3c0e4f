from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from careplans.models.sessions import PlanningSession
from patients.models import Person, PersonLinkedQuerySet


class SessionLeadQuerySet(PersonLinkedQuerySet["SessionLead"]):
    def given(self) -> Self:
        """Without what was given back."""
        return self.filter(takes_back=None)


class SessionLead(models.Model):
    """
    A booked session was given to another colleague; whoever leads it now stands at the session.

    :attribute before: who led it until then, None where nobody was named
    :attribute takes_back: it gives back what that one gave
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(PlanningSession, on_delete=models.PROTECT, related_name="leads")
    once = models.UUIDField()
    before = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    takes_back = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back_by"
    )
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    objects = SessionLeadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["given_by", "once", "session"], name="careplans_one_lead_of_a_form"
            ),
            models.CheckConstraint(
                condition=~Q(before=F("lead")) | Q(before=None) | Q(lead=None),
                name="careplans_lead_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"SessionLead #{self.pk}"

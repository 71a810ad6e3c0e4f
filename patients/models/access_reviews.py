"""Access that somebody took by saying why, and what its review came to.

There is no person in these tables: whom it opened is the grant in Reach that has the entry as its source, so
that whoever reviews sees why and nobody's record.
"""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from patients.rules import access_reviews as rules
from wsic.accounts.models import User
from wsic.accounts.roles import Role, Verb
from wsic.organisations.models import Organisation
from wsic.relationships import Why

from .base import Now


class EmergencyReason(models.TextChoices):
    """
    Why a record is opened in an emergency; the last three hold over a direct-care dissent too (SECURITY.md).

    Sources: duty to share for direct care, Health and Social Care (Safety and Quality) Act 2015, s. 3; vital
    interest, UK GDPR, articles 6(1)(d) and 9(2)(c); capacity, Mental Capacity Act 2005, s. 4 and 5;
    safeguarding, Care Act 2014, s. 42 to 45.
    """

    DIRECT_CARE = "DIRECT_CARE", "Urgent care: I am caring for the person now"
    VITAL_INTEREST = "VITAL_INTEREST", "Vital interest: to save life or prevent serious harm"
    LACK_OF_CAPACITY = (
        "LACK_OF_CAPACITY",
        "Lack of capacity: the person cannot say, and it is in their interest",
    )
    SAFEGUARDING = "SAFEGUARDING", "Safeguarding: the person is at risk of abuse or neglect"


class CrisisReason(models.TextChoices):
    """Why a crisis page is opened by who does not know the person (CARE.md: 111, ambulance, GP out of hours,
    A&E)."""

    AMBULANCE = "AMBULANCE", "Ambulance crew with the person, or on the way"
    CALL = "CALL", "Call to 111 or 999 about the person"
    GP_OUT_OF_HOURS = "GP_OUT_OF_HOURS", "GP out of hours, seeing or ringing the person"
    EMERGENCY_DEPARTMENT = "A_AND_E", "The person is in A&E"


TAKEN = (Why.BREAK_GLASS, Why.TELEPHONE, Why.OUT_OF_HOURS)  # by saying why
OVER_DISSENT = (
    EmergencyReason.VITAL_INTEREST,
    EmergencyReason.LACK_OF_CAPACITY,
    EmergencyReason.SAFEGUARDING,
)


class ReviewState(models.TextChoices):
    WAITING = rules.WAITING, "Waits for review"
    ASKED = rules.ASKED, "Asked"
    ANSWERED = rules.ANSWERED, "Answered"
    JUSTIFIED = rules.JUSTIFIED, "Justified"
    INCIDENT = rules.INCIDENT, "Incident"


class AccessReviewQuerySet(models.QuerySet["AccessReview"]):
    def visible_to(self, user: User) -> Self:
        """Everybody's for who reviews access, else one's own."""
        return self if user.may(Verb.REVIEW_ACCESS) else self.filter(opened_by_id=user.pk)

    def running(self) -> Self:
        """At the transaction's instant."""
        return self.filter(ended_at=None, ends_at__gt=Now())

    def to_review(self) -> Self:
        return self.filter(state__in=rules.TO_REVIEW)


class AccessReview(models.Model):
    """One time that somebody reached a person by saying why: in an emergency, or rung about the person."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Why)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    reason = models.CharField(max_length=20, blank=True)  # of EmergencyReason or CrisisReason
    words = models.CharField(max_length=500)
    over_dissent = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # by hand, before its time
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.WAITING)

    objects = AccessReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=TAKEN),
                name="patients_review_of_what_was_taken",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at")), name="patients_review_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at"), ended_at__lte=F("ends_at")),
                name="patients_review_ended_within_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "opened_at"], name="patients_reviews_by_age"),
            models.Index(fields=["opened_by", "opened_at"], name="patients_reviews_of_a_user"),
        ]

    def __str__(self) -> str:
        return f"AccessReview #{self.pk}"

    @property
    def reference(self) -> str:
        """By which people speak of it; it says nothing of anybody."""
        return reference_of(self.public_id)

    @property
    def source(self) -> str:
        """As the grant that it gave names it."""
        return source_of(self.pk)


def reference_of(public_id: uuid.UUID) -> str:
    return f"EA-{public_id.hex[:8].upper()}"


def source_of(pk: int) -> str:
    return f"access-review:{pk}"


class AccessReviewStepQuerySet(models.QuerySet["AccessReviewStep"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Verb.REVIEW_ACCESS) else self.filter(opened_by_id=user.pk)


class AccessReviewStep(models.Model):
    """What was asked, answered or found; never changed."""

    review = models.ForeignKey(AccessReview, on_delete=models.PROTECT, related_name="steps")
    # Of the entry; its wall compares it.
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ReviewState)
    note = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AccessReviewStepQuerySet.as_manager()

    def __str__(self) -> str:
        return f"AccessReviewStep #{self.pk}"


class AccessTry(models.Model):
    """An emergency, or a crisis page asked for, that opened nothing: counted for an hour, each by its kind,
    and never what was typed."""

    kind = models.CharField(max_length=20, choices=Why)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "at"], name="patients_tries_of_a_user")]

    def __str__(self) -> str:
        return f"AccessTry #{self.pk}"

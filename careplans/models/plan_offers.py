from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from careplans.models.offers import OfferMeans
from careplans.models.plans import CarePlan
from careplans.models.sessions import Attendee
from careplans.models.tasks import Task
from patients.models import Person, PersonLinkedQuerySet
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


class PlanAnswer(models.TextChoices):
    """To the question whether somebody wants a care plan of their own; who declined is asked again."""

    ACCEPTED = "ACCEPTED", "Wants a plan"
    UNDECIDED = "UNDECIDED", "Undecided"
    DECLINED = "DECLINED", "Declined"
    NOT_ABLE = "NOT_ABLE", "Not able to decide it: lacks capacity for this decision"


class PlanOfferQuerySet(PersonLinkedQuerySet["PlanOffer"]):
    def standing(self) -> Self:
        """Without what was entered in error."""
        return self.filter(in_error_at=None)


class PlanOffer(models.Model):
    """
    A care plan was offered to a person.  Answered once; asked again, it is another offer.

    :attribute again_on: when they are asked again, of who declined or could not say
    :attribute task: that asks them again on that day
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plan_offers")
    once = models.UUIDField()
    means = models.CharField(max_length=10, choices=OfferMeans)
    offered_on = models.DateField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=PlanAnswer, blank=True)
    answer_words = models.CharField(max_length=500, blank=True)
    again_on = models.DateField(null=True, blank=True)
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    in_error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_error_at = models.DateTimeField(null=True, blank=True)

    objects = PlanOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "once", "person"], name="careplans_one_plan_offer_of_a_form"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None, answer_words="")
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="careplans_answer_to_plan_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["UNDECIDED", "DECLINED"], again_on__isnull=False)
                | Q(answer__in=["", "ACCEPTED", "NOT_ABLE"], again_on=None),
                name="careplans_who_declined_a_plan_is_asked_again",
            ),
            models.CheckConstraint(
                condition=Q(again_on=None) | Q(again_on__gte=F("offered_on")),
                name="careplans_asked_again_about_a_plan_later",
            ),
            models.CheckConstraint(
                condition=Q(in_error_at=None, in_error_by=None)
                | Q(in_error_at__isnull=False, in_error_by__isnull=False),
                name="careplans_plan_offer_in_error_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["person", "-offered_on"], name="careplans_plan_offers_to")]

    def __str__(self) -> str:
        return f"PlanOffer #{self.pk}"


class PlanReviewQuerySet(PersonLinkedQuerySet["PlanReview"]):
    def standing(self) -> Self:
        return self.filter(in_error_at=None)


class PlanReview(models.Model):
    """A plan in force was read through with the person and holds as it is; else there is another version."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plan_reviews")
    plan = models.ForeignKey(CarePlan, on_delete=models.PROTECT, related_name="reviews")
    once = models.UUIDField()
    on = models.DateField()
    attended = ArrayField(models.CharField(max_length=15, choices=Attendee))
    words = models.CharField(max_length=500, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    in_error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_error_at = models.DateTimeField(null=True, blank=True)

    objects = PlanReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "once", "person"], name="careplans_one_plan_review_of_a_form"
            ),
            models.CheckConstraint(
                condition=Q(in_error_at=None, in_error_by=None)
                | Q(in_error_at__isnull=False, in_error_by__isnull=False),
                name="careplans_plan_review_in_error_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"PlanReview #{self.pk}"

from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from patients.models import Person, PersonLinkedQuerySet
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


class SessionKind(models.TextChoices):
    JOINT = "JOINT", "Joint session, GP and Case Manager"
    HSCA = "HSCA", "Session with a Health and Social Care Assistant"


class SessionPlace(models.TextChoices):
    PRACTICE = "PRACTICE", "At the practice"
    HUB = "HUB", "At the hub"
    HOME = "HOME", "At home"
    CARE_HOME = "CARE_HOME", "In the care home"
    TELEPHONE = "TELEPHONE", "By telephone"
    VIDEO = "VIDEO", "By video"


class SessionState(models.TextChoices):
    BOOKED = "BOOKED", "Booked"
    HELD = "HELD", "Held"
    DID_NOT_ATTEND = "DID_NOT_ATTEND", "Did not attend"
    CANCELLED = "CANCELLED", "Cancelled"
    IN_ERROR = "IN_ERROR", "Entered in error"


class Attendee(models.TextChoices):
    """Who was there: the person's side, then staff by role."""

    PERSON = "PERSON", "The person"
    CARER = "CARER", "Carer or relative"
    INTERPRETER = "INTERPRETER", "Interpreter"
    ADVOCATE = "ADVOCATE", "Advocate"
    GP = "GP", "GP"
    CASE_MANAGER = "CASE_MANAGER", "Case Manager"
    HSCA = "HSCA", "Health and Social Care Assistant"
    NURSE = "NURSE", "Nurse"
    SOCIAL_CARE = "SOCIAL_CARE", "Social-care worker"
    MENTAL_HEALTH = "MENTAL_HEALTH", "Mental-health practitioner"
    OTHER = "OTHER", "Another professional"


class PlanningSessionQuerySet(PersonLinkedQuerySet["PlanningSession"]):
    def booked(self) -> Self:
        return self.filter(state=SessionState.BOOKED)

    def held(self) -> Self:
        return self.filter(state=SessionState.HELD)

    def last_day(self) -> date | None:
        day: date | None = self.aggregate(day=models.Max("on"))["day"]
        return day

    def standing(self) -> Self:
        """Without what was entered in error."""
        return self.exclude(state=SessionState.IN_ERROR)


class PlanningSession(models.Model):
    """
    An extended planning session with a person: booked, then held or not; or held without a booking.

    `on` and `time` are when it is or was, in London; `recorded_at` when the system was told.  Who was there
    is known of a held one alone.  A booking is ended once; what was ended can only be entered in error.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="planning_sessions")
    once = models.UUIDField()
    kind = models.CharField(max_length=10, choices=SessionKind)
    on = models.DateField()
    time = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=10, choices=SessionPlace)
    state = models.CharField(max_length=15, choices=SessionState)
    attended = ArrayField(models.CharField(max_length=15, choices=Attendee), default=list, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    outcome_note = models.CharField(max_length=1000, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    in_error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_error_at = models.DateTimeField(null=True, blank=True)

    objects = PlanningSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recorded_by", "once"], name="careplans_one_session_of_a_form"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="BOOKED"), name="careplans_one_session_booked"
            ),
            models.CheckConstraint(
                condition=Q(state="BOOKED", ended_at=None, ended_by=None)
                | ~Q(state="BOOKED") & Q(ended_at__isnull=False, ended_by__isnull=False),
                name="careplans_ended_session_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state="IN_ERROR")
                | Q(state="HELD") & ~Q(attended=[])
                | ~Q(state="HELD") & Q(attended=[]),
                name="careplans_held_session_says_who_was_there",
            ),
            models.CheckConstraint(
                condition=Q(in_error_at=None, in_error_by=None)
                | Q(state="IN_ERROR", in_error_at__isnull=False, in_error_by__isnull=False),
                name="careplans_session_in_error_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=240), name="careplans_session_of_four_hours_at_most"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "on"], name="careplans_sessions_of"),
            models.Index(
                fields=["organisation", "on"], condition=Q(state="BOOKED"), name="careplans_sessions_booked"
            ),
        ]

    def __str__(self) -> str:
        return f"PlanningSession #{self.pk}"


class ReviewReason(models.TextChoices):
    """A change of circumstances after which a plan is looked at again (CARE.md)."""

    ADMISSION = "ADMISSION", "Hospital admission"
    FALL = "FALL", "A fall"
    BEREAVEMENT = "BEREAVEMENT", "Bereavement"
    CARER = "CARER", "The carer cannot cope"
    DIAGNOSIS = "DIAGNOSIS", "A new diagnosis"
    TIER = "TIER", "The tier changed"
    OTHER = "OTHER", "Something else changed"


class ToldBy(models.TextChoices):
    STAFF = "STAFF", "Staff"
    PERSON = "PERSON", "The person"
    CARER = "CARER", "Carer or relative"
    PROVIDER = "PROVIDER", "A provider or another service"


class ReviewOutcome(models.TextChoices):
    HELD = "HELD", "A session was held"
    NOT_NEEDED = "NOT_NEEDED", "Not needed"


class ReviewRequestQuerySet(PersonLinkedQuerySet["ReviewRequest"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def raised_by_day(self, day: date) -> Self:
        return self.open().filter(raised_on__lte=day)


class ReviewRequest(models.Model):
    """Something changed, and somebody asks that the plan be looked at before the next session is due."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="review_requests")
    once = models.UUIDField()
    reason = models.CharField(max_length=15, choices=ReviewReason)
    words = models.CharField(max_length=500, blank=True)
    told_by = models.CharField(max_length=10, choices=ToldBy)
    raised_on = models.DateField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=ReviewOutcome, blank=True)
    outcome_words = models.CharField(max_length=500, blank=True)
    session = models.ForeignKey(
        PlanningSession, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["raised_by", "once"], name="careplans_one_review_of_a_form"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="", outcome_words="", session=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
                name="careplans_closed_review_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(closed_at=None), name="careplans_reviews_open")
        ]

    def __str__(self) -> str:
        return f"ReviewRequest #{self.pk}"

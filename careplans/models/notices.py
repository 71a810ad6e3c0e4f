from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from careplans.models.first_contacts import FirstContact
from careplans.models.sessions import PlanningSession, ReviewRequest
from careplans.models.tasks import Task
from patients.models import Person, PersonLinkedQuerySet
from wsic.accounts.models import User


class NoticeKind(models.TextChoices):
    """What a colleague did that somebody would otherwise miss (docs/decisions/0032-notices.md)."""

    TASK_GIVEN = "TASK_GIVEN", "A task for you"
    TASK_TAKEN = "TASK_TAKEN", "A task of yours was handed on"
    TASK_MOVED = "TASK_MOVED", "A task of yours is due on another day"
    TASK_CLOSED = "TASK_CLOSED", "A task of yours was closed"
    TASK_REOPENED = "TASK_REOPENED", "A task is open again"
    TASK_ANSWERED = "TASK_ANSWERED", "What came of a task that you raised"
    REQUEST_CAME = "REQUEST_CAME", "A request while you are on duty"
    REQUEST_MOVED = "REQUEST_MOVED", "What you asked another team is due on another day"
    CHECK_RAISED = "CHECK_RAISED", "Safe-and-well check"
    SESSION_BOOKED = "SESSION_BOOKED", "A session that you lead was booked"
    SESSION_ENDED = "SESSION_ENDED", "A session that you lead is not held"
    SESSION_GIVEN = "SESSION_GIVEN", "A session for you to lead"
    SESSION_TAKEN = "SESSION_TAKEN", "A session that you led was given on"
    REVIEW_ASKED = "REVIEW_ASKED", "A review was asked for"
    REVIEW_CLOSED = "REVIEW_CLOSED", "What came of a review that you asked for"
    PEOPLE_GIVEN = "PEOPLE_GIVEN", "You are the first contact"
    PEOPLE_TAKEN = "PEOPLE_TAKEN", "You are not the first contact any more"


class NoticeQuerySet(PersonLinkedQuerySet["Notice"]):
    def told_to(self, user: User, *, since: datetime) -> Self:
        return self.filter(user=user, at__gte=since)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """
    Somebody is told what a colleague did about a person.

    It holds no words: these are made on reading, from its kind and the one record that it points at.  What
    was told of many people in one go is a row of each, with the same `together`.  `read_together` is of the
    press that marked it as read with others.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    together = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=NoticeKind)
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(
        PlanningSession, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review = models.ForeignKey(
        ReviewRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_contact = models.ForeignKey(
        FirstContact, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_together = models.UUIDField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(user=models.F("by")), name="careplans_nobody_is_told_of_their_own_act"
            ),
            models.CheckConstraint(
                condition=Q(session=None, review=None, first_contact=None, task__isnull=False)
                | Q(task=None, review=None, first_contact=None, session__isnull=False)
                | Q(task=None, session=None, first_contact=None, review__isnull=False)
                | Q(task=None, session=None, review=None, first_contact__isnull=False),
                name="careplans_notice_points_at_one_record",
            ),
            models.CheckConstraint(
                condition=Q(read_together=None) | Q(read_at__isnull=False),
                name="careplans_marked_with_others_is_read",
            ),
        ]
        indexes = [models.Index(fields=["user", "-at"], name="careplans_notices_to")]

    def __str__(self) -> str:
        return f"Notice #{self.pk}"

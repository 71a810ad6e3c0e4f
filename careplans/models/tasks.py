from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from patients.models import Person, PersonLinkedQuerySet
from wsic.organisations.models import Organisation

from .contacts import Contact


class TaskKind(models.TextChoices):
    SAFE_AND_WELL = "SAFE_AND_WELL", "Safe-and-well check"
    NEXT_STEP = "NEXT_STEP", "Next step"
    TASK = "TASK", "Task"
    REQUEST = "REQUEST", "Request of another team"


class TaskOutcome(models.TextChoices):
    DONE = "DONE", "Done"
    NOT_NEEDED = "NOT_NEEDED", "Not needed any more"
    NOT_POSSIBLE = "NOT_POSSIBLE", "Could not be done"


class TaskQuerySet(PersonLinkedQuerySet["Task"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class Task(models.Model):
    """
    Something to be done for a person by a time.

    An organisation owns it, so that nothing waits for somebody who is away; `owner` is who of it does it,
    None for whoever is there.  A safe-and-well check is raised and closed by what contacts say
    (`rules.contacts`).

    :attribute goal: key of the goal that it serves; `plan` the first version that stood, when the task was
        raised, in which that goal was
    :attribute planning_session: at which it was raised
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=15, choices=TaskKind)
    words = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField()
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks_raised"
    )
    goal = models.UUIDField(null=True, blank=True)
    plan = models.ForeignKey(
        "careplans.CarePlan", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    planning_session = models.ForeignKey(
        "careplans.PlanningSession", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    once = models.UUIDField(null=True, blank=True)
    outcome = models.CharField(max_length=15, choices=TaskOutcome, blank=True)
    outcome_words = models.CharField(max_length=500, blank=True)
    closing_contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks_closed"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind="SAFE_AND_WELL", closed_at=None),
                name="careplans_one_open_safe_and_well_check",
            ),
            models.UniqueConstraint(fields=["raised_by", "once"], name="careplans_one_task_of_a_form"),
            models.CheckConstraint(
                condition=Q(
                    closed_at=None, closed_by=None, outcome="", outcome_words="", closing_contact=None
                )
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
                name="careplans_closed_task_says_by_whom_and_how",
            ),
            models.CheckConstraint(
                condition=Q(goal=None, plan=None) | Q(goal__isnull=False, plan__isnull=False),
                name="careplans_task_of_a_goal_names_its_plan",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_at"], condition=Q(closed_at=None), name="careplans_tasks_owned"
            ),
            models.Index(
                fields=["organisation", "due_at"], condition=Q(closed_at=None), name="careplans_tasks_shared"
            ),
            models.Index(fields=["person", "due_at"], name="careplans_tasks_about"),
        ]

    def __str__(self) -> str:
        return f"Task #{self.pk}"

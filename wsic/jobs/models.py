from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    WAITING = "WAITING", "Waiting"
    RUNNING = "RUNNING", "Running"
    DONE = "DONE", "Done"
    FAILED = "FAILED", "Failed"


OPEN_STATES = (State.WAITING, State.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> JobQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def due(self, *, at: datetime, stale_before: datetime) -> JobQuerySet:
        """Waiting and due, or running with a heartbeat that has stopped."""
        waiting = Q(state=State.WAITING, due_at__lte=at)
        return self.filter(waiting | Q(state=State.RUNNING, heartbeat_at__lt=stale_before))


class Job(models.Model):
    """One row of the ledger, which is the queue: a Celery message only says "look".  Holds ids, never
    names."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    as_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True, blank=True)
    message = models.CharField(max_length=200, blank=True)
    rows_in = models.PositiveBigIntegerField(null=True, blank=True)
    rows_out = models.PositiveBigIntegerField(null=True, blank=True)
    payload = models.JSONField(default=dict)
    by_user_id = models.BigIntegerField(null=True, blank=True)
    by = models.CharField(max_length=150)
    purpose = models.CharField(max_length=200)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)  # of the last attempt
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key"],
                condition=Q(state__in=["WAITING", "RUNNING"]),
                name="jobs_one_open_job_of_a_key",
            ),
            models.CheckConstraint(
                condition=~Q(state="RUNNING") | Q(heartbeat_at__isnull=False),
                name="jobs_running_has_a_heartbeat",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["WAITING", "RUNNING"]), name="jobs_due"),
        ]

    def __str__(self) -> str:
        return f"Job #{self.pk}"

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from careplans.rules.gp_record import DONE, EVENTS
from patients.models import Person, PersonLinkedQuerySet
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


class RecordFilingQuerySet(PersonLinkedQuerySet["RecordFiling"]):
    def standing(self) -> Self:
        return self.filter(undone_at=None)


class RecordFiling(models.Model):
    """
    Somebody of the practice has filed an event in the GP record, or said that it is not filed, or has taken
    out what was entered in error.

    :attribute event: public id of the plan, offer of a plan, session or decision; `kind` says which
    :attribute on: the event's own day
    :attribute words: why it is not filed
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="record_filings")
    event = models.UUIDField()
    kind = models.CharField(max_length=15, choices=[(str(each), label) for each, label in EVENTS.items()])
    on = models.DateField()
    done = models.CharField(max_length=10, choices=[(str(each), label) for each, label in DONE.items()])
    words = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = RecordFilingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(undone_at=None) & ~Q(done="TAKEN_OUT"),
                name="careplans_an_event_is_filed_once",
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(undone_at=None, done="TAKEN_OUT"),
                name="careplans_an_event_is_taken_out_once",
            ),
            models.CheckConstraint(
                condition=~Q(done="NOT_FILED") & Q(words="") | Q(done="NOT_FILED") & ~Q(words=""),
                name="careplans_not_filed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="careplans_filing_undone_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["person", "-recorded_at"], name="careplans_filings_of")]

    def __str__(self) -> str:
        return f"RecordFiling #{self.pk}"

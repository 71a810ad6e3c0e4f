"""Files on their way in, and the rows that did not get in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value

from wsic.jobs.models import Job
from wsic.organisations.models import Organisation


class ImportState(models.TextChoices):
    MAPPING = "MAPPING", "Columns to be matched"
    WAITING = "WAITING", "Waiting"
    READING = "READING", "Reading"
    HELD = "HELD", "Held for a second person"
    DONE = "DONE", "Done"
    REFUSED = "REFUSED", "Refused"


class Import(models.Model):
    """One file of one feed.  `organisation` is whose people brought it; its staff see it and may mend its
    rows.  `overseer` decides beside them on a file that was held: a practice may have nobody else to ask."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    feed = models.CharField(max_length=40)
    source = models.CharField(max_length=20, default="own")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="imports")
    overseer = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=255)
    stored_path = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=10, blank=True)
    mapping = models.JSONField(default=dict)  # our column name -> the file's
    as_on = models.DateField()  # the date of the extract
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    rows = models.PositiveBigIntegerField(default=0)
    accepted = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    superseded = models.PositiveBigIntegerField(default=0)
    duplicate = models.PositiveBigIntegerField(default=0)
    quarantined = models.PositiveBigIntegerField(default=0)
    report = models.JSONField(default=dict)  # reasons, notes, what it would take away; no identifiers
    refusal = models.CharField(max_length=500, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # The row of an earlier file that this one row mends; such an import is never a full list.
    corrects = models.ForeignKey(
        "patients.QuarantinedRow",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrections",
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    file_removed_at = models.DateTimeField(null=True, blank=True)  # what is known of it stays

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="DONE")
                | Q(
                    rows=F("accepted") + F("unchanged") + F("superseded") + F("duplicate") + F("quarantined")
                ),
                name="patients_import_every_row_accounted_for",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="patients_import_approved_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return f"Import #{self.pk}"


class ColumnMapping(models.Model):
    """How an organisation's files name the columns of a feed; offered again at its next upload."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    feed = models.CharField(max_length=40)
    source = models.CharField(max_length=20, default="own")
    mapping = models.JSONField(default=dict)
    remembered_at = models.DateTimeField()
    remembered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "feed", "source"], name="patients_one_mapping_of_a_feed"
            ),
        ]

    def __str__(self) -> str:
        return f"ColumnMapping #{self.pk}"


class QuarantineState(models.TextChoices):
    OPEN = "OPEN", "Open"
    CORRECTED = "CORRECTED", "Corrected and imported"
    CLOSED = "CLOSED", "Closed without importing"


class QuarantinedRow(models.Model):
    """A row that did not get in, kept whole: `organisation` mends it, `importer` brought it.  `overseer`
    decides beside them whose row it is: a practice may have nobody else to ask."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    feed = models.CharField(max_length=40)
    imported_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="quarantine")
    importer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    overseer = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    line = models.PositiveBigIntegerField()
    raw = models.TextField()
    # What each of our columns held, where the row could be parted; the page that mends it begins with these.
    given = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    as_on = models.DateField(null=True, blank=True)  # the date of the extract; a correction is no newer
    row_key = models.CharField(max_length=200, blank=True)  # the feed's key where it could be read
    column = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=40)
    other_reasons = models.JSONField(default=list)
    sentence = models.CharField(max_length=500)
    digest = models.BinaryField()  # of the line as it stands, so that a resend finds its entry
    state = models.CharField(max_length=10, choices=QuarantineState, default=QuarantineState.OPEN)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closing_note = models.CharField(max_length=300, blank=True)
    closed_by_import = models.ForeignKey(
        Import, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "digest"], condition=Q(state="OPEN"), name="patients_one_open_entry_of_a_line"
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", closed_at=None) | (~Q(state="OPEN") & Q(closed_at__isnull=False)),
                name="patients_quarantine_closed_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "feed"], condition=Q(state="OPEN"), name="patients_quarantine_open"
            ),
            models.Index(
                fields=["feed", "row_key"], condition=Q(state="OPEN"), name="patients_quarantine_key"
            ),
        ]

    def __str__(self) -> str:
        return f"QuarantinedRow #{self.pk}"

    @property
    def given_texts(self) -> dict[str, str]:
        """Our column -> what the row holds, as it would stand in our own format."""
        yes_no = {True: "Y", False: "N", None: ""}
        return {
            name: yes_no[value] if value is None or isinstance(value, bool) else str(value)
            for name, value in self.given.items()
        }

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class EventKind(models.TextChoices):
    READ = "READ", "Read"
    WRITE = "WRITE", "Write"
    DENIAL = "DENIAL", "Denial"
    EXPORT = "EXPORT", "Export"
    SIGN_IN = "SIGN_IN", "Sign-in"


class AuditEvent(models.Model):
    """Who did what, to whom, when.  No foreign keys, so that nothing recorded can block or vanish with its
    subject.

    `id` is the order of writing; `number` and `hash` come with the seal, a few seconds later.  `login` is
    what the database knew of who wrote.  The table, its months and its indexes are `wsic.audit.sets`'.
    """

    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=EventKind)
    user_id = models.BigIntegerField(null=True, blank=True)
    actor = models.CharField(max_length=150)
    role = models.CharField(max_length=60, blank=True)
    organisation_id = models.BigIntegerField(null=True, blank=True)
    people = ArrayField(models.BigIntegerField(), default=list)
    subject = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=64, blank=True)
    correlation_id = models.UUIDField(default=uuid.uuid4)
    purpose = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    login = models.CharField(max_length=63, blank=True, default="")
    number = models.BigIntegerField(null=True, blank=True)
    hash = models.BinaryField(null=True, blank=True)

    def __str__(self) -> str:
        return f"AuditEvent #{self.pk}"


class SpooledLine(models.Model):
    """A line of a server's spool that is in the audit: once, by its id."""

    line_id = models.UUIDField(unique=True)
    spool = models.CharField(max_length=60)
    number = models.BigIntegerField()
    seal = models.CharField(max_length=64)
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"SpooledLine #{self.pk}"


class SpoolProblem(models.Model):
    """What is wrong with a server's spool, as it was found; it names lines and nobody."""

    spool = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    number = models.BigIntegerField()
    mark = models.CharField(max_length=64, default="")  # of what was found: a second time there is another
    says = models.CharField(max_length=200)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["spool", "kind", "number", "mark"], name="audit_spool_problem_once"
            )
        ]

    def __str__(self) -> str:
        return f"SpoolProblem #{self.pk}"


class AuditBatch(models.Model):
    """Rows `first` and the following, sealed together; its hash holds theirs and that of the batch before."""

    number = models.BigIntegerField(primary_key=True)
    first = models.BigIntegerField()
    rows = models.BigIntegerField()
    sealed_at = models.DateTimeField()
    previous = models.BinaryField(null=True)
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"AuditBatch #{self.pk}"

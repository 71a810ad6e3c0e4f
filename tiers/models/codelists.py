"""Lists by which records become deficits: versions of code lists and of medicine maps, one active each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from patients.models import RecordedCode


class ListVersion(models.Model):
    """A file of rows taken in whole.  Exactly one version is active; scores carry its name."""

    name = models.CharField(max_length=60, unique=True)
    source = models.CharField(max_length=300)
    licence_note = models.CharField(max_length=300, blank=True)
    imported_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, unique=True)
    active = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["active"], condition=Q(active=True), name="tiers_one_active_%(class)s"
            )
        ]

    def __str__(self) -> str:
        return f"{type(self).__name__} #{self.pk}"


class CodeListVersion(ListVersion):
    """Of codes: see `CodeListRule`."""


class CodeListRule(models.Model):
    """One row of a list: the code, with a result within its bounds where there are any, shows the deficit."""

    code_list = models.ForeignKey(CodeListVersion, on_delete=models.PROTECT, related_name="rules")
    deficit = models.PositiveSmallIntegerField()  # its place in the index, 1 to 36
    system = models.CharField(max_length=10)
    code = models.CharField(max_length=18)
    term = models.CharField(max_length=255)
    above = models.DecimalField(max_digits=18, decimal_places=9, null=True)
    below = models.DecimalField(max_digits=18, decimal_places=9, null=True)
    at_least = models.DecimalField(max_digits=18, decimal_places=9, null=True)
    at_most = models.DecimalField(max_digits=18, decimal_places=9, null=True)
    sex = models.CharField(max_length=1, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(deficit__gte=1, deficit__lte=36), name="tiers_rule_is_of_the_36_deficits"
            )
        ]
        indexes = [models.Index(fields=["code_list", "system", "code"], name="tiers_rule_of_code")]

    def __str__(self) -> str:
        return f"CodeListRule #{self.pk}"


class CodeMeaning(models.Model):
    """Which rules of the active list an entry with this code meets: looked up once, by one terminology."""

    code = models.ForeignKey(RecordedCode, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(CodeListRule, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "rule"], name="tiers_one_meaning")]

    def __str__(self) -> str:
        return f"CodeMeaning #{self.pk}"


class MedicineMapVersion(ListVersion):
    """Of medicines: see `MappedMedicine`."""


class MappedMedicine(models.Model):
    """One row of a map: what the code of a medicine is made of, and its chapter in the BNF."""

    medicine_map = models.ForeignKey(MedicineMapVersion, on_delete=models.PROTECT, related_name="medicines")
    medicine_code = models.CharField(max_length=40)
    system = models.CharField(max_length=10)
    medicine = models.CharField(max_length=255)
    ingredient = models.CharField(max_length=255)
    bnf_chapter = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["medicine_map", "medicine_code"], name="tiers_one_mapping_of_a_medicine"
            )
        ]

    def __str__(self) -> str:
        return f"MappedMedicine #{self.pk}"

"""What is stored of the computed index: when each deficit of a person began to count, not the scores.

The count of anybody on any day is a count over these rows.  They follow from the records, the active code
list and the active medicine map, and are worked out again for people whose data changed.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value

from patients.models import CodedEntry, Import, Person, PersonLinkedQuerySet
from wsic.keys import unchecked_key

from .codelists import CodeListVersion, MedicineMapVersion


class DeficitOnset(models.Model):
    """A deficit of a person that, once there, stays.

    It counts from `counted_from` on: the first day on which some entry that shows it was both effective and
    recorded; `entry` is that one.  `first_on` is the earliest effective day of any such entry, `first_entry`,
    which the retrospective view counts from.  `entries` is how many show it.
    """

    person = unchecked_key(Person)
    deficit = models.PositiveSmallIntegerField()  # its place in the index, 1 to 36
    counted_from = models.DateField()
    entry = unchecked_key(CodedEntry)
    first_on = models.DateField()
    first_entry = unchecked_key(CodedEntry)
    entries = models.PositiveIntegerField()
    code_list = unchecked_key(CodeListVersion)

    objects = PersonLinkedQuerySet["DeficitOnset"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "deficit"], name="tiers_one_onset_of_a_deficit"),
            models.CheckConstraint(
                condition=Q(deficit__gte=1, deficit__lte=36), name="tiers_onset_is_of_the_36_deficits"
            ),
            models.CheckConstraint(
                condition=Q(first_on__lte=F("counted_from")), name="tiers_onset_known_after_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"DeficitOnset #{self.pk}"


class PolypharmacyPeriod(models.Model):
    """A time, [from_on, to_on), in which every day has as many different medicines as polypharmacy takes."""

    person = unchecked_key(Person)
    from_on = models.DateField()
    to_on = models.DateField()
    # Without a map those medicines count whose chapter the feed gives.
    medicine_map = unchecked_key(MedicineMapVersion, null=True, blank=True)
    settings_version = models.CharField(max_length=40)

    objects = PersonLinkedQuerySet["PolypharmacyPeriod"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "from_on"], name="tiers_one_polypharmacy_from_a_day"),
            models.CheckConstraint(
                condition=Q(to_on__gt=F("from_on")), name="tiers_polypharmacy_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"PolypharmacyPeriod #{self.pk}"


class EvidenceFile(models.Model):
    """
    The name of a file that deficits rest on, for everybody who reaches somebody it is about.

    The import itself is its organisation's alone, and a hub could not name the file behind a deficit.
    """

    imported_by = models.OneToOneField(Import, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    # Where the file holds several tables: the one in which its lines are counted.
    table_name = models.CharField(max_length=40, blank=True, default="", db_default=Value(""))
    as_on = models.DateField()

    def __str__(self) -> str:
        return f"EvidenceFile #{self.pk}"

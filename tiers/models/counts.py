from django.db import models
from django.db.models import Q

from tiers.rules.counts import LEAST_PUBLISHED
from wsic.organisations.models import Organisation


class PracticeCount(models.Model):
    """
    How many people of a practice's register stood on a tier on a day, for whoever sees numbers and no people.

    `tier` None: neither a tier nor a score; `people` None: 1 to 4, which is nowhere stored.  The last count
    of a day stands for it.
    """

    practice = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    counted_on = models.DateField()
    tier = models.PositiveSmallIntegerField(null=True, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "counted_on", "tier"],
                name="tiers_one_count_of_a_tier_a_day",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(tier=None) | Q(tier__lte=3), name="tiers_count_of_a_tier"),
            models.CheckConstraint(
                condition=Q(people=None) | Q(people=0) | Q(people__gte=LEAST_PUBLISHED),
                name="tiers_no_small_count_is_stored",
            ),
        ]

    def __str__(self) -> str:
        return f"PracticeCount #{self.pk}"

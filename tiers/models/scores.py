from __future__ import annotations

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value

from patients.models import Import, Person, PersonLinkedQuerySet
from wsic.organisations.models import Organisation


class Instrument(models.TextChoices):
    EFI = "EFI", "electronic Frailty Index (Clegg 2016, 36 deficits)"


class ScoreSource(models.TextChoices):
    IMPORTED = "IMPORTED", "imported from the clinical system"
    COMPUTED = "COMPUTED", "computed here from the records"


class ScoringChoice(models.TextChoices):
    AUTOMATIC = "AUTOMATIC", "computed while coded entries keep coming, otherwise imported"
    IMPORTED = "IMPORTED", "always the imported score"
    COMPUTED = "COMPUTED", "always the computed score"


class ScoringOf(models.Model):
    """
    Whose score counts for a practice: what was chosen, and what follows from it now, since when.

    `entries_on` and `issues_on` are the dates of the newest extracts of coded entries and of medicines about
    its people, which everybody may read where the imports themselves are their practice's.
    """

    practice = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=ScoringChoice, default=ScoringChoice.AUTOMATIC)
    source = models.CharField(max_length=10, choices=ScoreSource)
    since_on = models.DateField()
    entries_on = models.DateField(null=True, blank=True)
    issues_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"ScoringOf #{self.pk}"


class RecordKind(models.TextChoices):
    ENTRIES = "ENTRIES", "Coded entries"
    ISSUES = "ISSUES", "Medicines issued"


class PracticeExtract(models.Model):
    """
    An extract about a practice's people that was the newest when it came: so how old the data were on a past
    day can be told after newer ones.
    """

    practice = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RecordKind)
    as_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "kind", "as_on"], name="tiers_one_extract_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"PracticeExtract #{self.pk}"


class FrailtyScoreQuerySet(PersonLinkedQuerySet["FrailtyScore"]):
    def standing(self) -> Self:
        """Versions that count: not replaced, and no other content delivered for the same person and day."""
        return self.filter(replaced_by=None, conflicted=False)


class FrailtyScore(models.Model):
    """A person's index on a day, as delivered; the count is what is classified, never the score."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="frailty_scores")
    calculated_on = models.DateField()
    deficit_count = models.PositiveSmallIntegerField()
    score = models.DecimalField(max_digits=6, decimal_places=5)
    instrument = models.CharField(max_length=10, choices=Instrument, default=Instrument.EFI)
    source = models.CharField(max_length=10, choices=ScoreSource)
    code_list_version = models.CharField(max_length=60, blank=True)
    as_on = models.DateField()  # the date of the last extract that says so; a greater one is a newer version
    line = models.PositiveBigIntegerField(null=True, blank=True)
    imported_by = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey(Import, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    conflicted = models.BooleanField(default=False)  # two contents for one person and day: neither counts
    digest = models.BinaryField()

    objects = FrailtyScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(deficit_count__lte=36), name="tiers_at_most_36_deficits"),
            models.UniqueConstraint(
                fields=["person", "instrument", "source", "calculated_on"],
                condition=Q(replaced_by=None, conflicted=False),
                name="tiers_one_score_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"FrailtyScore #{self.pk}"


class Basis(models.TextChoices):
    PROPOSED = "PROPOSED", "Proposed"
    DECIDED = "DECIDED", "Decided"


class TierStandingQuerySet(PersonLinkedQuerySet["TierStanding"]):
    def known_now(self) -> Self:
        return self.filter(replaced_at=None)


class TierStanding(models.Model):
    """A person stands on a tier for a time, [from_on, to_on): without gap or overlap for each basis."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tier_standings")
    tier = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=10, choices=Basis)
    # Of a proposal: the count of the score that began it, whose scores it follows, by which settings.
    deficit_count = models.PositiveSmallIntegerField(null=True, blank=True)
    instrument = models.CharField(max_length=10, choices=Instrument, blank=True)
    source = models.CharField(max_length=10, choices=ScoreSource, blank=True)
    settings_version = models.CharField(max_length=40, blank=True)
    code_list_version = models.CharField(max_length=60, blank=True, default="", db_default=Value(""))
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = TierStandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tier__lte=3), name="tiers_tier_0_to_3"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")),
                name="tiers_standing_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(basis="PROPOSED")
                | Q(deficit_count__isnull=False, deficit_count__lte=36)
                & ~(Q(instrument="") | Q(source="") | Q(settings_version="")),
                name="tiers_proposal_says_what_it_follows_from",
            ),
            ExclusionConstraint(
                name="tiers_one_tier_at_a_time",
                expressions=[
                    # Not the bare column: no look-up by person may come this way.  Of two arrays, of the wall
                    # and of who is asked about, this index is asked for each pair, a minute for a hub.
                    (F("person") + 0, RangeOperators.EQUAL),
                    ("basis", RangeOperators.EQUAL),
                    (Func(F("from_on"), F("to_on"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(replaced_at=None),
                deferrable=Deferrable.DEFERRED,
            ),
        ]
        indexes = [
            # Who stood where on a day, of thousands at once.
            models.Index(
                fields=["person"],
                include=["tier", "basis", "from_on", "to_on"],
                condition=Q(replaced_at=None),
                name="tiers_standings_of_people",
            ),
        ]

    def __str__(self) -> str:
        return f"TierStanding #{self.pk}"

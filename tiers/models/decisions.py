from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from patients.models import Person, PersonLinkedQuerySet
from tiers.rules.decisions import FRAILTY_SCALE
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation

from .scores import ScoreSource


class DecisionReason(models.TextChoices):
    """Why a tier differs from the index, in words of ours: the index finds people at risk, and a clinician
    judges (NHS England, Supporting routine frailty identification and frailty through the GP contract
    2017/2018)."""

    ASSESSMENT = "ASSESSMENT", "Clinical assessment differs"
    WRONG_CODE = "WRONG_CODE", "A code is wrong"
    RESOLVED = "RESOLVED", "A problem has resolved"
    NOT_CODED = "NOT_CODED", "Problems are not coded, or not yet"
    RECENT_CHANGE = "RECENT_CHANGE", "Recent change: illness, fall, admission or loss"
    END_OF_LIFE = "END_OF_LIFE", "Near the end of life"
    OTHER = "OTHER", "Another reason, in my words"


class TierDecision(models.Model):
    """
    What somebody decided about a person's tier, and what they saw when they did; never changed.

    `number` counts the decisions about a person from 1: of two at once one finds its number taken.  `tier`
    None hands back to the index.  `proposed_tier`, `deficit_count` and `source` are of the index that day.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tier_decisions")
    number = models.PositiveIntegerField()
    tier = models.PositiveSmallIntegerField(null=True, blank=True)
    proposed_tier = models.PositiveSmallIntegerField(null=True, blank=True)
    deficit_count = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=ScoreSource, blank=True)
    reason = models.CharField(max_length=20, choices=DecisionReason, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    frailty_scale = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=[(step, f"{step} {words}") for step, words in FRAILTY_SCALE.items()]
    )
    frailty_scale_version = models.CharField(max_length=10, blank=True)
    review_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    recorded_at = models.DateTimeField()

    objects = PersonLinkedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="tiers_one_decision_of_a_number"),
            models.CheckConstraint(condition=Q(tier=None) | Q(tier__lte=3), name="tiers_decided_tier_0_to_3"),
            models.CheckConstraint(
                condition=Q(tier=None)
                | Q(tier=F("proposed_tier"), proposed_tier__isnull=False)
                | ~Q(reason=""),
                name="tiers_override_says_why",
            ),
            models.CheckConstraint(
                condition=Q(tier=None)
                | Q(tier=F("proposed_tier"), proposed_tier__isnull=False)
                | Q(review_on__isnull=False),
                name="tiers_override_is_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(review_on=None) | Q(review_on__gt=F("decided_on")),
                name="tiers_review_follows_the_decision",
            ),
            models.CheckConstraint(
                condition=Q(frailty_scale=None, frailty_scale_version="")
                | Q(frailty_scale__gte=1, frailty_scale__lte=9) & ~Q(frailty_scale_version=""),
                name="tiers_frailty_scale_1_to_9_of_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"TierDecision #{self.pk}"

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q


class Kind(models.TextChoices):
    PRACTICE = "PRACTICE", "GP practice"
    HUB = "HUB", "Hub"
    ACUTE = "ACUTE", "Acute trust"
    COMMUNITY = "COMMUNITY", "Community services"
    MENTAL_HEALTH = "MENTAL_HEALTH", "Mental health services"
    COUNCIL = "COUNCIL", "Council"
    VOLUNTARY = "VOLUNTARY", "Voluntary sector"
    CCG = "CCG", "Clinical commissioning group"


class Organisation(models.Model):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    borough = models.CharField(max_length=100, blank=True)
    wave = models.PositiveSmallIntegerField(null=True, blank=True)
    live_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wave=None) | Q(wave__gte=1, wave__lte=3), name="organisations_wave_1_to_3"
            ),
        ]

    def __str__(self) -> str:
        return f"Organisation #{self.pk}"


class LinkKind(models.TextChoices):
    HUB = "HUB", "Served by the hub"


class OrganisationLinkQuerySet(models.QuerySet["OrganisationLink"]):
    def on(self, day: date) -> OrganisationLinkQuerySet:
        """Links that hold on a day, as known now."""
        return self.filter(Q(to_on=None) | Q(to_on__gt=day), from_on__lte=day, replaced_at=None)


class OrganisationLink(models.Model):
    """One organisation belongs to another for a time: [from_on, to_on)."""

    child = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parent_links")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="child_links")
    kind = models.CharField(max_length=20, choices=LinkKind)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = OrganisationLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")),
                name="organisations_link_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["child", "kind"],
                condition=Q(to_on=None, replaced_at=None),
                name="organisations_one_open_link_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"OrganisationLink #{self.pk}"


class AgreementKind(models.TextChoices):
    HEADS_OF_AGREEMENT = "HEADS_OF_AGREEMENT", "Heads of Agreement"
    INFORMATION_SHARING = "INFORMATION_SHARING", "Information Sharing Agreement"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def known_now(self) -> AgreementQuerySet:
        """Without what was entered wrongly and taken back."""
        return self.filter(replaced_at=None)

    def standing_on(self, day: date) -> AgreementQuerySet:
        return self.known_now().filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), signed_on__lte=day)


class Agreement(models.Model):
    """An organisation's signature, [signed_on, withdrawn_on); sharing beyond a practice needs both sides'
    under the sharing agreement.  Care under way at its end stays readable until `hand_over_until`, which is
    the first day without it.  What was entered wrongly is taken back: `replaced_at`."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=30, choices=AgreementKind)
    signed_on = models.DateField()
    signed_by = models.CharField(max_length=200)
    withdrawn_on = models.DateField(null=True, blank=True)
    hand_over_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(withdrawn_on=None, replaced_at=None),
                name="organisations_one_standing_agreement_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("signed_on")),
                name="organisations_agreement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(hand_over_until=None) | Q(hand_over_until__gte=F("withdrawn_on")),
                name="organisations_hand_over_follows_withdrawal",
            ),
        ]

    def __str__(self) -> str:
        return f"Agreement #{self.pk}"

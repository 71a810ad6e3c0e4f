from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wsic.organisations.models import Organisation
from wsic.relationships import RELATIONSHIPS, Why

from .base import PersonLinkedQuerySet
from .people import Person

SHARED = sorted(why for why, relationship in RELATIONSHIPS.items() if relationship.shared)


OF_ONE = Q(organisation=None, user__isnull=False) | Q(organisation__isnull=False, user=None)


class Held(models.Model):
    """A relationship that an organisation or a user has, for a reason and a time."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Where a user holds what is shared beyond the practice: for whom they act, who must have signed.
    acting_for = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=20, choices=Why)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)  # on the last day, where it ends within one

    class Meta:
        abstract = True


class Reach(Held):
    """Who reaches whom, flat: one row an organisation or user, person, reason and time.  Both walls read
    it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reached_by")
    source = models.CharField(max_length=120)  # the rows it follows from, each as kind:pk

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=OF_ONE,
                name="patients_reach_of_one",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")),
                name="patients_reach_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "user", "why", "source"],
                nulls_distinct=False,
                name="patients_reach_once_a_source",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "person"], condition=Q(user=None), name="patients_reach_organisation"
            ),
            models.Index(
                fields=["user", "person"], condition=Q(organisation=None), name="patients_reach_user"
            ),
        ]

    def __str__(self) -> str:
        return f"Reach #{self.pk}"


class ReachGrant(Held):
    """A relationship that other work brings (a meeting, a referral, a prescription), as a fact that Reach
    follows from; `source` names the row of that work, as kind:pk."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reach_grants")
    source = models.CharField(max_length=60)
    granted_at = models.DateTimeField()

    objects = PersonLinkedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=OF_ONE,
                name="patients_grant_to_one",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | ~Q(why__in=SHARED) | Q(acting_for__isnull=False),
                name="patients_grant_says_for_whom_a_user_acts",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="patients_grant_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(why__in=[Why.REGISTERED, Why.HUB]), name="patients_grant_is_no_list"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "user", "why", "source"],
                nulls_distinct=False,
                name="patients_grant_once_a_source",
            ),
        ]
        indexes = [models.Index(fields=["source"], name="patients_grants_of_a_source")]

    def __str__(self) -> str:
        return f"ReachGrant #{self.pk}"

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Organisation


class ListName(models.TextChoices):
    """Lists whose filters stand in their address.  Of `ENTERED` one view may be what its menu entry opens."""

    REGISTER = "REGISTER", "Register"
    WORKLIST = "WORKLIST", "Tiers to look at"
    DUE = "DUE", "Sessions due"
    CASELOAD = "CASELOAD", "Caseload"
    OWN_CASELOAD = "OWN_CASELOAD", "My caseload"
    MY_DAY = "MY_DAY", "My day"
    CAPACITY = "CAPACITY", "Capacity"
    LETTERS = "LETTERS", "Invitations by letter"
    MONTHS = "MONTHS", "The last twelve months"


ENTERED = frozenset({ListName.REGISTER, ListName.WORKLIST, ListName.DUE, ListName.CAPACITY})
WITHOUT_ORGANISATION = frozenset({ListName.OWN_CASELOAD, ListName.MY_DAY})
OF_NUMBERS = frozenset({ListName.CAPACITY, ListName.MONTHS})
OF_REGISTER = frozenset(ListName) - WITHOUT_ORGANISATION


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def kept(self) -> Self:
        return self.filter(deleted_at=None)

    def of(self, user: User) -> Self:
        return self.kept().filter(user=user)

    def of_list(self, name: ListName, organisation: Organisation | None) -> Self:
        return self.filter(list=name, organisation=organisation)

    def shared_with(self, user: User) -> Self:
        """Colleagues' views, of the organisations for which the user works today."""
        own = [each.organisation_id for each in user.standings]
        return self.kept().filter(is_shared=True, team__in=own).exclude(user=user)

    def open_to(self, user: User) -> Self:
        """Of lists that the user may open today, as the lists themselves say it."""
        found = Q(list__in=OF_REGISTER, organisation__in=user.organisations_with(Verb.REGISTER))
        if user.may(Verb.AGGREGATES):
            found |= Q(list__in=OF_NUMBERS)
        if user.may(Verb.PLAN):
            found |= Q(list__in=WITHOUT_ORGANISATION)
        return self.filter(found)


class SavedView(models.Model):
    """
    The words of a list's filters, under a name.

    It is an address and opens nothing: who follows it sees what they see of that list anyway.  `team` is the
    organisation in which its owner keeps it, and with whose colleagues it may be shared.  One kept where its
    owner works no more is behind the wall and stays what it is; so a name is used once, and a list has one
    default, in each `team`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    list = models.CharField(max_length=15, choices=ListName)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=60)
    is_shared = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "list", "organisation", "team", "name"],
                condition=Q(deleted_at=None),
                nulls_distinct=False,
                name="tiers_one_saved_view_of_a_name",
            ),
            models.UniqueConstraint(
                fields=["user", "list", "organisation", "team"],
                condition=Q(is_default=True),
                name="tiers_one_saved_view_opens_a_list",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(deleted_at=None), name="tiers_deleted_view_opens_nothing"
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "list"],
                condition=Q(is_shared=True, deleted_at=None),
                name="tiers_saved_views_shared",
            )
        ]

    def __str__(self) -> str:
        return f"SavedView #{self.pk}"

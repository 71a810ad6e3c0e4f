from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from wsic.organisations.models import Kind, Organisation

from .roles import VERBS, Role, Verb


class UserManager(BaseUserManager["User"]):
    pass


class User(AbstractBaseUser):
    """Somebody who signs in.  What they may do comes from dated memberships, not from this row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(max_length=150, unique=True)
    display_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    objects = UserManager()

    USERNAME_FIELD = "username"

    # Set for one request or unit of work by wsic.work; a user without them has no standing anywhere.
    standings: tuple[Standing, ...] = ()

    def __str__(self) -> str:
        return f"User #{self.pk}"

    def may(self, verb: Verb, *, organisation_id: int | None = None) -> bool:
        """Whether a standing of today gives the verb, anywhere or at one organisation."""
        return any(
            verb in standing.verbs
            for standing in self.standings
            if organisation_id is None or standing.organisation_id == organisation_id
        )

    def organisations_with(self, verb: Verb) -> frozenset[int]:
        return frozenset(standing.organisation_id for standing in self.standings if verb in standing.verbs)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> MembershipQuerySet:
        return self.filter(Q(to_on=None) | Q(to_on__gt=day), from_on__lte=day)


class Membership(models.Model):
    """A user works for an organisation in a role for a time: [from_on, to_on)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    # At work there: a locum has one for each practice.  As `wsic.telephones` shows it.
    telephone = models.CharField(max_length=20, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=F("from_on")),
                name="accounts_membership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(to_on=None),
                name="accounts_one_open_membership_of_a_role",
            ),
            models.CheckConstraint(
                condition=Q(telephone__regex=r"^(0[0-9 ]{9,13})?$"), name="accounts_telephone_can_be_rung"
            ),
        ]

    def __str__(self) -> str:
        return f"Membership #{self.pk}"


class FailedSignIn(models.Model):
    """A wrong try to sign in, kept for as long as it counts; the audit has its own record of it."""

    # Of the name as it was typed: people type their password, or somebody's name, into the wrong field.
    name_digest = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name_digest", "at"], name="accounts_failed_by_name"),
            models.Index(fields=["address", "at"], name="accounts_failed_by_address"),
        ]

    def __str__(self) -> str:
        return f"FailedSignIn #{self.pk}"


class Session(models.Model):
    """One browser of somebody: Django's table of sessions and whose each is, so that a user's can be listed
    and ended."""

    session_key = models.CharField(max_length=40, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"Session #{str(self.pk)[:4]}"  # the whole key opens it


class SecondFactor(models.Model):
    """The authenticator app of somebody: its secret, sealed, and the last step of time that was taken."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="second_factor")
    secret = models.TextField()
    last_step = models.BigIntegerField()
    set_up_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"SecondFactor #{self.pk}"


class RecoveryCode(models.Model):
    """Stands in once for a code of the app; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="accounts_recovery_code_is_unique")
        ]

    def __str__(self) -> str:
        return f"RecoveryCode #{self.pk}"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One membership that holds today, as plain values."""

    organisation_id: int
    organisation_public_id: uuid.UUID
    organisation_code: str
    organisation_name: str
    organisation_kind: Kind
    role: Role
    telephone: str = ""

    @property
    def verbs(self) -> frozenset[Verb]:
        return VERBS[self.role]

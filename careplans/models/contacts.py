from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from careplans.rules.contacts import Told
from patients.models import Person, PersonLinkedQuerySet
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


class Means(models.TextChoices):
    TELEPHONE = "TELEPHONE", "Telephone"
    VISIT = "VISIT", "Visit"
    VIDEO = "VIDEO", "Video call"
    MESSAGE = "MESSAGE", "Message"


class Outcome(models.TextChoices):
    """A message that was sent has reached nobody yet, and is no attempt without answer either."""

    REACHED = "REACHED", "Reached"
    NO_ANSWER = "NO_ANSWER", "No answer"
    SENT = "SENT", "Sent"


class WithWhom(models.TextChoices):
    PERSON = "PERSON", "The person"
    CARER = "CARER", "A carer or relative"
    PROFESSIONAL = "PROFESSIONAL", "A professional"


class Place(models.TextChoices):
    HOME = "HOME", "At home"
    PRACTICE = "PRACTICE", "At the practice"
    HUB = "HUB", "At the hub"
    CARE_HOME = "CARE_HOME", "In a care home"
    HOSPITAL = "HOSPITAL", "In hospital"
    ELSEWHERE = "ELSEWHERE", "Elsewhere"


class ContactQuerySet(PersonLinkedQuerySet["Contact"]):
    def standing(self) -> Self:
        """Without what was entered in error."""
        return self.filter(retraction=None)

    def saying_safe(self) -> Self:
        """Those that say whether somebody is: with the person or a carer, and a message sent says nothing."""
        told = self.standing().filter(with_whom__in=[WithWhom.PERSON, WithWhom.CARER])
        return told.exclude(outcome=Outcome.SENT)


class Contact(models.Model):
    """
    Somebody of the team spoke to the person or about them, or tried to; never changed.

    `once` comes with the form, so that a button pressed twice is one contact.  `at` is when it was, which may
    be before it was recorded.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    once = models.UUIDField()
    at = models.DateTimeField()
    means = models.CharField(max_length=10, choices=Means)
    outcome = models.CharField(max_length=10, choices=Outcome)
    with_whom = models.CharField(max_length=12, choices=WithWhom)
    with_name = models.CharField(max_length=100, blank=True)
    place = models.CharField(max_length=10, choices=Place, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=2000, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recorded_by", "once"], name="careplans_one_contact_of_a_form"),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("at")), name="careplans_contact_recorded_after_it_was"
            ),
            models.CheckConstraint(
                condition=Q(means="MESSAGE", outcome__in=["SENT", "REACHED"])
                | ~Q(means="MESSAGE") & Q(outcome__in=["REACHED", "NO_ANSWER"]),
                name="careplans_outcome_of_its_means",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__lte=600), name="careplans_contact_of_ten_hours_at_most"
            ),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="careplans_contacts_of")]

    def __str__(self) -> str:
        return f"Contact #{self.pk}"

    def told(self) -> Told:
        return Told(key=self.pk, at=self.at, reached=self.outcome == Outcome.REACHED)


class RetractionReason(models.TextChoices):
    WRONG_PERSON = "WRONG_PERSON", "It is about another person"
    DID_NOT_HAPPEN = "DID_NOT_HAPPEN", "It did not happen"
    WRONG_DETAILS = "WRONG_DETAILS", "Something in it is wrong; it is recorded again"
    TWICE = "TWICE", "It was recorded twice"


class ContactRetraction(models.Model):
    """A contact was entered in error: its words are shown to nobody any more, that it was there is."""

    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="retraction")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=RetractionReason)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = PersonLinkedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"ContactRetraction #{self.pk}"

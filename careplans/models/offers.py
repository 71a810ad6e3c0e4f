from __future__ import annotations

import uuid
from datetime import date
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from careplans.models.letter_texts import LetterText
from careplans.models.sessions import SessionKind
from patients.models import Person, PersonLinkedQuerySet
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation


class OfferMeans(models.TextChoices):
    LETTER = "LETTER", "Letter"
    TELEPHONE = "TELEPHONE", "Telephone"
    IN_PERSON = "IN_PERSON", "In person"
    MESSAGE = "MESSAGE", "Message"


class OfferAnswer(models.TextChoices):
    ACCEPTED = "ACCEPTED", "Accepted"
    UNDECIDED = "UNDECIDED", "Undecided"
    DECLINED = "DECLINED", "Declined"


class SessionOfferQuerySet(PersonLinkedQuerySet["SessionOffer"]):
    def unanswered(self) -> Self:
        return self.filter(answer="", in_error_at=None)

    def made_after(self, day: date | None) -> Self:
        """All, where there is no day."""
        return self.filter(offered_on__gt=day) if day else self

    def standing(self) -> Self:
        """Without what was entered in error."""
        return self.filter(in_error_at=None)

    def of_ended_wording(self) -> Self:
        """Letters that nobody has printed, and that nobody prints any more: their wording has ended."""
        return self.unanswered().filter(awaits_print=True, text__ended_at__isnull=False)

    def written_together(self, once: UUID) -> Self:
        """The letters of one form."""
        return self.filter(once=once, means=OfferMeans.LETTER).exclude(reply_to="")


class SessionOffer(models.Model):
    """
    A session was offered to a person, apart from whether one was held.  Answered once.

    :attribute again_on: when they are asked again, of who declined or could not say
    :attribute reply_to: the telephone number that a letter from here gave; nothing, where none was written
    :attribute text: the wording of a letter in another language
    :attribute awaits_print: nobody has opened the letter to print it; False where that is not known
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="session_offers")
    once = models.UUIDField()
    kind = models.CharField(max_length=10, choices=SessionKind)
    means = models.CharField(max_length=10, choices=OfferMeans)
    offered_on = models.DateField()
    reply_to = models.CharField(max_length=40, blank=True)
    text = models.ForeignKey(LetterText, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    awaits_print = models.BooleanField(default=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=OfferAnswer, blank=True)
    answer_words = models.CharField(max_length=500, blank=True)
    again_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    in_error_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_error_at = models.DateTimeField(null=True, blank=True)

    objects = SessionOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "once", "person"], name="careplans_one_offer_of_a_form"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None, again_on=None, answer_words="")
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="careplans_answer_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["UNDECIDED", "DECLINED"], again_on__isnull=False)
                | Q(answer__in=["", "ACCEPTED"], again_on=None),
                name="careplans_who_declined_is_asked_again",
            ),
            models.CheckConstraint(
                condition=Q(again_on=None) | Q(again_on__gte=F("offered_on")),
                name="careplans_asked_again_later",
            ),
            models.CheckConstraint(
                condition=Q(in_error_at=None, in_error_by=None)
                | Q(in_error_at__isnull=False, in_error_by__isnull=False),
                name="careplans_offer_in_error_says_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-offered_on"], name="careplans_offers_to"),
            models.Index(fields=["once"], condition=~Q(reply_to=""), name="careplans_letters_together"),
            models.Index(
                fields=["organisation"], condition=Q(awaits_print=True), name="careplans_letters_to_print"
            ),
        ]

    def __str__(self) -> str:
        return f"SessionOffer #{self.pk}"

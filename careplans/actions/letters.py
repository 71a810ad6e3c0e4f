"""Invitations by letter, written to many people at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from careplans.access import people as access
from careplans.access import sessions as sessions_access
from careplans.actions.once import UsedForm
from careplans.models import OfferMeans, RetractionReason, SessionKind, SessionOffer
from careplans.models.offers import SessionOfferQuerySet
from careplans.rules.due import DueList
from careplans.rules.letters import WRITTEN_TO
from careplans.sets import due as sets
from careplans.sets.locks import lock_person
from careplans.settings import session_settings
from patients.models import Person
from patients.models.base import reach_of
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.audit import actions as audit

NOT_YOURS = "This form is somebody else's. Open the page again and write the letters there."
NOBODY = "None of them is to be written to any more: somebody has invited or booked them meanwhile."


@dataclass(frozen=True, kw_only=True)
class Written:
    """
    :param once: of the form; it names the letters that were written together
    :param reply_to: the telephone number that the letters give
    """

    on: date
    reply_to: str
    once: UUID


@transaction.atomic
def write_letters(
    people: Sequence[Person], written: Written, *, practices: list[int], by: User, at: datetime
) -> int:
    """
    Offer a session by letter to those among them who are to be written to on the day.

    :param practices: whose register they are on
    :returns: how many letters there are; those of the form, where it was sent before
    :raises UsedForm: nobody among them is to be written to, or the form is not the user's
    """
    in_order = sorted(people, key=lambda each: each.pk)
    for person in in_order:
        lock_person(person.pk)  # whoever writes to them at the same time waits, and then finds them invited
    before = list(SessionOffer.objects.visible_to(by).filter(once=written.once))
    if any(each.recorded_by_id != by.pk for each in before):
        raise UsedForm(NOT_YOURS)
    if before:
        return len(before)
    places = sets.places(
        reach_of(by, to=Verb.PLAN),
        sets.due_parameters(
            written.on, session_settings(), practices=practices, people=[each.pk for each in in_order]
        ),
    )
    letters = [
        _letter(each, places[each.pk], written, by=by, at=at)
        for each in in_order
        if each.pk in places and DueList(places[each.pk]["list"]) in WRITTEN_TO
    ]
    if not letters:
        raise UsedForm(NOBODY)
    SessionOffer.objects.bulk_create(letters)
    _record("session.invited", letters, by, once=written.once)
    return len(letters)


@transaction.atomic
def print_letters(people: Sequence[int], *, once: UUID, by: User) -> frozenset[int]:
    """
    They are opened to be printed: from now on none of them is taken back as one that was not.

    :param people: keys of those whose letters go out
    :returns: those among them whose letter was not taken back at the same moment
    """
    letters = SessionOffer.objects.visible_to(by).written_together(once).standing().filter(person__in=people)
    letters.filter(awaits_print=True).update(awaits_print=False)
    return frozenset(letters.values_list("person_id", flat=True))


@transaction.atomic
def take_back_ended(*, once: UUID, by: User, at: datetime) -> int:
    """
    Letters whose wording ended before they were printed are entered in error: their people are due again.

    :returns: how many these were; a second time none
    """
    rows = SessionOffer.objects.visible_to(by).written_together(once).of_ended_wording()
    letters = _take_back(rows, by=by, at=at)
    if letters:
        _record("session.letters_wording_ended", letters, by, once=once)
    return len(letters)


@transaction.atomic
def take_back_letters(*, once: UUID, reason: RetractionReason, by: User, at: datetime) -> int:
    """
    Letters written together never went out: those that nobody has answered are entered in error.

    :returns: how many these were
    """
    rows = SessionOffer.objects.visible_to(by).written_together(once).unanswered()
    letters = _take_back(rows, by=by, at=at)
    if letters:
        _record("session.letters_in_error", letters, by, once=once, reason=reason)
    return len(letters)


def _take_back(rows: SessionOfferQuerySet, *, by: User, at: datetime) -> list[SessionOffer]:
    """Those of the rows that are the user's or their colleagues'."""
    locked = rows.order_by("person_id").select_for_update(of=("self",)).select_related("person")
    letters = [each for each in locked if sessions_access.refuse_take_back(by, each) is None]
    found = SessionOffer.objects.visible_to(by).filter(pk__in=[each.pk for each in letters])
    found.update(in_error_by=by, in_error_at=at)
    return letters


def _letter(
    person: Person, place: Mapping[str, Any], written: Written, *, by: User, at: datetime
) -> SessionOffer:
    standing = access.planning_as(by, person)
    return SessionOffer(
        person=person,
        once=written.once,
        kind=SessionKind(place["kind"]),
        means=OfferMeans.LETTER,
        offered_on=written.on,
        reply_to=written.reply_to,
        text_id=place["text_id"],
        awaits_print=True,
        role=standing.role,
        organisation_id=standing.organisation_id,
        recorded_by=by,
        recorded_at=at,
    )


def _record(verb: str, letters: Sequence[SessionOffer], by: User, *, once: UUID, **detail: Any) -> None:
    people = [each.person_id for each in letters]
    audit.record(verb, by=by, people=people, subject=f"letters:{once}", letters=len(letters), **detail)

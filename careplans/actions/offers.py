"""Offers of a session, apart from whether one was held; and reviews that somebody asks for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from careplans.access import people as access
from careplans.access import sessions as sessions_access
from careplans.actions.notices import tell, tell_first_contact
from careplans.actions.once import UsedForm, add_once
from careplans.models import (
    NoticeKind,
    OfferAnswer,
    OfferMeans,
    PlanAnswer,
    RetractionReason,
    ReviewOutcome,
    ReviewReason,
    ReviewRequest,
    SessionKind,
    SessionOffer,
    ToldBy,
)
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit

USED = "This form was used already. Open it again; your words are below."


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What somebody said to an offer; `again_on` when who declined or could not say is asked again."""

    answer: OfferAnswer | PlanAnswer
    words: str = ""
    again_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Made:
    """An offer as it was made; `answered` None where nothing was said yet."""

    kind: SessionKind
    means: OfferMeans
    on: date
    answered: Answered | None = None


@transaction.atomic
def offer_session(*, person: Person, made: Made, once: UUID, by: User, at: datetime) -> SessionOffer:
    """
    :param once: of the form; sent twice it is one offer
    :raises UsedForm: the form was used for something else
    """
    standing = access.planning_as(by, person)
    offer = SessionOffer(
        person=person,
        once=once,
        kind=made.kind,
        means=made.means,
        offered_on=made.on,
        role=standing.role,
        organisation_id=standing.organisation_id,
        recorded_by=by,
        recorded_at=at,
    )
    if made.answered:
        _answer(offer, made.answered, by=by, at=at)
    if add_once(offer, constraint="careplans_one_offer_of_a_form"):
        _record("session.offered", person, by, offer=str(offer.public_id), means=made.means)
        return offer
    said = {name: getattr(offer, name) for name in ("answer", "answer_words", "again_on")}
    same = {"kind": made.kind, "means": made.means, "offered_on": made.on, **said}
    found = SessionOffer.objects.visible_to(by).filter(recorded_by=by, once=once, person=person, **same)
    if sent := found.first():
        return sent
    raise UsedForm(USED)


@transaction.atomic
def answer_offer(*, offer: SessionOffer, answered: Answered, by: User, at: datetime) -> None:
    locked = _locked(offer, by)
    require(sessions_access.refuse_answer(by, locked))
    _answer(locked, answered, by=by, at=at)
    locked.save(update_fields=["answer", "answer_words", "again_on", "answered_by", "answered_at"])
    _record("session.answered", locked.person, by, offer=str(locked.public_id), answer=answered.answer)


@transaction.atomic
def take_back_offer(*, offer: SessionOffer, reason: RetractionReason, by: User, at: datetime) -> None:
    """It was entered in error and never made.  A second time changes nothing."""
    locked = _locked(offer, by)
    require(access.refuse_plan(by, locked.person))
    if locked.in_error_at:
        return
    require(sessions_access.refuse_take_back(by, locked))
    locked.in_error_by, locked.in_error_at = by, at
    locked.save(update_fields=["in_error_by", "in_error_at"])
    _record("session.offer_in_error", locked.person, by, offer=str(locked.public_id), reason=reason)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What has changed for somebody, and who says so."""

    reason: ReviewReason
    told_by: ToldBy
    on: date
    words: str = ""


@transaction.atomic
def ask_review(*, person: Person, change: Change, once: UUID, by: User, at: datetime) -> ReviewRequest:
    """
    :raises UsedForm: the form was used for something else
    """
    standing = access.planning_as(by, person)
    said = {"reason": change.reason, "told_by": change.told_by, "raised_on": change.on, "words": change.words}
    review = ReviewRequest(
        person=person,
        once=once,
        role=standing.role,
        organisation_id=standing.organisation_id,
        raised_by=by,
        raised_at=at,
        **said,
    )
    if add_once(review, constraint="careplans_one_review_of_a_form"):
        _record("review.asked", person, by, review=str(review.public_id), reason=change.reason)
        tell_first_contact(NoticeKind.REVIEW_ASKED, review, by=by, at=at)
        return review
    found = ReviewRequest.objects.visible_to(by).filter(raised_by=by, once=once, person=person, **said)
    if sent := found.first():
        return sent
    raise UsedForm(USED)


@transaction.atomic
def close_review(*, review: ReviewRequest, words: str, by: User, at: datetime) -> None:
    """Somebody says why no session is needed for it."""
    rows = ReviewRequest.objects.visible_to(by).select_for_update(of=("self",)).select_related("person")
    locked = rows.get(pk=review.pk)
    require(sessions_access.refuse_close_review(by, locked))
    locked.outcome, locked.outcome_words = ReviewOutcome.NOT_NEEDED, words
    locked.closed_by, locked.closed_at = by, at
    locked.save(update_fields=["outcome", "outcome_words", "closed_by", "closed_at"])
    _record("review.closed", locked.person, by, review=str(locked.public_id))
    tell(locked.raised_by_id, NoticeKind.REVIEW_CLOSED, [locked], by=by, at=at)


def _answer(offer: SessionOffer, answered: Answered, *, by: User, at: datetime) -> None:
    offer.answer, offer.answer_words, offer.again_on = answered.answer, answered.words, answered.again_on
    offer.answered_by, offer.answered_at = by, at


def _locked(offer: SessionOffer, by: User) -> SessionOffer:
    rows = SessionOffer.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("person", "organisation").get(pk=offer.pk)


def _record(verb: str, person: Person, by: User, **detail: Any) -> None:
    audit.record(verb, by=by, people=[person.pk], subject=f"person:{person.public_id}", **detail)

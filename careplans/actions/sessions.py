"""Planning sessions: booked, held or not, entered in error."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from careplans.access import people as access
from careplans.access import sessions as sessions_access
from careplans.actions.notices import tell, tell_first_contact, tell_of_session
from careplans.actions.once import UsedForm, add_once
from careplans.models import (
    NoticeKind,
    OfferAnswer,
    PlanningSession,
    RetractionReason,
    ReviewOutcome,
    ReviewRequest,
    SessionKind,
    SessionOffer,
    SessionPlace,
    SessionState,
)
from careplans.sets.locks import lock_person
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit

USED = "This form has recorded a session already. Open it again to record another; your words are below."


class BookedAlready(Exception):
    """One session is booked at a time.  Its text is the sentence the user reads."""


class NoteChanged(Exception):
    """Somebody wrote another note meanwhile, which is its text."""


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A session as it is or was to be; `time` None where nobody noted it, `lead` None where it is open who
    leads it."""

    kind: SessionKind
    on: date
    time: time | None
    minutes: int
    place: SessionPlace
    note: str = ""
    lead: User | None = None


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What came of a session; `attended` of a held one alone."""

    state: SessionState
    attended: tuple[str, ...] = ()
    note: str = ""


@transaction.atomic
def book_session(*, person: Person, booking: Booking, once: UUID, by: User, at: datetime) -> PlanningSession:
    """
    Book the next session; an invitation since the last one that waits for an answer is accepted by it.

    :param once: of the form; sent twice it is one session
    :raises BookedAlready: another one is booked
    :raises UsedForm: the form was used for something else
    """
    session = _add(person, booking, once=once, state=SessionState.BOOKED, by=by, at=at)
    held_on = PlanningSession.objects.visible_to(by).held().filter(person=person).last_day()
    offers = SessionOffer.objects.visible_to(by).unanswered().made_after(held_on)
    waiting = offers.filter(person=person, offered_on__lte=booking.on)
    for offer in waiting.select_for_update(of=("self",)):
        offer.answer, offer.answered_by, offer.answered_at = OfferAnswer.ACCEPTED, by, at
        offer.save(update_fields=["answer", "answered_by", "answered_at"])
    return session


@transaction.atomic
def record_session(
    *, person: Person, booking: Booking, ended: Ended, once: UUID, by: User, at: datetime
) -> PlanningSession:
    """A session that was held without a booking, or is told late.

    :raises BookedAlready: one is booked for its day or before: what came of that is recorded there
    :raises UsedForm: the form was used for something else
    """
    session = _add(person, booking, once=once, state=ended.state, by=by, at=at, ended=ended)
    _close_reviews(session, by=by, at=at)
    return session


@transaction.atomic
def end_session(*, session: PlanningSession, ended: Ended, by: User, at: datetime) -> None:
    """Held, did not attend, or cancelled.  A held one is what every review asked for that was raised by its
    day."""
    locked = _locked(session, by)
    require(sessions_access.refuse_end(by, locked))
    _end(locked, ended, by=by, at=at)
    _record("session.ended", locked, by, state=ended.state)
    tell_of_session(locked, by=by, at=at)
    _close_reviews(locked, by=by, at=at)


@transaction.atomic
def note_session(*, session: PlanningSession, note: str, was: str, by: User) -> None:
    """
    What is written while a booked session goes on, before somebody says how it ended.

    :param was: the note as the page showed it
    :raises NoteChanged: somebody else wrote into it meanwhile
    """
    locked = _locked(session, by)
    require(sessions_access.refuse_end(by, locked))
    if locked.outcome_note == note:
        return
    if locked.outcome_note != was:
        raise NoteChanged(locked.outcome_note)
    locked.outcome_note = note
    locked.save(update_fields=["outcome_note"])
    _record("session.noted", locked, by)


@transaction.atomic
def mark_session_in_error(
    *, session: PlanningSession, reason: RetractionReason, by: User, at: datetime
) -> None:
    """It counts no more, and what it had settled is open again.  A second time changes nothing."""
    locked = _locked(session, by)
    require(access.refuse_plan(by, locked.person))
    if locked.in_error_at:
        return
    require(sessions_access.refuse_mark_in_error(by, locked))
    before = locked.state
    if before == SessionState.BOOKED:
        locked.ended_by, locked.ended_at = by, at
    locked.state, locked.in_error_by, locked.in_error_at = SessionState.IN_ERROR, by, at
    locked.save(update_fields=["state", "ended_by", "ended_at", "in_error_by", "in_error_at"])
    _record("session.in_error", locked, by, state_before=before, reason=reason)
    tell_of_session(locked, by=by, at=at)
    _open_offers(locked, by)
    _ask_again(locked, by=by, at=at)


def _add(
    person: Person,
    booking: Booking,
    *,
    once: UUID,
    state: SessionState,
    by: User,
    at: datetime,
    ended: Ended | None = None,
) -> PlanningSession:
    standing = access.planning_as(by, person)
    lock_person(person.pk)
    sent = PlanningSession.objects.visible_to(by).filter(recorded_by=by, once=once)
    if found := sent.first():
        return _sent_twice(found, person, booking, state, ended)
    booked = PlanningSession.objects.visible_to(by).booked().filter(person=person)
    if ended:
        booked = booked.filter(on__lte=booking.on)
    if booked.exists():
        raise BookedAlready("A session is booked already. Record what came of it, or cancel it, first.")
    session = PlanningSession(
        person=person,
        once=once,
        state=state,
        role=standing.role,
        organisation_id=standing.organisation_id,
        recorded_by=by,
        recorded_at=at,
        **_as_columns(booking),
    )
    if ended:
        session.attended, session.outcome_note = list(ended.attended), ended.note
        session.ended_by, session.ended_at = by, at
    if not add_once(session, constraint="careplans_one_session_of_a_form"):
        raise UsedForm(USED)
    _record("session.recorded" if ended else "session.booked", session, by, on=booking.on.isoformat())
    if not ended:
        tell_of_session(session, by=by, at=at)
    return session


def _sent_twice(
    found: PlanningSession, person: Person, booking: Booking, state: SessionState, ended: Ended | None
) -> PlanningSession:
    told = {**_as_columns(booking), "person_id": person.pk, "state": state}
    if ended:
        told |= {"attended": list(ended.attended), "outcome_note": ended.note}
    if any(getattr(found, name) != value for name, value in told.items()):
        raise UsedForm(USED)
    return found


def _as_columns(booking: Booking) -> dict[str, Any]:
    return {name: getattr(booking, name) for name in booking.__dataclass_fields__}


def _end(session: PlanningSession, ended: Ended, *, by: User, at: datetime) -> None:
    session.state, session.attended, session.outcome_note = ended.state, list(ended.attended), ended.note
    session.ended_by, session.ended_at = by, at
    session.save(update_fields=["state", "attended", "outcome_note", "ended_by", "ended_at"])


def _close_reviews(session: PlanningSession, *, by: User, at: datetime) -> None:
    if session.state != SessionState.HELD:
        return
    rows = ReviewRequest.objects.visible_to(by).raised_by_day(session.on).filter(person=session.person)
    for review in rows.select_for_update(of=("self",)):
        review.outcome, review.session = ReviewOutcome.HELD, session
        review.closed_by, review.closed_at = by, at
        review.save(update_fields=["outcome", "session", "closed_by", "closed_at"])
        tell(review.raised_by_id, NoticeKind.REVIEW_CLOSED, [review], by=by, at=at)


def _open_offers(session: PlanningSession, by: User) -> None:
    """The invitations that this booking had accepted wait for an answer again."""
    rows = SessionOffer.objects.visible_to(by).standing().filter(person=session.person)
    accepted = rows.filter(
        answer=OfferAnswer.ACCEPTED, answered_by=session.recorded_by, answered_at=session.recorded_at
    )
    accepted.update(answer="", answered_by=None, answered_at=None)


def _ask_again(session: PlanningSession, *, by: User, at: datetime) -> None:
    """A review that this session had closed is asked for as before, by who found the error."""
    standing = access.planning_as(by, session.person)
    for review in ReviewRequest.objects.visible_to(by).filter(session=session):
        kept = {name: getattr(review, name) for name in ("person", "reason", "words", "told_by", "raised_on")}
        again = ReviewRequest.objects.create(
            once=uuid4(),
            role=standing.role,
            organisation_id=standing.organisation_id,
            raised_by=by,
            raised_at=at,
            **kept,
        )
        tell_first_contact(NoticeKind.REVIEW_ASKED, again, by=by, at=at)


def _locked(session: PlanningSession, by: User) -> PlanningSession:
    rows = PlanningSession.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("person", "organisation").get(pk=session.pk)


def _record(verb: str, session: PlanningSession, by: User, **detail: Any) -> None:
    audit.record(
        verb,
        by=by,
        people=[session.person_id],
        subject=f"person:{session.person.public_id}",
        session=str(session.public_id),
        **detail,
    )

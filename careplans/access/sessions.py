"""Who books, holds and offers planning sessions, and when there is something to do."""

from datetime import date

from careplans.access.own import refuse_others
from careplans.access.people import refuse_plan
from careplans.models import PlanningSession, ReviewRequest, SessionOffer, SessionState
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.dates import long_date

ENDED = "What came of this session was recorded meanwhile."


def refuse_end(user: User, session: PlanningSession) -> str | None:
    if refusal := refuse_plan(user, session.person):
        return refusal
    return None if session.state == SessionState.BOOKED else ENDED


def refuse_others_lead(user: User, session: PlanningSession) -> str | None:
    """Who leads a session is said by the organisation that booked it."""
    if refusal := refuse_plan(user, session.person):
        return refusal
    own = user.may(Verb.PLAN, organisation_id=session.organisation_id)
    return None if own else "Another organisation booked this session. They say who leads it."


def refuse_give(user: User, session: PlanningSession) -> str | None:
    """While it is booked, to another colleague."""
    if refusal := refuse_others_lead(user, session):
        return refusal
    return None if session.state == SessionState.BOOKED else ENDED


def refuse_run(user: User, session: PlanningSession, *, on: date, died_on: date | None) -> str | None:
    """A session is run on its day or after, while nobody has said how it ended."""
    if refusal := refuse_end(user, session):
        return refusal
    if died_on:
        return f"The person died on {long_date(died_on)}. Say on the booking what came of the session."
    if session.on > on:
        return f"This session is on {long_date(session.on)}. Run it on its day, or book it for today."
    return None


def refuse_mark_in_error(user: User, session: PlanningSession) -> str | None:
    """Who recorded it, or a colleague: the organisation answers for what was written in its name."""
    if refusal := refuse_plan(user, session.person):
        return refusal
    if session.state == SessionState.IN_ERROR:
        return "It is marked as entered in error already."
    return refuse_others(user, session)


def refuse_answer(user: User, offer: SessionOffer) -> str | None:
    if refusal := refuse_plan(user, offer.person):
        return refusal
    return "The answer was recorded meanwhile." if offer.answer or offer.in_error_at else None


def refuse_take_back(user: User, offer: SessionOffer) -> str | None:
    if refusal := refuse_plan(user, offer.person):
        return refusal
    if offer.in_error_at:
        return "It is marked as entered in error already."
    return refuse_others(user, offer)


def refuse_close_review(user: User, review: ReviewRequest) -> str | None:
    if refusal := refuse_plan(user, review.person):
        return refusal
    return "The review was closed meanwhile." if review.closed_at else None

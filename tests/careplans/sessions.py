"""Sessions, offers and reviews as the tests lay them down; in a unit of work."""

import uuid

from careplans.models import (
    Attendee,
    OfferMeans,
    PlanningSession,
    ReviewReason,
    ReviewRequest,
    SessionKind,
    SessionLead,
    SessionOffer,
    SessionPlace,
    SessionState,
    ToldBy,
)
from tests.world import NOW
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation

BOTH = [Attendee.PERSON, Attendee.GP, Attendee.CASE_MANAGER]


def make_session(person, *, on, state=SessionState.HELD, at=NOW, **fields) -> PlanningSession:
    """A joint one with both there, where it was held; booked by the Case Manager."""
    by, ended = _case_manager(), state != SessionState.BOOKED
    return PlanningSession.objects.create(
        person=person, once=uuid.uuid4(), on=on, state=state, minutes=40, recorded_at=at,
        ended_at=at if ended else None, **_who() | {"ended_by": by if ended else None}
        | {"kind": SessionKind.JOINT, "place": SessionPlace.PRACTICE, "recorded_by": by}
        | {"attended": BOTH if state == SessionState.HELD else []} | fields,
    )  # fmt: skip


def make_lead(session) -> SessionLead:
    """Of a booked one, from nobody to the HSCA."""
    to = User.objects.get(username="hsca_1")
    lead = SessionLead.objects.create(
        person=session.person, session=session, once=uuid.uuid4(), before=session.lead, lead=to,
        given_by=_case_manager(), given_at=NOW,
    )  # fmt: skip
    PlanningSession.objects.filter(pk=session.pk).update(lead=to)
    return lead


def make_offer(person, *, on, answer="", at=NOW, **fields) -> SessionOffer:
    by = _case_manager()
    answered = {"answer": answer, "answered_by": by, "answered_at": at} if answer else {}
    return SessionOffer.objects.create(
        person=person, offered_on=on, recorded_at=at, **answered | _who()
        | {"once": uuid.uuid4(), "kind": SessionKind.JOINT, "means": OfferMeans.LETTER, "recorded_by": by}
        | fields,
    )  # fmt: skip


def make_review(person, *, on, **fields) -> ReviewRequest:
    return ReviewRequest.objects.create(
        person=person, once=uuid.uuid4(), raised_on=on, raised_at=NOW, raised_by=_case_manager(), **_who()
        | {"reason": ReviewReason.FALL, "told_by": ToldBy.STAFF} | fields,
    )  # fmt: skip


def _who() -> dict:
    return {"organisation": Organisation.objects.get(code="HUB1"), "role": Role.CASE_MANAGER}


def _case_manager() -> User:
    return User.objects.get(username="case_manager_1")

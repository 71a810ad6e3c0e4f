"""Who leads a booked session: given to a colleague, one or those of somebody who leaves, and back."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from careplans.access import sessions as access
from careplans.actions.notices import tell
from careplans.actions.once import UsedForm
from careplans.models import NoticeKind, PlanningSession, SessionLead
from wsic.access import require
from wsic.accounts.models import Membership, User
from wsic.audit import actions as audit
from wsic.dates import london_date

USED = "This form has given the session to somebody else already. Look who leads it, then give it again."


class LedMeanwhile(Exception):
    """Somebody else leads it than the page showed; nothing was written.  Its text is the sentence the user
    reads."""


class HasLeft(Exception):
    """Who would lead it again works there no more; nothing was written.  Its text is the sentence the user
    reads."""


@transaction.atomic
def give_session(
    *, session: PlanningSession, to: User, was: UUID | None, once: UUID, by: User, at: datetime
) -> None:
    """
    :param to: who may lead it, as the form offers them
    :param was: who led it when the form was opened, by public id
    :param once: of the form; sent twice it does one thing
    :raises UsedForm: the form gave it to somebody else
    :raises LedMeanwhile: somebody else leads it by now
    """
    locked = _locked(session, by)
    require(access.refuse_others_lead(by, locked))
    mine = SessionLead.objects.visible_to(by).filter(session=locked, given_by=by, once=once)
    if sent := mine.first():
        if sent.lead_id != to.pk:
            raise UsedForm(USED)
        return
    require(access.refuse_give(by, locked))
    if (locked.lead.public_id if locked.lead else None) != was:
        raise LedMeanwhile(_now_led(locked))
    hand_sessions([locked], to, once=once, by=by, at=at)
    _record("session.given", locked, by, to=to, before=locked.lead)


@transaction.atomic
def give_session_back(*, given: SessionLead, by: User, at: datetime) -> None:
    """
    Who led it before leads it again.  A second time changes nothing.

    :raises LedMeanwhile: it was given on since
    :raises HasLeft: who led it before works for the organisation no more
    """
    locked = _locked(given.session, by)
    require(access.refuse_others_lead(by, locked))
    leads = SessionLead.objects.visible_to(by).filter(session=locked)
    if leads.filter(takes_back=given).exists():
        return
    require(access.refuse_give(by, locked))
    last = leads.order_by("-pk").first()
    if last is None or last.pk != given.pk:
        raise LedMeanwhile(_now_led(locked))
    _refuse_left(given.before, locked, on=london_date(at))
    SessionLead.objects.create(
        person_id=locked.person_id, session=locked, once=uuid5(given.once, "back"), before=locked.lead,
        lead=given.before, takes_back=given, given_by=by, given_at=at,
    )  # fmt: skip
    PlanningSession.objects.visible_to(by).filter(pk=locked.pk).update(lead=given.before)
    _tell([locked], given.before_id, by=by, at=at)
    _record("session.given_back", locked, by, to=given.before, before=locked.lead)


def _refuse_left(before: User | None, session: PlanningSession, *, on: date) -> None:
    if before is None:
        return
    there = Membership.objects.on(on).filter(organisation=session.organisation_id, user=before)
    if not before.is_active or not there.exists():
        raise HasLeft(f"{before.display_name} does not work here any more: give it to somebody else.")


def hand_sessions(
    sessions: Sequence[PlanningSession], to: User, *, once: UUID, by: User, at: datetime
) -> None:
    """Booked ones, locked, in the transaction of whoever gives them, who writes the audit."""
    SessionLead.objects.bulk_create(
        SessionLead(
            person_id=each.person_id, session=each, once=once, before_id=each.lead_id, lead=to, given_by=by,
            given_at=at,
        )
        for each in sessions
    )  # fmt: skip
    rows = PlanningSession.objects.visible_to(by).filter(pk__in=[each.pk for each in sessions])
    rows.update(lead=to)
    _tell(sessions, to.pk, by=by, at=at)


def _tell(sessions: Sequence[PlanningSession], to: int | None, *, by: User, at: datetime) -> None:
    """Who leads them now, and who led them until now."""
    tell(to, NoticeKind.SESSION_GIVEN, sessions, by=by, at=at)
    for before in dict.fromkeys(each.lead_id for each in sessions):
        theirs = [each for each in sessions if each.lead_id == before]
        tell(before, NoticeKind.SESSION_TAKEN, theirs, by=by, at=at)


def _now_led(session: PlanningSession) -> str:
    name = session.lead.display_name if session.lead else "Nobody"
    return f"{name} leads it now: somebody gave it on meanwhile. Look, then give it again."


def _locked(session: PlanningSession, by: User) -> PlanningSession:
    rows = PlanningSession.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("person", "organisation", "lead").get(pk=session.pk)


def _record(verb: str, session: PlanningSession, by: User, *, to: User | None, before: User | None) -> None:
    audit.record(
        verb,
        by=by,
        people=[session.person_id],
        subject=f"person:{session.person.public_id}",
        session=str(session.public_id),
        lead=str(to.public_id) if to else "",
        lead_before=str(before.public_id) if before else "",
    )

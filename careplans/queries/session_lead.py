"""Who leads a booked session, who may, and who did."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from careplans.access import sessions as access
from careplans.models import PlanningSession, SessionLead
from careplans.queries.tasks import Colleague, colleagues
from patients.queries.authors import is_hidden
from patients.queries.people import reached
from wsic.accounts.models import Membership, User

NOBODY = "nobody by name"
WITHHELD = "name withheld"


@dataclass(frozen=True, kw_only=True)
class LeadLine:
    """`back`: it can be given back, by this id."""

    at: datetime
    before: str
    lead: str
    by: str
    is_back: bool
    back: UUID | None


@dataclass(frozen=True, kw_only=True)
class LeadPanel:
    """`choices` may lead it, of whom the user gives it to one; `was` leads it now, by public id, "" where
    nobody is named."""

    choices: tuple[Colleague, ...]
    was: str
    lines: tuple[LeadLine, ...]


def leads_of(user: User) -> QuerySet[SessionLead]:
    """About whom the user reaches."""
    rows = SessionLead.objects.visible_to(user).filter(person__in=reached(user))
    return rows.select_related("session", "before", "lead")


def lead_panel(session: PlanningSession, *, user: User, on: date) -> LeadPanel:
    gives = access.refuse_give(user, session) is None
    found = all_who_may_lead(session, user=user, on=on) if gives else ()
    return LeadPanel(
        choices=tuple(each for each in found if each.user.pk != session.lead_id),
        was=str(session.lead.public_id) if session.lead and gives else "",
        lines=_lines(session, user=user, gives=gives),
    )


def all_who_may_lead(session: PlanningSession, *, user: User, on: date) -> tuple[Colleague, ...]:
    """Who works for the organisation of the session and reaches the person; who leads it may be among
    them."""
    there = Membership.objects.on(on).filter(organisation=session.organisation_id)
    own = set(there.values_list("user_id", flat=True))
    found = colleagues(user, session.person, on=on)
    return tuple(each for each in found if each.user.pk in own)


def _lines(session: PlanningSession, *, user: User, gives: bool) -> tuple[LeadLine, ...]:
    """The last first."""
    rows = SessionLead.objects.visible_to(user).filter(session=session).order_by("-pk")
    found = list(rows.select_related("before", "lead", "given_by"))
    withheld = getattr(session, "withheld", False)
    hidden = is_hidden(session.organisation, reader=user, withheld=withheld)
    return tuple(
        LeadLine(
            at=each.given_at,
            before=_name(each.before, hidden=hidden),
            lead=_name(each.lead, hidden=hidden),
            by=_name(each.given_by, hidden=hidden),
            is_back=each.takes_back_id is not None,
            back=each.public_id if gives and place == 0 and each.takes_back_id is None else None,
        )
        for place, each in enumerate(found)
    )


def _name(user: User | None, *, hidden: bool) -> str:
    return NOBODY if user is None else WITHHELD if hidden else user.display_name

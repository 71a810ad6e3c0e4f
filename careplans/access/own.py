"""Whose a record about a person is: who recorded it, and their colleagues."""

from careplans.models import Assessment, Contact, PlanningSession, PlanOffer, PlanReview, SessionOffer
from wsic.accounts.models import User
from wsic.accounts.roles import Verb

# Unnamed: of somebody marked sensitive it would tell where they are; who wrote it stands beside it otherwise.
OTHERS = "Another organisation recorded it. Ask them to mark it as entered in error."
Recorded = Assessment | Contact | PlanningSession | PlanOffer | PlanReview | SessionOffer


def is_own(user: User, recorded: Recorded) -> bool:
    """The user recorded it, or a colleague did."""
    own = recorded.recorded_by_id == user.pk
    return own or user.may(Verb.PLAN, organisation_id=recorded.organisation_id)


def refuse_others(user: User, recorded: Recorded) -> str | None:
    """The organisation answers for what was written in its name."""
    if is_own(user, recorded):
        return None
    return OTHERS

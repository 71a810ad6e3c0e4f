"""Who marks a holistic assessment as entered in error."""

from careplans.access.people import refuse_plan
from careplans.models import Assessment
from wsic.accounts.models import User
from wsic.accounts.roles import Verb


def refuse_mark_in_error(user: User, assessment: Assessment) -> str | None:
    """Who recorded it, or a colleague: the organisation answers for what was written in its name."""
    if refusal := refuse_plan(user, assessment.person):
        return refusal
    if assessment.in_error_at:
        return "It is marked as entered in error already."
    own = assessment.recorded_by_id == user.pk
    if own or user.may(Verb.PLAN, organisation_id=assessment.organisation_id):
        return None
    return f"{assessment.organisation.name} recorded it. Ask them to mark it as entered in error."

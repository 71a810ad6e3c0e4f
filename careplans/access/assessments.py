"""Who marks a holistic assessment as entered in error."""

from careplans.access.own import refuse_others
from careplans.access.people import refuse_plan
from careplans.models import Assessment
from wsic.accounts.models import User


def refuse_mark_in_error(user: User, assessment: Assessment) -> str | None:
    """Who recorded it, or a colleague: the organisation answers for what was written in its name."""
    if refusal := refuse_plan(user, assessment.person):
        return refusal
    if assessment.in_error_at:
        return "It is marked as entered in error already."
    return refuse_others(user, assessment)

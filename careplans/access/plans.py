"""Who writes a person's care plan, agrees it and takes it back."""

from careplans.access.people import refuse_plan
from careplans.models import CarePlan
from wsic.accounts.models import User

NO_DRAFT = "This version is no draft any more. Begin a new one."


def refuse_write(user: User, plan: CarePlan) -> str | None:
    if refusal := refuse_plan(user, plan.person):
        return refusal
    return None if plan.is_draft else NO_DRAFT


def refuse_mark_in_error(user: User, plan: CarePlan) -> str | None:
    """Whoever cares for the person: a plan in the wrong record does harm until it is gone."""
    if refusal := refuse_plan(user, plan.person):
        return refusal
    if plan.in_error_at:
        return "It is marked as entered in error already."
    return "It was thrown away as a draft." if plan.discarded_at else None

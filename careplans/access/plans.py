"""Who writes a person's care plan, agrees it and takes it back."""

from careplans.access.own import refuse_others
from careplans.access.people import refuse_plan
from careplans.models import CarePlan, PlanOffer, PlanReview
from careplans.rules.plan import WAS_AGREED
from wsic.accounts.models import User

NOT_IN_FORCE = "Only the plan in force is reviewed. Another version has replaced this one."
NEVER_HELD = "This version was entered in error meanwhile: there is nothing of it to review."
NO_DRAFT = "This version is no draft any more. Begin a new one."


def refuse_write(user: User, plan: CarePlan) -> str | None:
    if refusal := refuse_plan(user, plan.person):
        return refusal
    return None if plan.is_draft else NO_DRAFT


def refuse_take_out(user: User, plan: CarePlan, *, agreed: bool) -> str | None:
    """
    :param agreed: the goal stands in the version that the draft was begun upon
    """
    if refusal := refuse_write(user, plan):
        return refusal
    return WAS_AGREED if agreed else None


def refuse_mark_in_error(user: User, plan: CarePlan) -> str | None:
    """Whoever cares for the person: a plan in the wrong record does harm until it is gone."""
    if refusal := refuse_plan(user, plan.person):
        return refusal
    return "It is marked as entered in error already." if plan.in_error_at else None


def refuse_answer(user: User, offer: PlanOffer) -> str | None:
    if refusal := refuse_plan(user, offer.person):
        return refusal
    return "The answer was recorded meanwhile." if offer.answer or offer.in_error_at else None


def refuse_take_back(user: User, recorded: PlanOffer | PlanReview) -> str | None:
    """The organisation answers for what was written in its name."""
    return refuse_plan(user, recorded.person) or refuse_others(user, recorded)


def why_not_reviewed(plan: CarePlan, current: CarePlan | None) -> str | None:
    """:param current: what is in force of the same person"""
    if plan.in_error_at:
        return NEVER_HELD
    return None if plan == current else NOT_IN_FORCE

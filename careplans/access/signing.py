"""Who signs a care plan: a GP of the practice where the person is registered."""

from careplans.models import CarePlan, PlanSignature
from patients.access.practices import standings_at_practice
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import Standing, User
from wsic.accounts.roles import Verb

NOT_THEIRS = "A plan is signed by a GP of the practice where the person is registered."
NOT_IN_FORCE = "Only the plan in force is signed. Another version has replaced this one, or it is a draft."


def refuse_sign(user: User, person: Person) -> str | None:
    return None if standings_at_practice(user, person, Verb.SIGN_PLAN) else NOT_THEIRS


def refuse_sign_plan(user: User, plan: CarePlan, *, in_force: bool) -> str | None:
    return refuse_sign(user, plan.person) or (None if in_force else NOT_IN_FORCE)


def refuse_undo(user: User, signature: PlanSignature) -> str | None:
    """Who signed, or another GP of the practice: it answers for it."""
    return refuse_sign(user, signature.person)


def signing_as(user: User, person: Person) -> Standing:
    """
    :raises PermissionDenied: the sentence of `refuse_sign`
    """
    require(refuse_sign(user, person))
    found = standings_at_practice(user, person, Verb.SIGN_PLAN)
    return min(found, key=lambda each: (each.organisation_id, each.role))

"""What of a care plan is printed, by whoever reads it."""

from careplans.models import CarePlan
from careplans.rules.documents import NOT_PRINTED
from careplans.rules.plan import State


def refuse_print(plan: CarePlan) -> str | None:
    if plan.in_error_at:
        return NOT_PRINTED[State.IN_ERROR]
    return NOT_PRINTED[State.DISCARDED] if plan.discarded_at else None

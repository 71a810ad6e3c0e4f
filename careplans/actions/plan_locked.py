"""A version of a plan, locked to the end of the transaction: who writes, agrees or retracts it waits."""

from careplans.models import CarePlan
from wsic.accounts.models import User


def locked_plan(plan: CarePlan, by: User) -> CarePlan:
    """As it stands now, whatever was read of it before."""
    rows = CarePlan.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("person").get(pk=plan.pk)

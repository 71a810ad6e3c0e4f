"""The plan in force read through with the person, and found to hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from careplans.access import people as people_access
from careplans.access import plans as access
from careplans.actions.offers import USED
from careplans.actions.once import UsedForm, add_once
from careplans.actions.plan_locked import locked_plan
from careplans.actions.plans import WrittenMeanwhile, record_plan
from careplans.models import Attendee, CarePlan, PlanReview
from careplans.sets.locks import lock_person
from wsic.access import require
from wsic.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """When, who was there, and what was said."""

    on: date
    attended: Sequence[Attendee]
    words: str = ""


@transaction.atomic
def review_plan(*, plan: CarePlan, reviewed: Reviewed, once: UUID, by: User, at: datetime) -> PlanReview:
    """
    :param once: of the form; sent twice it is one review
    :raises WrittenMeanwhile: it is not in force any more
    :raises UsedForm: the form was used for something else
    """
    require(people_access.refuse_plan(by, plan.person))
    lock_person(plan.person_id)
    locked = locked_plan(plan, by)
    if refusal := access.why_not_reviewed(locked, _in_force(locked, by)):
        raise WrittenMeanwhile(refusal)
    standing = people_access.planning_as(by, locked.person)
    said = {"on": reviewed.on, "attended": list(reviewed.attended), "words": reviewed.words}
    review = PlanReview(
        person=locked.person,
        plan=locked,
        once=once,
        organisation_id=standing.organisation_id,
        role=standing.role,
        recorded_by=by,
        recorded_at=at,
        **said,
    )
    if add_once(review, constraint="careplans_one_plan_review_of_a_form"):
        record_plan("plan.reviewed", locked, by, on=reviewed.on.isoformat())
        return review
    rows = PlanReview.objects.visible_to(by).filter(recorded_by=by, once=once, plan=locked, **said)
    if sent := rows.first():
        return sent
    raise UsedForm(USED)


@transaction.atomic
def take_back_review(*, review: PlanReview, by: User, at: datetime) -> None:
    """It was entered in error; the plan is due as it was before.  Twice is once."""
    rows = PlanReview.objects.visible_to(by).select_for_update(of=("self",))
    locked = rows.select_related("person", "plan", "plan__person", "organisation").get(pk=review.pk)
    require(access.refuse_take_back(by, locked))
    if locked.in_error_at is None:
        locked.in_error_by, locked.in_error_at = by, at
        locked.save(update_fields=["in_error_by", "in_error_at"])
        record_plan("plan.review_in_error", locked.plan, by)


def _in_force(plan: CarePlan, by: User) -> CarePlan | None:
    known = CarePlan.objects.visible_to(by).filter(person=plan.person)
    return known.agreed().order_by("-number").first()

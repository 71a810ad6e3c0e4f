"""Care plans: begun, written section by section and goal by goal, agreed, thrown away, entered in error.

Sections and goals are only ever added to, each as a new revision: what somebody saved is never overwritten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from careplans.access import people as people_access
from careplans.access import plans as access
from careplans.actions.plan_locked import locked_plan
from careplans.actions.plan_offers import AGREED, follow_offers
from careplans.actions.tasks import close_tasks_of_goals, close_tasks_of_plans, reopen_tasks_of_goals
from careplans.actions.unsaved import forget_all
from careplans.models import (
    AgreedBy,
    Attendee,
    CarePlan,
    PlanErrorReason,
    PlanGoal,
    PlanSection,
    RelatedPerson,
)
from careplans.rules.plan import Heading, carrying, mark_of, refuse_agree
from careplans.sets.locks import lock_person
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit


class WrittenMeanwhile(Exception):
    """Somebody has saved the same section or goal, or ended the draft.  Its text is the sentence the user
    reads."""


NO_DECIDER = "Who decides for the person was changed meanwhile. Look at their carers and contacts again."
_AGREED = (
    "agreed_with", "agreed_on", "attended", "agreed_words", "capacity_words", "decider", "agreed_by",
    "agreed_at",
)  # fmt: skip
BEGUN = "Meanwhile another version was begun upon it. Look at what goes with it now, then choose it."
ENDED = "Meanwhile this version was agreed, thrown away or entered in error. Your words are below: copy them."


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Whose agreement, on which day, who was there; `words` who was consulted; `capacity` what shows that the
    person cannot decide it; `decider` the key of the attorney or deputy."""

    by: AgreedBy
    on: date
    attended: Sequence[Attendee]
    words: str = ""
    capacity: str = ""
    decider: int | None = None


@transaction.atomic
def begin_plan(*, person: Person, by: User, at: datetime) -> CarePlan:
    """The person's draft, which carries on what is in force; the one there is, where there is one."""
    standing = people_access.planning_as(by, person)
    lock_person(person.pk)
    known = CarePlan.objects.visible_to(by).filter(person=person)
    if draft := known.drafts().first():
        return draft
    upon = known.agreed().order_by("-number").first()
    last = known.order_by("-number").first()
    plan = CarePlan.objects.create(
        person=person,
        number=last.number + 1 if last else 1,
        upon=upon,
        organisation_id=standing.organisation_id,
        role=standing.role,
        recorded_by=by,
        recorded_at=at,
    )
    if upon:
        _carry_on(upon, plan, by)
    record_plan("plan.begun", plan, by)
    return plan


def _carry_on(upon: CarePlan, plan: CarePlan, by: User) -> None:
    """With who wrote it when, and unreviewed: a copy is no review.  A goal of which something came stays."""
    sections = sections_of(upon, by)
    for section in sections:
        section.pk, section.plan, section.revision = None, plan, 1
    PlanSection.objects.bulk_create(sections)
    goals = [each for each in goals_of(upon, by) if not (each.outcome or each.taken_out)]
    for goal in goals:
        goal.pk, goal.plan, goal.revision = None, plan, 1
    PlanGoal.objects.bulk_create(goals)


def sections_of(plan: CarePlan, by: User) -> list[PlanSection]:
    return list(PlanSection.objects.visible_to(by).filter(plan=plan).counting())


def goals_of(plan: CarePlan, by: User) -> list[PlanGoal]:
    """Those that were taken out too."""
    return list(PlanGoal.objects.visible_to(by).filter(plan=plan).counting())


@transaction.atomic
def agree_plan(*, plan: CarePlan, agreement: Agreement, mark: str, by: User, at: datetime) -> None:
    """
    From now on this version is in force.  Sent twice it is agreed once.

    :param mark: of what stood on the page where the agreement was recorded, as `rules.plan.mark_of` makes it
    :raises WrittenMeanwhile: something else stands in it now, or it is no draft any more
    :raises PermissionDenied: nothing is written in it
    """
    lock_person(plan.person_id)
    locked = locked_plan(plan, by)
    if _is_agreed_so(locked, agreement, by):
        return
    require_draft(locked, by)
    sections, goals = sections_of(locked, by), goals_of(locked, by)
    _require_read(mark, sections, goals, "it is agreed")
    written = [Heading(each.heading) for each in sections if each.words]
    require(refuse_agree(written, sum(not (each.outcome or each.taken_out) for each in goals)))
    locked.agreed_with, locked.agreed_on = agreement.by, agreement.on
    locked.attended, locked.agreed_words = list(agreement.attended), agreement.words
    locked.capacity_words, locked.decider = agreement.capacity, _decider(locked, agreement, by)
    locked.agreed_by, locked.agreed_at = by, at
    locked.save(update_fields=_AGREED)
    over = [each.key for each in goals if each.outcome or each.taken_out]
    close_tasks_of_goals(person=locked.person, goals=over, by=by, at=at)
    record_plan("plan.agreed", locked, by, agreed_with=agreement.by, agreed_on=agreement.on.isoformat())
    follow_offers(person=locked.person, words=AGREED, by=by, at=at)


def _require_read(mark: str, sections: list[PlanSection], goals: list[PlanGoal], then: str) -> None:
    if mark != mark_of([each.revision for each in sections], [each.revision for each in goals]):
        raise WrittenMeanwhile(f"Something was written meanwhile. Read the draft again before {then}.")


def _is_agreed_so(plan: CarePlan, agreement: Agreement, by: User) -> bool:
    if plan.agreed_by != by or plan.in_error_at:
        return False
    stands = (plan.agreed_with, plan.agreed_on, plan.attended, plan.agreed_words, plan.capacity_words)
    said = (agreement.by, agreement.on, list(agreement.attended), agreement.words, agreement.capacity)
    return stands == said and plan.decider_id == agreement.decider


def _decider(plan: CarePlan, agreement: Agreement, by: User) -> RelatedPerson | None:
    if agreement.decider is None:
        return None
    rows = RelatedPerson.objects.visible_to(by).standing().filter(person=plan.person)
    found = rows.filter(pk=agreement.decider, roles__contains=[agreement.by]).first()
    if found is None:
        raise WrittenMeanwhile(NO_DECIDER)
    return found


@transaction.atomic
def discard_plan(*, plan: CarePlan, mark: str, by: User, at: datetime) -> None:
    """
    A draft that nobody goes on with; what is in force stays.

    :param mark: of what stood on the page where it was thrown away
    :raises WrittenMeanwhile: something else stands in it now, or it is no draft any more
    """
    lock_person(plan.person_id)
    locked = locked_plan(plan, by)
    require_draft(locked, by)
    _require_read(mark, sections_of(locked, by), goals_of(locked, by), "it is thrown away")
    locked.discarded_by, locked.discarded_at = by, at
    locked.save(update_fields=["discarded_by", "discarded_at"])
    record_plan("plan.discarded", locked, by)


@transaction.atomic
def mark_plan_in_error(
    *,
    plan: CarePlan,
    reason: PlanErrorReason,
    mark: str,
    along: Sequence[int] = (),
    by: User,
    at: datetime,
) -> None:
    """
    Nobody reads it any more, nor any version begun upon it, which carries its words on; the one agreed before
    is in force again.  Twice is once.

    :param mark: of what stood on the page where it was marked; `along` numbers of the versions begun upon it,
        likewise
    :raises WrittenMeanwhile: something else stands in it now, or other ones were begun
    """
    lock_person(plan.person_id)
    locked = locked_plan(plan, by)
    if locked.in_error_at:
        return
    require(access.refuse_mark_in_error(by, locked))
    _require_read(mark, sections_of(locked, by), goals_of(locked, by), "it is marked")
    wrong = (locked, *_begun_upon(locked, by))
    if [each.number for each in wrong[1:]] != list(along):
        raise WrittenMeanwhile(BEGUN)
    forget_all(plans=wrong, by=by)
    for each in wrong:
        each.in_error_reason, each.in_error_by, each.in_error_at = reason, by, at
        each.save(update_fields=["in_error_reason", "in_error_by", "in_error_at"])
        record_plan("plan.in_error", each, by, reason=reason)
    close_tasks_of_plans(plans=wrong, by=by, at=at)
    reopen_tasks_of_goals(plans=[each for each in wrong if each.agreed_at], by=by, at=at)
    follow_offers(person=locked.person, words=AGREED, by=by, at=at)


def _begun_upon(plan: CarePlan, by: User) -> list[CarePlan]:
    """Later versions that carry it on, one upon the other, as far as they are read by anybody; a draft that
    was thrown away is read too."""
    known = CarePlan.objects.visible_to(by).filter(person=plan.person).select_related("person")
    rows = list(known.select_for_update(of=("self",)).order_by("number"))
    numbers = {each.pk: each.number for each in rows}
    upon = {each.number: numbers[each.upon_id] for each in rows if each.upon_id}
    going = carrying(plan.number, upon)
    return [each for each in rows if each.number in going and each.in_error_at is None]


def require_draft(plan: CarePlan, by: User) -> None:
    require(people_access.refuse_plan(by, plan.person))
    if access.refuse_write(by, plan):
        raise WrittenMeanwhile(ENDED)


def record_plan(verb: str, plan: CarePlan, by: User, **detail: Any) -> None:
    person = plan.person
    subject, which = f"person:{person.public_id}", str(plan.public_id)
    audit.record(verb, by=by, people=[person.pk], subject=subject, plan=which, **detail)

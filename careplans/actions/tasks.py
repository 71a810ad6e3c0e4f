"""Tasks: raised, handed on, put off, closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from careplans.access import people as access
from careplans.actions.notices import (
    tell,
    tell_first_contact,
    tell_of_closed,
    tell_of_handed,
    tell_of_reopened,
)
from careplans.actions.once import UsedForm, add_once
from careplans.models import (
    CarePlan,
    Contact,
    NoticeKind,
    PlanGoal,
    PlanningSession,
    Task,
    TaskKind,
    TaskOutcome,
)
from careplans.models.tasks import TaskQuerySet
from careplans.queries.duty import answers
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import Standing, User
from wsic.audit import actions as audit
from wsic.dates import london_date
from wsic.organisations.models import Organisation

IN_ERROR = "The contact was entered in error."
DIED = "The person has died."
PLAN_IN_ERROR = "The care plan was entered in error."
GOAL_IS_OVER = "The goal that it served is over."
NO_GOAL = "The goal stands in no plan any more. Open the tasks again, and add it without the goal."


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be done by when, by the team `asked` or else one's own; `owner` None is whoever is there.

    :attribute goal: key of the goal that it serves; `session` at which it is raised
    """

    kind: TaskKind
    words: str
    due_at: datetime
    owner: User | None = None
    contact: Contact | None = None
    asked: Organisation | None = None
    goal: UUID | None = None
    session: PlanningSession | None = None


def raise_task(*, person: Person, order: Order, standing: Standing, by: User, at: datetime) -> Task:
    """Within the transaction of who calls, and who has asked whether they may."""
    task = _task(person, order, standing, by=by, at=at)
    task.save(force_insert=True)
    _raised(task, by=by, at=at)
    return task


@transaction.atomic
def add_task(*, person: Person, order: Order, once: UUID, by: User, at: datetime) -> Task:
    """
    :param once: of the form; sent twice it is one task
    :raises UsedForm: the form was used for something else
    """
    task = _task(person, order, access.planning_as(by, person), by=by, at=at, once=once)
    if add_once(task, constraint="careplans_one_task_of_a_form"):
        _raised(task, by=by, at=at)
        return task
    sent = Task.objects.visible_to(by).filter(person=person, raised_by=by, once=once)
    asked = sent.filter(organisation=task.organisation_id, owner=order.owner, kind=order.kind)
    sent = asked.filter(
        words=order.words, due_at=order.due_at, goal=order.goal, planning_session=order.session
    )
    if found := sent.first():
        return found
    raise UsedForm("This form has added a task already. Open it again to add another; your words are below.")


def _task(
    person: Person, order: Order, standing: Standing, *, by: User, at: datetime, once: UUID | None = None
) -> Task:
    return Task(
        person=person,
        kind=order.kind,
        words=order.words,
        organisation_id=order.asked.pk if order.asked else standing.organisation_id,
        owner=order.owner,
        due_at=order.due_at,
        contact=order.contact,
        goal=order.goal,
        plan=_plan_of(order.goal, person, by) if order.goal else None,
        planning_session=order.session,
        raised_by=by,
        raised_at=at,
        once=once,
    )


def _plan_of(goal: UUID, person: Person, by: User) -> CarePlan:
    stands = PlanGoal.objects.visible_to(by).filter(person=person, key=goal, plan__in_error_at=None)
    first = stands.select_related("plan").order_by("plan__number").first()
    require(None if first else NO_GOAL)
    return first.plan  # type: ignore[union-attr]  # asked just now


def _raised(task: Task, *, by: User, at: datetime) -> None:
    _record("task.raised", task, by, due_at=task.due_at.isoformat())
    tell(task.owner_id, NoticeKind.TASK_GIVEN, [task], by=by, at=at)
    if task.kind == TaskKind.REQUEST:
        on_duty = answers(task.organisation_id, on=london_date(at))
        tell(on_duty, NoticeKind.REQUEST_CAME, [task], by=by, at=at)
    if task.kind == TaskKind.SAFE_AND_WELL:
        tell_first_contact(NoticeKind.CHECK_RAISED, task, by=by, at=at)


def drop_next_step(*, contact: Contact, by: User, at: datetime) -> None:
    """What a contact asked for that was entered in error is not done; in the caller's transaction."""
    rows = Task.objects.visible_to(by).filter(contact=contact, kind=TaskKind.NEXT_STEP)
    _drop(rows, IN_ERROR, by=by, at=at)


def close_tasks_of_goals(*, person: Person, goals: Iterable[UUID], by: User, at: datetime) -> None:
    """What served goals that are over is not done any more; in the caller's transaction."""
    _drop(Task.objects.visible_to(by).filter(person=person, goal__in=goals), GOAL_IS_OVER, by=by, at=at)


def close_tasks_of_plans(*, plans: Iterable[CarePlan], by: User, at: datetime) -> None:
    """Of versions entered in error; in the caller's transaction."""
    _drop(Task.objects.visible_to(by).filter(plan__in=plans), PLAN_IN_ERROR, by=by, at=at)


def reopen_tasks_of_goals(*, plans: Iterable[CarePlan], by: User, at: datetime) -> None:
    """What was closed as versions were agreed that are in error now; what serves a goal that one of them
    brought stays closed.  In the caller's transaction."""
    wrong = list(plans)
    for plan in wrong:
        closed = Task.objects.visible_to(by).filter(
            person=plan.person, goal__isnull=False, closed_at=plan.agreed_at
        )
        rows = closed.filter(closed_by=plan.agreed_by, outcome_words=GOAL_IS_OVER).exclude(plan__in=wrong)
        for task in rows.select_for_update(of=("self",)).select_related("person").order_by("pk"):
            _reopen(task, by=by, at=at)


def _reopen(task: Task, *, by: User, at: datetime) -> None:
    task.outcome, task.outcome_words, task.closed_by, task.closed_at = "", "", None, None
    task.save(update_fields=["outcome", "outcome_words", "closed_by", "closed_at"])
    _record("task.reopened", task, by)
    tell_of_reopened(task, by=by, at=at)


def _drop(rows: TaskQuerySet, words: str, *, by: User, at: datetime) -> None:
    for task in rows.open().select_for_update(of=("self",)).select_related("person").order_by("pk"):
        close_task_row(task, outcome=TaskOutcome.NOT_NEEDED, words=words, contact=None, by=by, at=at)


@transaction.atomic
def close_task(*, task: Task, outcome: TaskOutcome, words: str, by: User, at: datetime) -> None:
    locked = _locked(task, by)
    require(access.refuse_close(by, locked))
    close_task_row(locked, outcome=outcome, words=words, contact=None, by=by, at=at)


@transaction.atomic
def hand_task(*, task: Task, owner: User | None, due_at: datetime, by: User, at: datetime) -> None:
    """To a colleague, or to whoever is there; and, where the day changes, put off or brought forward."""
    locked = _locked(task, by)
    require(access.refuse_close(by, locked))
    if (locked.owner_id, locked.due_at) == (owner and owner.pk, due_at):
        return
    before = {"owner_before": str(locked.owner and locked.owner.public_id), "due_before": str(locked.due_at)}
    owner_before, moved = locked.owner_id, locked.due_at != due_at
    locked.owner, locked.due_at = owner, due_at
    locked.save(update_fields=["owner", "due_at"])
    _record(
        "task.handed", locked, by, due_at=due_at.isoformat(), owner=str(owner and owner.public_id), **before
    )
    tell_of_handed(locked, owner_before, by=by, at=at)
    if moved and locked.kind == TaskKind.REQUEST and locked.raised_by_id != locked.owner_id:
        tell(locked.raised_by_id, NoticeKind.REQUEST_MOVED, [locked], by=by, at=at)


def close_task_row(
    task: Task, *, outcome: TaskOutcome, words: str, contact: Contact | None, by: User, at: datetime
) -> None:
    """Of a task that the caller has locked, in the caller's transaction."""
    task.outcome, task.outcome_words, task.closing_contact = outcome, words, contact
    task.closed_by, task.closed_at = by, at
    task.save(update_fields=["outcome", "outcome_words", "closing_contact", "closed_by", "closed_at"])
    _record("task.closed", task, by, outcome=outcome)
    tell_of_closed(task, by=by, at=at)


def _locked(task: Task, by: User) -> Task:
    rows = Task.objects.visible_to(by).select_for_update(of=("self",)).select_related("person", "owner")
    return rows.get(pk=task.pk)


def _record(verb: str, task: Task, by: User, **detail: Any) -> None:
    audit.record(
        verb,
        by=by,
        people=[task.person_id],
        subject=f"person:{task.person.public_id}",
        task=str(task.public_id),
        kind_of_task=task.kind,
        **detail,
    )

"""A person's tasks, and who of the team may be asked to do one."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from careplans.access import people as access
from careplans.models import Task, TaskKind
from careplans.rules.clocks import Clock, clock
from patients.access.people import shared_with
from patients.models import Person
from patients.queries.people import reached
from patients.queries.preferences import is_withheld
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Verb
from wsic.dates import LONDON

CLOSED = 10  # of those that are over, shown with the open ones


@dataclass(frozen=True)
class Colleague:
    public_id: UUID
    name: str
    user: User


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """`clock` None and `outcome` said, where it is closed."""

    public_id: UUID
    kind: str
    words: str
    owner: str
    clock: Clock | None
    due_at: datetime
    outcome: str
    outcome_words: str
    closed_at: datetime | None
    closed_by: str


@dataclass(frozen=True, kw_only=True)
class TasksPanel:
    """`open` the first due first; `why_not` is the reason why the user raises none."""

    open: tuple[TaskLine, ...]
    closed: tuple[TaskLine, ...]
    why_not: str | None


def tasks_of(user: User) -> QuerySet[Task]:
    """About whom the user reaches, for a role that reads records, with who does and did them."""
    rows = Task.objects.visible_to(user).filter(person__in=reached(user))
    rows = rows.annotate(withheld=is_withheld(OuterRef("person"), user=user))
    return rows.select_related("person", "owner", "organisation", "closed_by", "contact__retraction")


def tasks_panel(person: Person, *, user: User, now: datetime) -> TasksPanel:
    """Three statements.

    :param now: in London
    """
    rows = Task.objects.visible_to(user).filter(person=person)
    rows = rows.annotate(withheld=is_withheld(person, user=user))
    rows = rows.select_related("owner", "closed_by", "organisation", "contact__retraction")
    closed = rows.exclude(closed_at=None).order_by("-closed_at", "-pk")
    return TasksPanel(
        open=tuple(_line(each, user, now) for each in rows.open().order_by("due_at", "pk")),
        closed=tuple(_line(each, user, now) for each in closed[:CLOSED]),
        why_not=access.refuse_plan(user, person),
    )


def task_line(task: Task, *, user: User, now: datetime) -> TaskLine:
    return _line(task, user, now)


def words_of(task: Task) -> str:
    """What is to be done; of a contact that was entered in error nobody reads a word."""
    in_error = task.kind == TaskKind.NEXT_STEP and getattr(task.contact, "retraction", None)
    return "Next step of a contact that was entered in error" if in_error else task.words


def colleagues(user: User, person: Person, *, on: date) -> tuple[Colleague, ...]:
    """The user first, then by name who works on the day where the user does and reaches the person too: what
    is handed to anybody else would be on nobody's day."""
    there = (
        Q(organisation_id=each, role__in=roles)
        for each, roles in shared_with(user, person, Verb.PLAN).items()
    )
    chosen = reduce(or_, there, Q(pk__in=()))
    members = Membership.objects.on(on).filter(chosen, user__is_active=True)
    found = members.select_related("user").order_by("user__display_name", "user_id").distinct()
    others = {each.user_id: each.user for each in found if each.user_id != user.pk}
    me = Colleague(user.public_id, f"{user.display_name} (you)", user)
    return (me, *(Colleague(each.public_id, each.display_name, each) for each in others.values()))


def _line(task: Task, user: User, now: datetime) -> TaskLine:
    closed_by = task.closed_by
    of_care = task.kind == TaskKind.SAFE_AND_WELL
    return TaskLine(
        public_id=task.public_id,
        kind=TaskKind(task.kind).label,
        words=words_of(task),
        owner=owner_of(task, user),
        clock=None if task.closed_at else clock(task.due_at.astimezone(LONDON), now, of_care=of_care),
        due_at=task.due_at,
        outcome=task.get_outcome_display() if task.outcome else "",
        outcome_words=task.outcome_words,
        closed_at=task.closed_at,
        closed_by=closed_by.display_name if closed_by and not getattr(task, "withheld", False) else "",
    )


def owner_of(task: Task, user: User) -> str:
    if task.owner_id == user.pk:
        return "you"
    own = {standing.organisation_id for standing in user.standings}
    if getattr(task, "withheld", False) and task.organisation_id not in own:
        return "name and organisation withheld"
    return task.owner.display_name if task.owner else f"whoever is there, {task.organisation.name}"

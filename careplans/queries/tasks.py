"""A person's tasks, and who of the team may be asked to do one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from careplans.access import people as access
from careplans.models import PlanningSession, Task, TaskKind
from careplans.models.tasks import TaskQuerySet
from careplans.rules.clocks import Clock
from careplans.rules.my_day import Work
from patients.access.people import shared_with
from patients.models import Person, PersonDetail
from patients.models.base import Today
from patients.queries.authors import is_hidden_at
from patients.queries.people import reached
from patients.queries.preferences import is_withheld
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Verb
from wsic.dates import LONDON, london_date

WITHHELD = "name and organisation withheld"
CLOSED = 10  # of those that are over, shown with the open ones


@dataclass(frozen=True)
class Colleague:
    """`team` by key where they work and reach the person, None of the user themselves."""

    public_id: UUID
    name: str
    user: User
    team: int | None = None


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """`clock` None and `outcome` said, where it is closed; `due` a day, or of a check its hour; `died_on` of
    whom it is about; `goal` that it serves and `session_on` of the session at which it was raised, if any."""

    public_id: UUID
    kind: str
    words: str
    owner: str
    clock: Clock | None
    due: date | datetime
    outcome: str
    outcome_words: str
    closed_at: datetime | None
    closed_by: str
    died_on: date | None
    goal: UUID | None
    session_on: date | None


@dataclass(frozen=True, kw_only=True)
class TasksPanel:
    """`open` the first due first; `why_not` is the reason why the user raises none."""

    open: tuple[TaskLine, ...]
    closed: tuple[TaskLine, ...]
    why_not: str | None


def tasks_of(user: User) -> TaskQuerySet:
    """About whom the user reaches, for a role that reads records, with who does and did them."""
    return shown_tasks(user).filter(person__in=reached(user)).select_related("person")


def shown_tasks(user: User) -> TaskQuerySet:
    """With what a line says beside the task: who does and did it, whether they work there still (`left`),
    whether they are named (`withheld`), and whether the person has died by today (`died_on`)."""
    rows = Task.objects.visible_to(user).annotate(**state_of(user, owner="owner"))
    rows = rows.annotate(asked_by_own=is_asked_by_own(user))
    beside = ("owner", "closed_by", "raised_by", "organisation", "contact__retraction", "plan")
    return rows.select_related(*beside, "planning_session")


def is_asked_by_own(user: User, *, task: str = "") -> Case:
    """Whether the user or a colleague of theirs asked another team for it; looked up of requests alone.

    :param task: which leads to it from the row, with its underscores
    """
    own = [each.organisation_id for each in user.standings]
    works = Membership.objects.filter(user=OuterRef(f"{task}raised_by"), organisation__in=own)
    now = works.filter(Q(to_on=None) | Q(to_on__gt=Today()), from_on__lte=Today())
    return Case(When(**{f"{task}kind": TaskKind.REQUEST}, then=Exists(now)), default=False)


def state_of(user: User, *, owner: str) -> dict[str, Any]:
    """`withheld`, `left`, `of_it` and `died_on` beside rows about a person; `owner` is the field of whose
    they are.  Who is of another organisation than the row has not left it: they are not `of_it`, and have
    left where they work nowhere.  Of many people `careplans.sets.my_day` says the same at once."""
    details = _died(user).filter(person=OuterRef("person"))
    return {
        "withheld": is_withheld(OuterRef("person"), user=user),
        "died_on": Subquery(details.values("died_on")[:1]),
        **leaving(owner),
    }


def leaving(owner: str, *, organisation: str = "organisation") -> dict[str, Any]:
    """`left` and `of_it` beside rows that somebody has for an organisation.

    :param owner: the field of who has it, `organisation` of for which
    """
    own = Membership.objects.filter(user=OuterRef(owner))
    ever = own.filter(organisation=OuterRef(organisation))
    now = Q(to_on=None) | Q(to_on__gt=Today()), Q(from_on__lte=Today())
    gone = Exists(ever) & ~Exists(ever.filter(*now)) | ~Exists(own.filter(*now))
    return {
        "of_it": Exists(ever),
        "left": Q(**{f"{owner}__isnull": False}) & (gone | Q(**{f"{owner}__is_active": False})),
    }


def say_who_died(rows: Sequence[PlanningSession], user: User) -> None:
    """Sets `died_on` of each, None for who lives, by one statement: a look-up for each of them goes through
    all whom the user reaches."""
    people = {each.person_id for each in rows}
    died = dict(_died(user).filter(person_id__in=people).values_list("person_id", "died_on"))
    for each in rows:
        each.died_on = died.get(each.person_id)  # type: ignore[attr-defined]  # as it is annotated


def _died(user: User) -> QuerySet[Any]:
    return PersonDetail.objects.visible_to(user).current().filter(died_on__lte=Today())


def tasks_panel(person: Person, *, user: User, now: datetime) -> TasksPanel:
    """Three statements.

    :param now: in London
    """
    rows = shown_tasks(user).filter(person=person)
    closed = rows.exclude(closed_at=None).order_by("-closed_at", "-pk")
    return TasksPanel(
        open=tuple(_line(each, user, now) for each in rows.open().order_by("due_at", "pk")),
        closed=tuple(_line(each, user, now) for each in closed[:CLOSED]),
        why_not=access.refuse_plan(user, person),
    )


def tasks_raised_at(session: PlanningSession, *, user: User, now: datetime) -> tuple[TaskLine, ...]:
    """Open ones and closed ones, as they were raised.

    :param now: in London
    """
    rows = shown_tasks(user).filter(planning_session=session).order_by("pk")
    return tuple(_line(each, user, now) for each in rows)


def open_for(person: Person, goals: Iterable[UUID], *, user: User, now: datetime) -> tuple[TaskLine, ...]:
    """What is still to be done for goals, the first due first.

    :param now: in London
    """
    rows = shown_tasks(user).open().filter(person=person, goal__in=goals)
    return tuple(_line(each, user, now) for each in rows.order_by("due_at", "pk"))


def task_line(task: Task, *, user: User, now: datetime) -> TaskLine:
    return _line(task, user, now)


def words_of(task: Task, *, withheld: bool = False, asked_by_own: bool = False) -> str:
    """What is to be done, of a request also who asks; of a contact or plan entered in error nobody reads a
    word.

    :param withheld: of a task that is no row of `shown_tasks`, as the next one: who asks is named to nobody
        but their own colleagues
    """
    is_step, is_request = task.kind == TaskKind.NEXT_STEP, task.kind == TaskKind.REQUEST
    asked_by_own = asked_by_own or getattr(task, "asked_by_own", False)
    return said(
        TaskKind(task.kind),
        task.words,
        asked_by=task.raised_by.display_name if is_request else "",
        hidden=not asked_by_own and (withheld or getattr(task, "withheld", False)),
        in_error=bool((is_step and getattr(task.contact, "retraction", None)) or _serves_in_error(task)),
    )


def _serves_in_error(task: Task) -> bool:
    return task.plan is not None and task.plan.in_error_at is not None


def said(kind: TaskKind, words: str, *, asked_by: str, hidden: bool, in_error: bool) -> str:
    """
    :param hidden: who asks is named to nobody here
    :param in_error: the contact that it comes from, or the plan that it serves, was entered in error
    """
    if kind == TaskKind.NEXT_STEP and in_error:
        return "Next step of a contact that was entered in error"
    if in_error:
        return "Task for a goal of a plan that was entered in error"
    if kind == TaskKind.REQUEST:
        return f"Asked by {'another team' if hidden else asked_by}: {words}"
    return words


def colleagues(user: User, person: Person, *, on: date) -> tuple[Colleague, ...]:
    """The user first, then by name who works on the day where the user does and reaches the person too: what
    is handed to anybody else would be on nobody's day."""
    there = (
        Q(organisation_id=each, role__in=roles)
        for each, roles in shared_with(user, person, Verb.PLAN).items()
    )
    chosen = reduce(or_, there, Q(pk__in=()))
    members = Membership.objects.on(on).filter(chosen, user__is_active=True)
    found = members.select_related("user").order_by("user__display_name", "user_id", "-organisation_id")
    others = {each.user_id: each for each in found.distinct() if each.user_id != user.pk}
    me = Colleague(user.public_id, f"{user.display_name} (you)", user)
    return (me, *(_colleague(each) for each in others.values()))


def _colleague(of: Membership) -> Colleague:
    return Colleague(of.user.public_id, of.user.display_name, of.user, of.organisation_id)


def _line(task: Task, user: User, now: datetime) -> TaskLine:
    closed_by, work = task.closed_by, work_of(task)
    return TaskLine(
        public_id=task.public_id,
        kind=TaskKind(task.kind).label,
        words=words_of(task),
        owner=owner_of(task, user),
        clock=None if task.closed_at else work.clock(now),
        due=task.due_at if work.is_check else london_date(task.due_at),
        outcome=task.get_outcome_display() if task.outcome else "",
        outcome_words=task.outcome_words,
        closed_at=task.closed_at,
        closed_by=closed_by.display_name if closed_by and not getattr(task, "withheld", False) else "",
        died_on=_died_on(task),
        goal=None if _serves_in_error(task) else task.goal,
        session_on=task.planning_session.on if task.planning_session else None,
    )


def work_of(task: Task) -> Work:
    """Of a row of `shown_tasks`, as My day ranks it."""
    is_check = task.kind == TaskKind.SAFE_AND_WELL
    return Work(is_check=is_check, due_at=task.due_at.astimezone(LONDON), died_on=_died_on(task))


def has_left(task: Task) -> bool:
    """Whether who had it works for its organisation no more."""
    return bool(getattr(task, "left", False))


@dataclass(frozen=True, kw_only=True)
class Held:
    """Whose a task is and of which organisation, `owner` "" for nobody's; the rest as `state_of` has it."""

    owner_id: int | None
    owner: str
    organisation_id: int
    organisation: str
    left: bool
    of_it: bool
    withheld: bool


def owner_of(task: Task, user: User) -> str:
    held = Held(
        owner_id=task.owner_id,
        owner=task.owner.display_name if task.owner else "",
        organisation_id=task.organisation_id,
        organisation=task.organisation.name,
        left=has_left(task),
        of_it=getattr(task, "of_it", True),
        withheld=getattr(task, "withheld", False),
    )
    return owner_words(held, user)


def owner_words(held: Held, user: User) -> str:
    """Names of somebody's team tell where they are, which of some is withheld."""
    if held.owner_id == user.pk:
        return "you"
    elsewhere = held.withheld and held.owner_id is not None and not held.of_it
    if elsewhere or is_hidden_at(held.organisation_id, reader=user, withheld=held.withheld):
        return WITHHELD
    if held.owner_id is None:
        return f"whoever is there, {held.organisation}"
    return f"{held.owner}, who has left {held.organisation}" if held.left else held.owner


def _died_on(task: Task) -> date | None:
    found: date | None = getattr(task, "died_on", None)
    return found

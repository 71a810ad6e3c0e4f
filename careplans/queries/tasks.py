"""A person's tasks, and who of the team may be asked to do one."""

from collections.abc import Mapping, Sequence
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
from patients.queries.authors import is_hidden
from patients.queries.people import reached
from patients.queries.preferences import is_withheld
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Verb
from wsic.dates import LONDON, london_date

WITHHELD = "name and organisation withheld"
CLOSED = 10  # of those that are over, shown with the open ones


@dataclass(frozen=True)
class Colleague:
    public_id: UUID
    name: str
    user: User


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """`clock` None and `outcome` said, where it is closed; `due` a day, or of a check its hour; `died_on` of
    whom it is about."""

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


@dataclass(frozen=True, kw_only=True)
class TasksPanel:
    """`open` the first due first; `why_not` is the reason why the user raises none."""

    open: tuple[TaskLine, ...]
    closed: tuple[TaskLine, ...]
    why_not: str | None


def tasks_of(user: User) -> TaskQuerySet:
    """About whom the user reaches, for a role that reads records, with who does and did them."""
    return shown_tasks(user).filter(person__in=reached(user)).select_related("person")


def shown_tasks(user: User, *, died: bool = True) -> TaskQuerySet:
    """
    With what a line says beside the task: who does and did it, whether they work there still (`left`),
    whether they are named (`withheld`), and whether the person has died by today (`died_on`).

    :param died: False for rows about many people, which `say_who_died` tells at once
    """
    rows = Task.objects.visible_to(user).annotate(**state_of(user, owner="owner", died=died))
    rows = rows.annotate(asked_by_own=is_asked_by_own(user))
    return rows.select_related("owner", "closed_by", "raised_by", "organisation", "contact__retraction")


def is_asked_by_own(user: User, *, task: str = "") -> Case:
    """Whether the user or a colleague of theirs asked another team for it; looked up of requests alone.

    :param task: which leads to it from the row, with its underscores
    """
    own = [each.organisation_id for each in user.standings]
    works = Membership.objects.filter(user=OuterRef(f"{task}raised_by"), organisation__in=own)
    now = works.filter(Q(to_on=None) | Q(to_on__gt=Today()), from_on__lte=Today())
    return Case(When(**{f"{task}kind": TaskKind.REQUEST}, then=Exists(now)), default=False)


def state_of(user: User, *, owner: str, died: bool) -> dict[str, Any]:
    """`withheld`, `left`, `of_it` and, where asked for, `died_on` beside rows about a person; `owner` is the
    field of whose they are.  Who is of another organisation than the row has not left it: they are not
    `of_it`, and have left where they work nowhere."""
    details = _died(user).filter(person=OuterRef("person"))
    own = Membership.objects.filter(user=OuterRef(owner))
    ever = own.filter(organisation=OuterRef("organisation"))
    now = Q(to_on=None) | Q(to_on__gt=Today()), Q(from_on__lte=Today())
    gone = Exists(ever) & ~Exists(ever.filter(*now)) | ~Exists(own.filter(*now))
    return {
        "withheld": is_withheld(OuterRef("person"), user=user),
        "of_it": Exists(ever),
        "left": Q(**{f"{owner}__isnull": False}) & (gone | Q(**{f"{owner}__is_active": False})),
        **({"died_on": Subquery(details.values("died_on")[:1])} if died else {}),
    }


def say_who_died(rows: Sequence[Task | PlanningSession], user: User) -> None:
    """Sets `died_on` of each, by one statement: a look-up for each of them goes through all whom the user
    reaches."""
    people = {each.person_id for each in rows}
    say_died(rows, dict(_died(user).filter(person_id__in=people).values_list("person_id", "died_on")))


def say_died(rows: Sequence[Task | PlanningSession], died: Mapping[int, date]) -> None:
    """Sets `died_on` of each, None for who lives."""
    for each in rows:
        each.died_on = died.get(each.person_id)  # type: ignore[union-attr]  # as it is annotated


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


def task_line(task: Task, *, user: User, now: datetime) -> TaskLine:
    return _line(task, user, now)


def words_of(task: Task, *, withheld: bool = False, asked_by_own: bool = False) -> str:
    """What is to be done, of a request also who asks; of a contact entered in error nobody reads a word.

    :param withheld: of a task that is no row of `shown_tasks`, as the next one: who asks is named to nobody
        but their own colleagues
    """
    asked_by_own = asked_by_own or getattr(task, "asked_by_own", False)
    in_error = task.kind == TaskKind.NEXT_STEP and getattr(task.contact, "retraction", None)
    if in_error:
        return "Next step of a contact that was entered in error"
    if task.kind == TaskKind.REQUEST:
        hidden = not asked_by_own and (withheld or getattr(task, "withheld", False))
        return f"Asked by {'another team' if hidden else task.raised_by.display_name}: {task.words}"
    return task.words


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
    )


def work_of(task: Task) -> Work:
    """Of a row of `shown_tasks`, as My day ranks it."""
    is_check = task.kind == TaskKind.SAFE_AND_WELL
    return Work(is_check=is_check, due_at=task.due_at.astimezone(LONDON), died_on=_died_on(task))


def has_left(task: Task) -> bool:
    """Whether who had it works for its organisation no more."""
    return bool(getattr(task, "left", False))


def owner_of(task: Task, user: User) -> str:
    if task.owner is None:
        return _of_organisation(task, f"whoever is there, {task.organisation.name}", user)
    if task.owner_id == user.pk:
        return "you"
    name = task.owner.display_name
    if getattr(task, "withheld", False) and not getattr(task, "of_it", True):
        return WITHHELD
    return _of_organisation(
        task, f"{name}, who has left {task.organisation.name}" if has_left(task) else name, user
    )


def _of_organisation(task: Task, words: str, user: User) -> str:
    """Names of somebody's team tell where they are, which of some is withheld."""
    withheld = getattr(task, "withheld", False)
    return WITHHELD if is_hidden(task.organisation, reader=user, withheld=withheld) else words


def _died_on(task: Task) -> date | None:
    found: date | None = getattr(task, "died_on", None)
    return found

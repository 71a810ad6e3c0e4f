"""The tasks of somebody's day as ranked rows.  Each count is of the rows that its link opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import OuterRef, Q

from careplans.models import Contact, Outcome, Task, TaskKind, WithWhom
from careplans.models.tasks import TaskQuerySet
from careplans.queries.tasks import owner_of, words_of
from careplans.rules.clocks import Clock, clock
from careplans.rules.contacts import Told, unanswered
from careplans.rules.my_day import Work, rank
from careplans.settings import safe_and_well
from patients.queries.cells import PersonCell, cells_of
from patients.queries.preferences import is_withheld
from tiers.sets.standing import PersonStanding, standings_of
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.dates import LONDON, london_date

MOST = 200  # rows; said on the page where there are more


_ICONS = {TaskKind.SAFE_AND_WELL: "over", TaskKind.NEXT_STEP: "phone", TaskKind.TASK: "tick"}


class Whose(StrEnum):
    """Tabs of the page."""

    MINE = ""
    TEAM = "team"
    DONE = "done"


WHOSE = {Whose.MINE: "To do", Whose.TEAM: "Whole team", Whose.DONE: "Done today"}


class Narrow(StrEnum):
    """Tiles above the list."""

    CHECKS = "checks"
    OVER = "over"
    TODAY = "today"
    NOBODYS = "nobodys"


@dataclass(frozen=True, kw_only=True)
class DayRow:
    """`tier` None for who stands on none; `last` and `tried` are of contacts with the person."""

    public_id: UUID
    person: PersonCell
    tier: int | None
    proposed: bool
    icon: str
    words: str
    clock: Clock
    due_at: datetime
    owner: str
    last: datetime | None
    last_says: str
    tried: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class MyDay:
    """`tabs` and `tiles` count what each opens; `more` is how many rows are not shown."""

    rows: tuple[DayRow, ...]
    tabs: dict[Whose, int]
    tiles: dict[Narrow, int]
    more: int

    @property
    def ids(self) -> list[int]:
        return [row.person.pk for row in self.rows]


@dataclass(frozen=True)
class _Owed:
    task: Task
    work: Work


def my_day(user: User, *, whose: Whose, narrow: Narrow | None, now: datetime) -> MyDay:
    """Eight statements, however many rows there are.

    :param now: in London
    """
    by_tab = {each: _owed(user, each, now=now) for each in Whose}
    owed = by_tab[whose]
    tiles = {each: [row for row in owed if _is(row, each, now)] for each in Narrow}
    wanted = owed if narrow is None else tiles[narrow]
    return MyDay(
        rows=_rows(wanted[:MOST], user, now=now),
        tabs={each: len(found) for each, found in by_tab.items()},
        tiles={each: len(found) for each, found in tiles.items()},
        more=max(0, len(wanted) - MOST),
    )


def _owed(user: User, whose: Whose, *, now: datetime) -> list[_Owed]:
    """What is to be done, in order; what was done today, the last first."""
    own = user.organisations_with(Verb.PLAN)
    rows = Task.objects.visible_to(user).select_related("owner", "organisation", "contact__retraction")
    rows = rows.annotate(withheld=is_withheld(OuterRef("person"), user=user))
    if whose is Whose.DONE:
        began = now.replace(hour=0, minute=0, second=0, microsecond=0)
        done = rows.filter(closed_by=user, closed_at__gte=began, closed_at__lt=began + timedelta(days=1))
        return [_Owed(each, _work(each)) for each in done.order_by("-closed_at", "-pk")]
    found = [_Owed(each, _work(each)) for each in _open(rows, user, own, whose)]
    return sorted(found, key=lambda each: (*rank(each.work, now), each.task.pk))


def _open(rows: TaskQuerySet, user: User, own: frozenset[int], whose: Whose) -> TaskQuerySet:
    shared = Q(organisation_id__in=own)
    mine = Q(owner=user) | shared & Q(owner=None)
    return rows.open().filter(mine if whose is Whose.MINE else mine | shared)


def _work(task: Task) -> Work:
    return Work(is_check=task.kind == TaskKind.SAFE_AND_WELL, due_at=task.due_at.astimezone(LONDON))


def _is(owed: _Owed, narrow: Narrow, now: datetime) -> bool:
    due_at = owed.work.due_at
    over = due_at <= now
    return {
        Narrow.CHECKS: owed.work.is_check,
        Narrow.OVER: over,
        Narrow.TODAY: not over and due_at.date() == now.date(),
        Narrow.NOBODYS: owed.task.owner_id is None,
    }[narrow]


def _rows(owed: Sequence[_Owed], user: User, *, now: datetime) -> tuple[DayRow, ...]:
    people = {each.task.person_id for each in owed}
    on: date = london_date(now)
    cells, standings = cells_of(people, user=user, on=on), standings_of(people, on=on)
    told = _told(people, user)
    return tuple(
        _row(each, cells[each.task.person_id], standings.get(each.task.person_id), told, user=user, now=now)
        for each in owed
        if each.task.person_id in cells
    )


def _row(
    owed: _Owed,
    person: PersonCell,
    standing: PersonStanding | None,
    told: dict[int, list[Contact]],
    *,
    user: User,
    now: datetime,
) -> DayRow:
    task, contacts = owed.task, told.get(owed.task.person_id, [])
    last = next((each for each in contacts if each.outcome == Outcome.REACHED), None)
    said = [Told(key=each.pk, at=each.at, reached=each.outcome == Outcome.REACHED) for each in contacts]
    closed = task.closed_at is not None
    return DayRow(
        public_id=task.public_id,
        person=person,
        tier=standing.tier if standing else None,
        proposed=standing is not None and standing.basis == "PROPOSED",
        icon=_ICONS[TaskKind(task.kind)],
        words=words_of(task),
        clock=clock(owed.work.due_at, now, of_care=owed.work.is_check),
        due_at=task.due_at,
        owner=_owner(task, user),
        last=last.at if last else None,
        last_says=last.get_means_display().lower() if last else "",
        tried=len(unanswered(said, safe_and_well())),
        outcome=task.get_outcome_display() if closed else "",
    )


def _owner(task: Task, user: User) -> str:
    if task.owner is None:
        return "whoever is there"
    return "" if task.owner_id == user.pk else owner_of(task, user)


def _told(people: set[int], user: User) -> dict[int, list[Contact]]:
    """Contacts with these persons or their carers, the newest first, as far as a row shows them."""
    rows = Contact.objects.visible_to(user).standing().filter(person_id__in=people)
    rows = rows.filter(with_whom__in=[WithWhom.PERSON, WithWhom.CARER]).exclude(outcome=Outcome.SENT)
    rows = rows.only("person_id", "at", "means", "outcome")
    found: dict[int, list[Contact]] = {}
    for each in rows.order_by("person_id", "-at", "-pk"):
        found.setdefault(each.person_id, []).append(each)
    return found

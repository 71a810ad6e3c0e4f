"""The tasks of somebody's day as ranked rows.  Each count is of the rows that its link opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from careplans.models import Contact, Outcome, Task, TaskKind
from careplans.queries.tasks import has_left, owner_of, shown_tasks, words_of, work_of
from careplans.rules.clocks import Clock
from careplans.rules.contacts import unanswered
from careplans.rules.my_day import Place, Work, place_of, rank
from careplans.settings import safe_and_well
from patients.queries.cells import PersonCell, cells_of
from tiers.sets.standing import PersonStanding, standings_of
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.dates import london_date

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
    LEFT = "left"
    DIED = "died"


@dataclass(frozen=True, kw_only=True)
class DayRow:
    """`tier` None for who stands on none; `last` and `tried` are of contacts with the person;
    nothing is owed any more to who has `died`."""

    public_id: UUID
    person: PersonCell
    tier: int | None
    proposed: bool
    icon: str
    words: str
    clock: Clock
    owner: str
    died: bool
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
    """Seven statements, however many rows there are.

    :param now: in London
    """
    team = _open(user, now=now)
    mine = [each for each in team if _is_mine(each.task, user)]
    by_tab = {Whose.MINE: mine, Whose.TEAM: team, Whose.DONE: _done(user, now=now)}
    owed = by_tab[whose]
    tiles = {each: [row for row in owed if _is(row, each, now)] for each in Narrow}
    wanted = owed if narrow is None else tiles[narrow]
    return MyDay(
        rows=_rows(wanted[:MOST], user, now=now),
        tabs={each: len(found) for each, found in by_tab.items()},
        tiles={each: len(found) for each, found in tiles.items()},
        more=max(0, len(wanted) - MOST),
    )


def _open(user: User, *, now: datetime) -> list[_Owed]:
    """The team's and the user's own, in order."""
    rows = shown_tasks(user).open().filter(Q(owner=user) | Q(organisation_id__in=_own(user)))
    found = [_Owed(each, work_of(each)) for each in rows]
    return sorted(found, key=lambda each: (*rank(each.work, now), each.task.pk))


def _done(user: User, *, now: datetime) -> list[_Owed]:
    """What the user closed today, the last first."""
    began = now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = shown_tasks(user).filter(
        closed_by=user, closed_at__gte=began, closed_at__lt=began + timedelta(days=1)
    )
    return [_Owed(each, work_of(each)) for each in rows.order_by("-closed_at", "-pk")]


def _is_mine(task: Task, user: User) -> bool:
    """Theirs, or of their team and nobody's: never given to anybody, or to somebody who has left."""
    if task.owner_id == user.pk:
        return True
    return task.organisation_id in _own(user) and (task.owner_id is None or has_left(task))


def _own(user: User) -> frozenset[int]:
    return user.organisations_with(Verb.PLAN)


def _is(owed: _Owed, narrow: Narrow, now: datetime) -> bool:
    place, owner = place_of(owed.work, now), owed.task.owner_id
    return {
        Narrow.CHECKS: place is Place.SAFE_AND_WELL,
        Narrow.OVER: owed.work.is_over(now),
        Narrow.TODAY: owed.work.is_due_today(now),
        Narrow.NOBODYS: owner is None,
        Narrow.LEFT: owner is not None and has_left(owed.task),
        Narrow.DIED: place is Place.DIED,
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
    closed = task.closed_at is not None
    return DayRow(
        public_id=task.public_id,
        person=person,
        tier=standing.tier if standing else None,
        proposed=standing is not None and standing.basis == "PROPOSED",
        icon=_ICONS[TaskKind(task.kind)],
        words=words_of(task),
        clock=owed.work.clock(now),
        owner=_owner(task, user),
        died=owed.work.died_on is not None,
        last=last.at if last else None,
        last_says=last.get_means_display().lower() if last else "",
        tried=len(unanswered([each.told() for each in contacts], safe_and_well())),
        outcome=task.get_outcome_display() if closed else "",
    )


def _owner(task: Task, user: User) -> str:
    if task.owner is None:
        return "whoever is there"
    return "" if task.owner_id == user.pk else owner_of(task, user)


def _told(people: set[int], user: User) -> dict[int, list[Contact]]:
    """Contacts with these persons or their carers, the newest first, as far as a row shows them."""
    rows = Contact.objects.visible_to(user).saying_safe().filter(person_id__in=people)
    rows = rows.only("person_id", "at", "means", "outcome")
    found: dict[int, list[Contact]] = {}
    for each in rows.order_by("person_id", "-at", "-pk"):
        found.setdefault(each.person_id, []).append(each)
    return found

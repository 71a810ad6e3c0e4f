"""Tasks and sessions of somebody's day as ranked rows.  Each count is of the rows that its link opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from careplans.models import (
    Contact,
    FirstContact,
    Outcome,
    PlanningSession,
    SessionState,
    Task,
    TaskKind,
)
from careplans.queries.owed import Owed, of_session, of_task
from careplans.queries.sessions import shown_sessions
from careplans.queries.tasks import say_died, say_who_died, shown_tasks
from careplans.rules.clocks import Clock
from careplans.rules.contacts import unanswered
from careplans.rules.my_day import Place, place_of, rank
from careplans.sets.first_contacts import teams
from careplans.settings import safe_and_well
from patients.models import CareTeamMember
from patients.queries.cells import PersonCell, cells_of
from tiers.sets.standing import PersonTier, tiers_of
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Verb
from wsic.dates import london_date

MOST = 200  # rows on paper; said there where there are more


class Whose(StrEnum):
    """Tabs of the page."""

    MINE = ""
    CASELOAD = "caseload"
    TEAM = "team"
    WAITING = "waiting"
    DONE = "done"


WHOSE = {
    Whose.MINE: "To do",
    Whose.CASELOAD: "My caseload",
    Whose.TEAM: "Whole team",
    Whose.WAITING: "Waiting for others",
    Whose.DONE: "Done today",
}


class Narrow(StrEnum):
    """Tiles above the list."""

    CHECKS = "checks"
    OVER = "over"
    TODAY = "today"
    SESSIONS = "sessions"
    VISITS = "visits"
    REQUESTS = "requests"
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
    last: date | None
    last_says: str
    tried: int
    outcome: str
    session: bool


@dataclass(frozen=True, kw_only=True)
class MyDay:
    """`tabs` and `tiles` count what each opens; `total` is of the list, `rows` of a page of it."""

    rows: tuple[DayRow, ...]
    tabs: dict[Whose, int]
    tiles: dict[Narrow, int]
    total: int

    @property
    def ids(self) -> list[int]:
        return [row.person.pk for row in self.rows]


def my_day(
    user: User, *, whose: Whose, narrow: Narrow | None, now: datetime, number: int = 1, size: int = MOST
) -> MyDay:
    """At most seven statements, however many rows there are.

    :param now: in London
    :param number: of the page, from 1; the last one where there are fewer
    """
    on, found = london_date(now), _found(user, now=now)
    cells = cells_of({each.person_id for each in found.rows}, user=user, on=on)
    died = {pk: each.died_on for pk, each in cells.items() if each.died_on and each.died_on <= on}
    say_died(found.rows, died)
    day, caseload = _owed(found, user, now=now), _caseload(user, on=on)
    team = day.open
    by_tab = {
        Whose.MINE: [each for each in team if each.mine],
        Whose.CASELOAD: [each for each in team if each.person_id in caseload],
        Whose.TEAM: team,
        Whose.WAITING: day.waiting,
        Whose.DONE: day.done,
    }
    owed = by_tab[whose]
    tiles = {each: [row for row in owed if _is(row, each, now)] for each in Narrow}
    wanted = owed if narrow is None else tiles[narrow]
    first = size * (max(1, min(number, -(-len(wanted) // size))) - 1)
    return MyDay(
        rows=_rows(wanted[first : first + size], cells, user, now=now),
        tabs={each: len(found) for each, found in by_tab.items()},
        tiles={each: len(found) for each, found in tiles.items()},
        total=len(wanted),
    )


def day_counts(user: User, *, now: datetime) -> MyDay:
    """My day without its rows: what the tiles of the first page count; three statements.

    :param now: in London
    """
    found = _found(user, now=now)
    say_who_died(found.rows, user)
    mine = [each for each in _owed(found, user, now=now).open if each.mine]
    tiles = {each: sum(_is(row, each, now) for row in mine) for each in Narrow}
    return MyDay(rows=(), tabs={Whose.MINE: len(mine)}, tiles=tiles, total=len(mine))


@dataclass(frozen=True)
class _Day:
    """`open` of the team and the user's own, in order; `done` by the user today, the last first; `waiting`
    what the team asked of others, of which `open` has what these cannot see any more."""

    open: list[Owed]
    done: list[Owed]
    waiting: list[Owed]


@dataclass(frozen=True)
class _Found:
    tasks: list[Task]
    sessions: list[PlanningSession]

    @property
    def rows(self) -> list[Task | PlanningSession]:
        return [*self.tasks, *self.sessions]


def _found(user: User, *, now: datetime) -> _Found:
    """Of the team and the user's own, open or ended by the user today; two statements."""
    own = user.organisations_with(Verb.PLAN)
    began = now.replace(hour=0, minute=0, second=0, microsecond=0)
    today = (began, began + timedelta(days=1) - timedelta.resolution)
    colleagues = Membership.objects.on(london_date(now)).filter(organisation__in=own).values("user")
    asked = Q(kind=TaskKind.REQUEST, raised_by__in=colleagues) if own else Q(pk__in=())
    open_ones = Q(closed_at=None) & (Q(owner=user) | Q(organisation_id__in=own) | asked)
    closed = Q(closed_by=user, closed_at__range=today)
    booked = Q(state=SessionState.BOOKED) & (Q(lead=user) | Q(organisation_id__in=own))
    ended = Q(ended_by=user, ended_at__range=today)
    return _Found(
        list(shown_tasks(user, died=False).filter(open_ones | closed)),
        list(shown_sessions(user).standing().filter(booked | ended)),
    )


def _owed(rows: _Found, user: User, *, now: datetime) -> _Day:
    """Of rows that say who has died; at most one statement."""
    own, tasks, sessions = user.organisations_with(Verb.PLAN), rows.tasks, rows.sessions
    lost = _lost([each for each in tasks if _is_asked(each, user, own)], on=london_date(now))
    found = [(each.closed_at, of_task(each, user, own=own, lost=each.pk in lost)) for each in tasks]
    found += [(each.ended_at, of_session(each, user, own=own)) for each in sessions]
    to_do = sorted(
        (each for at, each in found if at is None),
        key=lambda each: (*rank(each.work, now), each.session, each.pk),
    )
    done = [(at, each) for at, each in found if at is not None]
    return _Day(
        [each for each in to_do if each.mine or not each.elsewhere],
        [each for _, each in sorted(done, key=lambda pair: (pair[0], pair[1].pk), reverse=True)],
        [each for each in to_do if each.elsewhere],
    )


def _is_asked(task: Task, user: User, own: frozenset[int]) -> bool:
    """Of another team, and nobody's of one's own."""
    return task.closed_at is None and task.owner_id != user.pk and task.organisation_id not in own


def _lost(asked: Sequence[Task], *, on: date) -> set[int]:
    """Those of a team that does not care for the person any more, and so sees nothing of it; at most one
    statement."""
    if not asked:
        return set()
    caring = {(person, team) for person, team, _ in teams([each.person_id for each in asked], on=on)}
    return {each.pk for each in asked if (each.person_id, each.organisation_id) not in caring}


def _caseload(user: User, *, on: date) -> set[int]:
    """Whom the user is named for: as first contact, or on the care team."""
    rung = FirstContact.objects.visible_to(user).on(on).filter(user=user)
    team = CareTeamMember.objects.visible_to(user).on(on).filter(user=user)
    return set(rung.values_list("person_id").union(team.values_list("person_id")).values_list(flat=True))


def _is(owed: Owed, narrow: Narrow, now: datetime) -> bool:
    place = place_of(owed.work, now)
    return {
        Narrow.CHECKS: place is Place.SAFE_AND_WELL,
        Narrow.OVER: owed.work.is_over(now),
        Narrow.TODAY: owed.work.is_due_today(now),
        Narrow.SESSIONS: owed.session,
        Narrow.VISITS: owed.visit and owed.work.is_due_today(now),
        Narrow.REQUESTS: owed.request,
        Narrow.NOBODYS: owed.nobodys,
        Narrow.LEFT: owed.left,
        Narrow.DIED: place is Place.DIED,
    }[narrow]


def _rows(
    owed: Sequence[Owed], cells: dict[int, PersonCell], user: User, *, now: datetime
) -> tuple[DayRow, ...]:
    people = {each.person_id for each in owed}
    on: date = london_date(now)
    tiers, told = tiers_of(people, on=on), _told(people, user)
    return tuple(
        _row(each, cells[each.person_id], tiers[each.person_id], told, user=user, now=now)
        for each in owed
        if each.person_id in cells
    )


def _row(
    owed: Owed,
    person: PersonCell,
    standing: PersonTier,
    told: dict[int, list[Contact]],
    *,
    user: User,
    now: datetime,
) -> DayRow:
    contacts = told.get(owed.person_id, [])
    last = next((each for each in contacts if each.outcome == Outcome.REACHED), None)
    return DayRow(
        public_id=owed.public_id,
        person=person,
        tier=standing.tier,
        proposed=standing.basis == "PROPOSED",
        icon=owed.icon,
        words=owed.words,
        clock=owed.work.clock(now),
        owner=owed.owner,
        died=owed.work.died_on is not None,
        last=london_date(last.at) if last else None,
        last_says=last.get_means_display().lower() if last else "",
        tried=len(unanswered([each.told() for each in contacts], safe_and_well())),
        outcome=owed.outcome,
        session=owed.session,
    )


def _told(people: set[int], user: User) -> dict[int, list[Contact]]:
    """Contacts with these persons or their carers, the newest first, as far as a row shows them."""
    rows = Contact.objects.visible_to(user).saying_safe().filter(person_id__in=people)
    rows = rows.only("person_id", "at", "means", "outcome")
    found: dict[int, list[Contact]] = {}
    for each in rows.order_by("person_id", "-at", "-pk"):
        found.setdefault(each.person_id, []).append(each)
    return found

"""Tasks, sessions and goals of somebody's day, ranked.  Each count is of the rows that its link opens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from careplans.models import Contact, Means, Outcome
from careplans.queries.owed import Owed, is_elsewhere, owed, say
from careplans.rules.clocks import Clock
from careplans.rules.contacts import unanswered
from careplans.rules.my_day import Place, rank
from careplans.sets import my_day as sets
from careplans.sets.first_contacts import teams
from careplans.sets.my_day import Found
from careplans.settings import goal_days, safe_and_well
from patients.queries.cells import PersonCell, cells_of
from tiers.sets.standing import PersonTier, tiers_of
from wsic.accounts.models import User
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
    GOALS = "goals"
    VISITS = "visits"
    REQUESTS = "requests"
    NOBODYS = "nobodys"
    LEFT = "left"
    DIED = "died"


IS: dict[Narrow, Callable[[Owed], bool]] = {
    Narrow.CHECKS: lambda each: each.standing.place is Place.SAFE_AND_WELL,
    Narrow.OVER: lambda each: each.standing.is_over,
    Narrow.TODAY: lambda each: each.standing.is_due_today,
    Narrow.SESSIONS: lambda each: each.session,
    Narrow.GOALS: lambda each: each.goal,
    Narrow.VISITS: lambda each: each.visit and each.standing.is_due_today,
    Narrow.REQUESTS: lambda each: each.request,
    Narrow.NOBODYS: lambda each: each.nobodys,
    Narrow.LEFT: lambda each: each.row.left,
    Narrow.DIED: lambda each: each.standing.place is Place.DIED,
}


@dataclass(frozen=True, kw_only=True)
class DayRow:
    """`tier` None for who stands on none; `last` and `tried` are of contacts with the person;
    nothing is owed any more to who has `died`; `draft_id` of the draft in which a goal stands."""

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
    goal: bool
    draft_id: UUID | None


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
    """At most five statements, however many rows there are.

    :param now: in London
    :param number: of the page, from 1; the last one where there are fewer
    """
    day = _day(user, now=now)
    by_tab = {
        Whose.MINE: [each for each in day.open if each.mine],
        Whose.CASELOAD: [each for each in day.open if each.row.named],
        Whose.TEAM: day.open,
        Whose.WAITING: day.waiting,
        Whose.DONE: day.done,
    }
    listed = by_tab[whose]
    wanted = listed if narrow is None else [each for each in listed if IS[narrow](each)]
    first = size * (max(1, min(number, -(-len(wanted) // size))) - 1)
    return MyDay(
        rows=_rows(wanted[first : first + size], user, now=now),
        tabs={each: len(found) for each, found in by_tab.items()},
        tiles=_counted(listed),
        total=len(wanted),
    )


def day_counts(user: User, *, now: datetime) -> MyDay:
    """My day without its rows: what the tiles of the first page count; at most two statements.

    :param now: in London
    """
    mine = [each for each in _day(user, now=now).open if each.mine]
    return MyDay(rows=(), tabs={Whose.MINE: len(mine)}, tiles=_counted(mine), total=len(mine))


def _counted(listed: Sequence[Owed]) -> dict[Narrow, int]:
    return {each: sum(map(is_it, listed)) for each, is_it in IS.items()}


@dataclass(frozen=True)
class _Day:
    """`open` of the team and the user's own, in order; `done` by the user today, the last first; `waiting`
    what the team asked of others, of which `open` has what these cannot see any more."""

    open: list[Owed]
    done: list[Owed]
    waiting: list[Owed]


def _day(user: User, *, now: datetime) -> _Day:
    """At most two statements."""
    own, on = user.organisations_with(Verb.PLAN), london_date(now)
    began = now.replace(hour=0, minute=0, second=0, microsecond=0)
    today = (began, began + timedelta(days=1))
    rows = sets.found_for(user, own=own, on=on, today=today, goal_days=goal_days())
    asked = [each for each in rows if each.ended_at is None and is_elsewhere(each, user, own=own)]
    lost = _lost(asked, on=on)
    found = [owed(each, user, own=own, now=now, lost=(each.source, each.pk) in lost) for each in rows]
    to_do = sorted((each for each in found if each.row.ended_at is None), key=_order)
    done = ((each.row.ended_at, each.row.pk, each) for each in found if each.row.ended_at is not None)
    return _Day(
        [each for each in to_do if each.mine or not each.elsewhere],
        [each for *_, each in sorted(done, key=lambda ended: ended[:2], reverse=True)],
        [each for each in to_do if each.elsewhere],
    )


def _order(each: Owed) -> tuple[int, datetime, bool, bool, int]:
    return (*rank(each.work, each.standing), each.session, each.goal, each.row.pk)


def _lost(asked: Sequence[Found], *, on: date) -> set[tuple[str, int]]:
    """Those of a team that does not care for the person any more, and so sees nothing of it; at most one
    statement."""
    if not asked:
        return set()
    caring = {(person, team) for person, team, _ in teams([each.person_id for each in asked], on=on)}
    return {(each.source, each.pk) for each in asked if (each.person_id, each.organisation_id) not in caring}


def _rows(listed: Sequence[Owed], user: User, *, now: datetime) -> tuple[DayRow, ...]:
    people, on = {each.row.person_id for each in listed}, london_date(now)
    cells, tiers, told = cells_of(people, user=user, on=on), tiers_of(people, on=on), _told(people, user)
    found = ((each, each.row.person_id) for each in listed)
    return tuple(
        _row(each, cells[person], tiers[person], told.get(person, []), user=user, now=now)
        for each, person in found
        if person in cells
    )


def _row(
    each: Owed,
    person: PersonCell,
    standing: PersonTier,
    contacts: list[Contact],
    *,
    user: User,
    now: datetime,
) -> DayRow:
    last = next((one for one in contacts if one.outcome == Outcome.REACHED), None)
    words = say(each, user)
    return DayRow(
        public_id=each.row.public_id,
        person=person,
        tier=standing.tier,
        proposed=standing.basis == "PROPOSED",
        icon=words.icon,
        words=words.words,
        clock=each.work.clock(now),
        owner=words.owner,
        died=each.work.died_on is not None,
        last=london_date(last.at) if last else None,
        last_says=Means(last.means).label.lower() if last else "",
        tried=len(unanswered([one.told() for one in contacts], safe_and_well())),
        outcome=words.outcome,
        session=each.session,
        goal=each.goal,
        draft_id=each.row.draft_id,
    )


def _told(people: set[int], user: User) -> dict[int, list[Contact]]:
    """Contacts with these persons or their carers, the newest first, as far as a row shows them."""
    rows = Contact.objects.visible_to(user).saying_safe().filter(person_id__in=people)
    rows = rows.only("person_id", "at", "means", "outcome")
    found: dict[int, list[Contact]] = {}
    for each in rows.order_by("person_id", "-at", "-pk"):
        found.setdefault(each.person_id, []).append(each)
    return found

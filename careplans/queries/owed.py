"""What somebody has to do, whatever it is, as My day ranks it and says it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from careplans.models import (
    GoalHolder,
    GoalOutcome,
    SessionKind,
    SessionPlace,
    SessionState,
    TaskKind,
    TaskOutcome,
)
from careplans.queries.tasks import WITHHELD, Held, owner_words, said
from careplans.rules.clocks import END_OF_DAY, end_of
from careplans.rules.my_day import Standing, Work, standing_of
from careplans.sets.my_day import GOAL, SESSION, TASK, Found
from patients.queries.authors import is_hidden_at
from wsic.accounts.models import User
from wsic.dates import LONDON, london_date

ICONS = {
    TaskKind.SAFE_AND_WELL: "over",
    TaskKind.NEXT_STEP: "phone",
    TaskKind.TASK: "tick",
    TaskKind.REQUEST: "user",
}
PLACES = {SessionPlace.HOME: "home", SessionPlace.TELEPHONE: "phone", SessionPlace.VIDEO: "video"}
_WHERE = {
    SessionPlace.PRACTICE: "practice",
    SessionPlace.HUB: "hub",
    SessionPlace.HOME: "at home",
    SessionPlace.CARE_HOME: "care home",
    SessionPlace.TELEPHONE: "telephone",
    SessionPlace.VIDEO: "video",
}
NOT_SEEN = "they do not care for the person any more: ask somebody else"
_GOALS = {
    GoalHolder.PERSON: "Goal, theirs to see to",
    GoalHolder.CARER: "Goal, a carer sees to it",
    GoalHolder.STAFF: "Goal",
}
_UNHELD = "Goal, nobody sees to it yet"
REVIEWED = "Looked at, and it goes on"
_SHORT = {SessionKind.JOINT: "joint session", SessionKind.HSCA: "planning session"}


@dataclass(frozen=True, kw_only=True)
class Owed:
    """
    A row in its place, for the order and for all counts; what it says is asked of those on the page alone.

    :param mine: the user's, or of their team and nobody's
    :param elsewhere: one's own team asked another one for it
    :param lost: it was asked of a team that does not see it any more
    """

    row: Found
    work: Work
    standing: Standing
    mine: bool
    elsewhere: bool
    lost: bool

    @property
    def session(self) -> bool:
        """What is opened is a session, else a task or a goal."""
        return self.row.source == SESSION

    @property
    def goal(self) -> bool:
        return self.row.source == GOAL

    @property
    def visit(self) -> bool:
        return self.row.place == SessionPlace.HOME

    @property
    def request(self) -> bool:
        """Another team asked for it."""
        return self.row.kind == TaskKind.REQUEST and not self.elsewhere

    @property
    def nobodys(self) -> bool:
        """Nobody has it by name, nor the person or a carer sees to it themselves."""
        theirs = self.goal and self.row.kind in (GoalHolder.PERSON, GoalHolder.CARER)
        return self.row.owner_id is None and not theirs


@dataclass(frozen=True)
class Said:
    """What a row says; `owner` is whose it is, "" the user's own, and `outcome` what came of it."""

    icon: str
    words: str
    owner: str
    outcome: str


@dataclass(frozen=True)
class Source:
    """What is to be known of rows of `careplans.sets.my_day` beside their columns."""

    work: Callable[[Found], Work]
    say: Callable[[Owed, User], Said]


def owed(row: Found, user: User, *, own: frozenset[int], now: datetime, lost: bool = False) -> Owed:
    """:param own: the organisations for which the user plans"""
    work, is_own = SOURCES[row.source].work(row), row.organisation_id in own
    return Owed(
        row=row,
        work=work,
        standing=standing_of(work, now),
        mine=lost or row.owner_id == user.pk or (is_own and (row.owner_id is None or row.left)),
        elsewhere=is_elsewhere(row, user, own=own),
        lost=lost,
    )


def is_elsewhere(row: Found, user: User, *, own: frozenset[int]) -> bool:
    return row.owner_id != user.pk and row.organisation_id not in own


def say(each: Owed, user: User) -> Said:
    return SOURCES[each.row.source].say(each, user)


def _work_of_task(row: Found) -> Work:
    if row.due_at is None:
        raise ValueError(f"Task #{row.pk} is due at no time")
    is_check = row.kind == TaskKind.SAFE_AND_WELL
    return Work(is_check=is_check, due_at=row.due_at.astimezone(LONDON), died_on=row.died_on)


def _work_of_session(row: Found) -> Work:
    if row.on is None:
        raise ValueError(f"PlanningSession #{row.pk} is on no day")
    at = datetime.combine(row.on, row.at or END_OF_DAY, tzinfo=LONDON)
    return Work(is_check=False, due_at=at, died_on=row.died_on)


def _work_of_goal(row: Found) -> Work:
    """It is to be looked at by the day by which it is to be reached; one that has no such day is here on the
    day on which it was looked at."""
    by_on = row.on or (london_date(row.ended_at) if row.ended_at else None)
    if by_on is None:
        raise ValueError(f"PlanGoal #{row.pk} is to be reached by no day")
    return Work(is_check=False, due_at=end_of(by_on), died_on=row.died_on)


def _say_task(each: Owed, user: User) -> Said:
    row = each.row
    words = said(
        TaskKind(row.kind),
        row.words,
        asked_by=row.raised_by,
        hidden=row.withheld and not row.asked_by_own,
        in_error=row.in_error,
    )
    return Said(
        icon=ICONS[TaskKind(row.kind)],
        words=f"{words} ({NOT_SEEN})" if each.lost else words,
        owner=_owner(each, user),
        outcome=TaskOutcome(row.outcome).label if row.outcome else "",
    )


def _owner(each: Owed, user: User) -> str:
    row = each.row
    if not each.elsewhere and row.owner_id in (None, user.pk):
        return "whoever is there" if row.owner_id is None else ""
    held = Held(
        owner_id=row.owner_id,
        owner=row.owner,
        organisation_id=row.organisation_id,
        organisation=row.organisation,
        left=row.left,
        of_it=row.of_it,
        withheld=row.withheld,
    )
    return owner_words(held, user)


def _say_session(each: Owed, user: User) -> Said:
    row, place = each.row, SessionPlace(each.row.place)
    at = f"{row.at:%H:%M} " if row.at else ""
    words = f"{at}{_SHORT[SessionKind(row.kind)]}, {_WHERE[place]}"
    return Said(
        icon=PLACES.get(place, "cal"),
        words=words[0].upper() + words[1:],
        owner=_lead(row, user),
        outcome="" if row.outcome == SessionState.BOOKED else SessionState(row.outcome).label,
    )


def _lead(row: Found, user: User) -> str:
    if row.owner_id is None:
        return "whoever is there"
    if row.owner_id == user.pk:
        return ""
    elsewhere = row.withheld and not row.of_it
    hidden = elsewhere or is_hidden_at(row.organisation_id, reader=user, withheld=row.withheld)
    return WITHHELD if hidden else row.owner


def _say_goal(each: Owed, user: User) -> Said:
    row = each.row
    holder = _GOALS[GoalHolder(row.kind)] if row.kind else _UNHELD
    lost = f" ({NOT_SEEN})" if each.lost else ""
    return Said(
        icon="doc",
        words=f"{holder}: {row.words}{lost}",
        owner=_owner(each, user),
        outcome=GoalOutcome(row.outcome).label if row.outcome else REVIEWED,
    )


SOURCES = {
    TASK: Source(_work_of_task, _say_task),
    SESSION: Source(_work_of_session, _say_session),
    GOAL: Source(_work_of_goal, _say_goal),
}

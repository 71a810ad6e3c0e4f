"""What somebody has to do, whatever it is, as My day ranks it: a task, or a session that is booked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from careplans.models import PlanningSession, SessionKind, SessionPlace, SessionState, Task, TaskKind
from careplans.queries.tasks import WITHHELD, has_left, owner_of, words_of, work_of
from careplans.rules.clocks import END_OF_DAY
from careplans.rules.my_day import Work
from patients.queries.authors import is_hidden
from wsic.accounts.models import User
from wsic.dates import LONDON

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
_SHORT = {SessionKind.JOINT: "joint session", SessionKind.HSCA: "planning session"}


@dataclass(frozen=True, kw_only=True)
class Owed:
    """
    :param owner: whose it is, in words; "" the user's own
    :param mine: the user's, or of their team and nobody's
    :param nobodys: nobody has it by name; `left`: who had it works there no more
    :param request: another team asked for it
    :param elsewhere: one's own team asked another one for it
    :param session: what is opened is a session, else a task
    """

    pk: int
    public_id: UUID
    person_id: int
    work: Work
    icon: str
    words: str
    owner: str
    mine: bool
    nobodys: bool
    left: bool
    outcome: str
    session: bool = False
    visit: bool = False
    request: bool = False
    elsewhere: bool = False


def of_task(task: Task, user: User, *, own: frozenset[int], lost: bool = False) -> Owed:
    """
    Of a row of `shown_tasks`.

    :param own: the organisations for which the user plans
    :param lost: it was asked of a team that does not see it any more
    """
    elsewhere = task.owner_id != user.pk and task.organisation_id not in own
    return Owed(
        pk=task.pk,
        public_id=task.public_id,
        person_id=task.person_id,
        work=work_of(task),
        icon=ICONS[TaskKind(task.kind)],
        words=f"{words_of(task)} ({NOT_SEEN})" if lost else words_of(task),
        owner=owner_of(task, user) if elsewhere else _owner(task, user),
        mine=lost or _is_mine(task.owner_id, task.organisation_id, user, own=own, left=has_left(task)),
        nobodys=task.owner_id is None,
        elsewhere=elsewhere,
        left=task.owner_id is not None and has_left(task),
        outcome=task.get_outcome_display() if task.closed_at else "",
        request=task.kind == TaskKind.REQUEST and not elsewhere,
    )


def of_session(session: PlanningSession, user: User, *, own: frozenset[int]) -> Owed:
    """Of a row of `shown_sessions`."""
    left = bool(getattr(session, "left", False))
    return Owed(
        pk=session.pk,
        public_id=session.public_id,
        person_id=session.person_id,
        work=_work(session),
        icon=PLACES.get(SessionPlace(session.place), "cal"),
        words=_words(session),
        owner=_lead(session, user),
        mine=_is_mine(session.lead_id, session.organisation_id, user, own=own, left=left),
        nobodys=session.lead_id is None,
        left=session.lead_id is not None and left,
        outcome="" if session.state == SessionState.BOOKED else session.get_state_display(),
        session=True,
        visit=session.place == SessionPlace.HOME,
    )


def _is_mine(
    owner_id: int | None, organisation_id: int, user: User, *, own: frozenset[int], left: bool
) -> bool:
    return owner_id == user.pk or (organisation_id in own and (owner_id is None or left))


def _owner(task: Task, user: User) -> str:
    if task.owner is None:
        return "whoever is there"
    return "" if task.owner_id == user.pk else owner_of(task, user)


def _work(session: PlanningSession) -> Work:
    at = datetime.combine(session.on, session.time or END_OF_DAY, tzinfo=LONDON)
    return Work(is_check=False, due_at=at, died_on=getattr(session, "died_on", None))


def _words(session: PlanningSession) -> str:
    at = f"{session.time:%H:%M} " if session.time else ""
    words = f"{at}{_SHORT[SessionKind(session.kind)]}, {_WHERE[SessionPlace(session.place)]}"
    return words[0].upper() + words[1:]


def _lead(session: PlanningSession, user: User) -> str:
    if session.lead is None:
        return "whoever is there"
    if session.lead_id == user.pk:
        return ""
    withheld = bool(getattr(session, "withheld", False))
    elsewhere = withheld and not getattr(session, "of_it", True)
    hidden = elsewhere or is_hidden(session.organisation, reader=user, withheld=withheld)
    return WITHHELD if hidden else session.lead.display_name

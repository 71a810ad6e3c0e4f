"""What colleagues did that somebody is told of, in words that are made on reading."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import Count, Max, Min, OuterRef, Q

from careplans.models import Notice, NoticeKind, ReviewReason, SessionKind, SessionState, Task
from careplans.models.notices import NoticeQuerySet
from careplans.queries.tasks import is_asked_by_own, words_of
from patients.queries.authors import is_hidden
from patients.queries.cells import PersonCell, cells_of
from patients.queries.preferences import is_withheld
from wsic.accounts.models import Membership, User
from wsic.dates import london_date, short_date

SOMEBODY = "a colleague, name withheld"
CLOSED_SINCE = "Closed since"
HANDED_SINCE = "Handed on since"
REOPENED = "It was closed, and is open again"
MANY = {
    NoticeKind.TASK_GIVEN: "tasks were handed to you",
    NoticeKind.TASK_TAKEN: "tasks of yours were handed on",
    NoticeKind.SESSION_GIVEN: "sessions were given to you to lead",
    NoticeKind.SESSION_TAKEN: "sessions that you led were given on",
    NoticeKind.PEOPLE_GIVEN: "people were given to you: you are their first contact",
    NoticeKind.PEOPLE_TAKEN: "people of yours have another first contact, or none, now",
}


@dataclass(frozen=True, kw_only=True)
class NoticeLine:
    """
    :param together: its number, which opens it
    :param since: what has become of it meanwhile, or ""
    :param person: None where it is of several people
    """

    together: UUID
    says: str
    words: str
    since: str
    person: PersonCell | None
    by: str
    at: datetime
    unread: bool


@dataclass(frozen=True, kw_only=True)
class NoticePage:
    """:param newest: when the newest of those unread was told; None: nothing is unread"""

    lines: tuple[NoticeLine, ...]
    all: int
    unread: int
    newest: datetime | None

    @property
    def ids(self) -> list[int]:
        return [each.person.pk for each in self.lines if each.person]


@dataclass(frozen=True)
class Pointed:
    """What a notice opens: the one record that it points at, or of several None."""

    kind: NoticeKind
    person_id: UUID
    task_id: UUID | None
    session_id: UUID | None
    several: bool


def unread_count(user: User, *, since: datetime) -> int:
    """However many people one is of, it is one; one statement."""
    rows = Notice.objects.visible_to(user).told_to(user, since=since).unread()
    return rows.values("together").distinct().count()


def notice_page(user: User, *, unread: bool, since: datetime, number: int, size: int, on: date) -> NoticePage:
    """The newest first; seven statements, however many there are.  A page beyond the end is the last."""
    rows = Notice.objects.visible_to(user).told_to(user, since=since)
    counts = rows.aggregate(
        all=Count("together", distinct=True),
        unread=Count("together", distinct=True, filter=Q(read_at=None)),
        newest=Max("at", filter=Q(read_at=None)),
    )
    pages = max(1, -(-counts["unread" if unread else "all"] // size))
    start = (min(number, pages) - 1) * size
    groups = list(_groups(rows.unread() if unread else rows)[start : start + size])
    firsts = _shown(user, [each["first"] for each in groups])
    authors = _Authors.of(user, firsts.values(), on=on)
    single = [each.person_id for each in firsts.values()]
    cells = cells_of(single, user=user, on=on)
    lines = (_line(firsts[each["first"]], each, cells, authors) for each in groups if each["first"] in firsts)
    return NoticePage(lines=tuple(lines), **counts)


def pointed_at(user: User, together: UUID) -> Pointed | None:
    """What the user's own notice opens; None where there is none, or about nobody whom they reach."""
    rows = Notice.objects.visible_to(user).filter(user=user, together=together)
    found = list(rows.select_related("person", "task", "session").order_by("pk")[:2])
    if not found:
        return None
    first = found[0]
    return Pointed(
        kind=NoticeKind(first.kind),
        person_id=first.person.public_id,
        task_id=first.task.public_id if first.task else None,
        session_id=first.session.public_id if first.session else None,
        several=len(found) > 1,
    )


def marked_together(user: User, once: UUID) -> int:
    """How many were marked as read in one press."""
    rows = Notice.objects.visible_to(user).filter(user=user, read_together=once)
    return rows.values("together").distinct().count()


def _groups(rows: NoticeQuerySet) -> Any:
    found = rows.values("together").annotate(
        last=Max("at"), people=Count("pk"), waiting=Count("pk", filter=Q(read_at=None)), first=Min("pk")
    )
    return found.order_by("-last", "-first")


def _shown(user: User, keys: list[int]) -> dict[int, Notice]:
    rows = Notice.objects.visible_to(user).filter(pk__in=keys)
    rows = rows.annotate(
        withheld=is_withheld(OuterRef("person"), user=user), asked_by_own=is_asked_by_own(user, task="task__")
    )
    found = rows.select_related(
        "by", "task__contact__retraction", "task__raised_by", "task__plan", "session", "review"
    )
    return {each.pk: each for each in found}


@dataclass(frozen=True)
class _Authors:
    """Who did what the notices tell, as the reader may read it: `withheld` are the notices about anybody
    whose whereabouts are, `hidden` those who are named to their own colleagues alone."""

    withheld: frozenset[UUID]
    hidden: frozenset[int]

    @classmethod
    def of(cls, reader: User, notices: Iterable[Notice], *, on: date) -> Self:
        shown = list(notices)
        rows = Notice.objects.visible_to(reader).filter(user=reader, together__in=[n.together for n in shown])
        marked = rows.filter(is_withheld(OuterRef("person"), user=reader))
        by = {each.by_id for each in shown}
        at_work = Membership.objects.on(on).filter(user__in=by).select_related("organisation")
        seen = {m.user_id for m in at_work if not is_hidden(m.organisation, reader=reader, withheld=True)}
        return cls(frozenset(marked.values_list("together", flat=True)), frozenset(by - seen))

    def name(self, notice: Notice) -> str:
        hidden = notice.together in self.withheld and notice.by_id in self.hidden
        return SOMEBODY if hidden else notice.by.display_name


def _line(
    notice: Notice, group: dict[str, Any], cells: dict[int, PersonCell], authors: _Authors
) -> NoticeLine:
    kind, people = NoticeKind(notice.kind), group["people"]
    several = people > 1
    says, words = (f"{people:,} {MANY.get(kind, 'notices')}", "") if several else (kind.label, "")
    if not several:
        words = _WORDS[kind](notice)
    return NoticeLine(
        together=notice.together,
        says=says,
        words=words,
        since="" if several else _since(notice),
        person=None if several else cells.get(notice.person_id),
        by=authors.name(notice),
        at=notice.at,
        unread=group["waiting"] > 0,
    )


def _task_words(notice: Notice) -> str:
    if notice.task is None:
        return ""
    return words_of(
        notice.task,
        withheld=getattr(notice, "withheld", False),
        asked_by_own=getattr(notice, "asked_by_own", False),
    )


def _due_words(notice: Notice) -> str:
    return f"{_task_words(notice)}, by {short_date(london_date(notice.task.due_at))}" if notice.task else ""


def _outcome_words(notice: Notice) -> str:
    task = notice.task
    if task is None:
        return ""
    outcome = f"{task.get_outcome_display()}: {task.outcome_words}".removesuffix(": ")
    return f"{_task_words(notice)}. {outcome if task.closed_at else REOPENED}"


def _session_words(notice: Notice) -> str:
    session = notice.session
    if session is None:
        return ""
    state = SessionState(session.state)
    ended = "" if state is SessionState.BOOKED else f". {state.label}"
    hour = f", {session.time:%H:%M}" if session.time else ""
    return f"{SessionKind(session.kind).label}, {short_date(session.on)}{hour}{ended}"


def _review_words(notice: Notice) -> str:
    review = notice.review
    return f"{ReviewReason(review.reason).label}: {review.words}".removesuffix(": ") if review else ""


def _review_outcome(notice: Notice) -> str:
    review = notice.review
    if review is None:
        return ""
    outcome = f"{review.get_outcome_display()}: {review.outcome_words}".removesuffix(": ")
    return f"{ReviewReason(review.reason).label}. {outcome}"


def _no_words(notice: Notice) -> str:
    return ""


_WORDS: dict[NoticeKind, Callable[[Notice], str]] = {
    NoticeKind.TASK_GIVEN: _due_words,
    NoticeKind.TASK_TAKEN: _task_words,
    NoticeKind.TASK_MOVED: _due_words,
    NoticeKind.TASK_CLOSED: _outcome_words,
    NoticeKind.TASK_ANSWERED: _outcome_words,
    NoticeKind.TASK_REOPENED: _due_words,
    NoticeKind.REQUEST_CAME: _due_words,
    NoticeKind.REQUEST_MOVED: _due_words,
    NoticeKind.CHECK_RAISED: _task_words,
    NoticeKind.SESSION_BOOKED: _session_words,
    NoticeKind.SESSION_ENDED: _session_words,
    NoticeKind.SESSION_GIVEN: _session_words,
    NoticeKind.SESSION_TAKEN: _session_words,
    NoticeKind.REVIEW_ASKED: _review_words,
    NoticeKind.REVIEW_CLOSED: _review_outcome,
    NoticeKind.PEOPLE_GIVEN: _no_words,
    NoticeKind.PEOPLE_TAKEN: _no_words,
}
_TO_DO = frozenset(
    {
        NoticeKind.TASK_GIVEN,
        NoticeKind.TASK_MOVED,
        NoticeKind.TASK_TAKEN,
        NoticeKind.TASK_REOPENED,
        NoticeKind.REQUEST_CAME,
        NoticeKind.CHECK_RAISED,
    }
)
_TO_DO_BY_THEM = frozenset({NoticeKind.TASK_GIVEN, NoticeKind.TASK_MOVED})


def _since(notice: Notice) -> str:
    """Whoever reads what was to be done does not begin with what is over."""
    task: Task | None = notice.task
    if notice.kind in _TO_DO and task and task.closed_at:
        return CLOSED_SINCE
    if notice.kind in _TO_DO_BY_THEM and task and task.owner_id != notice.user_id:
        return HANDED_SINCE
    if notice.kind == NoticeKind.REVIEW_ASKED and notice.review and notice.review.closed_at:
        return CLOSED_SINCE
    return ""

"""Who is told of what a colleague did, written in the transaction in which it was done; and what is read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Count, Max

from careplans.models import (
    FirstContact,
    Notice,
    NoticeKind,
    PlanningSession,
    ReviewRequest,
    SessionState,
    Task,
)
from wsic.accounts.models import User
from wsic.dates import london_date

About = Task | PlanningSession | ReviewRequest | FirstContact
ROWS = 2_000  # at once
NOT_HELD = frozenset({SessionState.CANCELLED, SessionState.DID_NOT_ATTEND, SessionState.IN_ERROR})


def tell(to: int | None, kind: NoticeKind, about: Sequence[About], *, by: User, at: datetime) -> None:
    """
    One notice, of however many; nobody is told of what they did themselves.

    :param to: key of a user; None: there is nobody to be told
    """
    if to is None or to == by.pk:
        return
    together = uuid4()
    Notice.objects.bulk_create(
        [
            Notice(
                together=together,
                user_id=to,
                person_id=each.person_id,
                kind=kind,
                task=each if isinstance(each, Task) else None,
                session=each if isinstance(each, PlanningSession) else None,
                review=each if isinstance(each, ReviewRequest) else None,
                first_contact=each if isinstance(each, FirstContact) else None,
                by=by,
                at=at,
            )
            for each in about
        ],
        ROWS,
    )


def tell_first_contact(kind: NoticeKind, about: Task | ReviewRequest, *, by: User, at: datetime) -> None:
    """Whoever the person rings first on the day."""
    rows = FirstContact.objects.visible_to(by).on(london_date(at)).filter(person_id=about.person_id)
    tell(rows.values_list("user_id", flat=True).first(), kind, [about], by=by, at=at)


def tell_of_closed(task: Task, *, by: User, at: datetime) -> None:
    """Who was to do it; and who asked for it, where that is somebody else."""
    tell(task.owner_id, NoticeKind.TASK_CLOSED, [task], by=by, at=at)
    if task.raised_by_id != task.owner_id:
        tell(task.raised_by_id, NoticeKind.TASK_ANSWERED, [task], by=by, at=at)


def tell_of_reopened(task: Task, *, by: User, at: datetime) -> None:
    """Who is to do it after all; and who asked for it, where that is somebody else."""
    for user in dict.fromkeys((task.owner_id, task.raised_by_id)):
        tell(user, NoticeKind.TASK_REOPENED, [task], by=by, at=at)


def tell_of_handed(task: Task, before: int | None, *, by: User, at: datetime) -> None:
    """Who has it now, and who had it `before`; who keeps it is told that the day is another one."""
    if task.owner_id == before:
        tell(before, NoticeKind.TASK_MOVED, [task], by=by, at=at)
        return
    tell(task.owner_id, NoticeKind.TASK_GIVEN, [task], by=by, at=at)
    tell(before, NoticeKind.TASK_TAKEN, [task], by=by, at=at)


def tell_of_session(session: PlanningSession, *, by: User, at: datetime) -> None:
    """Who leads it: that it was booked, or is not held after all."""
    if session.state == SessionState.BOOKED:
        tell(session.lead_id, NoticeKind.SESSION_BOOKED, [session], by=by, at=at)
    elif session.state in NOT_HELD:
        tell(session.lead_id, NoticeKind.SESSION_ENDED, [session], by=by, at=at)


def tell_of_people(
    contacts: Sequence[FirstContact], *, taken: Sequence[FirstContact] = (), by: User, at: datetime
) -> None:
    """Those whom people ring first from now on, and those whom they rang until now (`taken`): each one
    notice, of however many people."""
    for kind, found in ((NoticeKind.PEOPLE_GIVEN, contacts), (NoticeKind.PEOPLE_TAKEN, taken)):
        for user in dict.fromkeys(each.user_id for each in found):
            tell(user, kind, [each for each in found if each.user_id == user], by=by, at=at)


@transaction.atomic
def mark_read(*, together: UUID, by: User, at: datetime) -> None:
    """One notice, which may be of many people.  A second time changes nothing."""
    Notice.objects.visible_to(by).filter(user=by, together=together).unread().update(read_at=at)


class MoreCame(Exception):
    """What is unread is not what was shown; nothing is marked.  Its text is the sentence the user reads."""


@transaction.atomic
def mark_all_read(*, since: datetime, until: datetime, listed: int, by: User, at: datetime) -> UUID:
    """
    All that was shown as unread of the user's own; by what it returns they are unread again.  A second press
    changes nothing and answers as the first.

    :param until: when the newest of them was told
    :param listed: how many they were
    :raises MoreCame: it is not as many by now
    """
    once = uuid4()
    rows = Notice.objects.visible_to(by).told_to(by, since=since).unread().filter(at__lte=until)
    keys = dict(rows.select_for_update(of=("self",)).values_list("pk", "together"))
    if not keys and (before := _pressed_before(until, listed, by)):
        return before
    if len(set(keys.values())) != listed:
        raise MoreCame("The list has changed meanwhile, and nothing was marked as read. Look again.")
    rows = Notice.objects.visible_to(by).filter(pk__in=list(keys))
    rows.update(read_at=at, read_together=once)
    return once


def _pressed_before(until: datetime, listed: int, by: User) -> UUID | None:
    """The press that marked as many, of which the newest was told `until`."""
    rows = Notice.objects.visible_to(by).filter(user=by, read_together__isnull=False)
    presses = rows.values("read_together").annotate(all=Count("together", distinct=True), newest=Max("at"))
    found = presses.filter(all=listed, newest=until).order_by("-read_at")
    return found.values_list("read_together", flat=True).first()


@transaction.atomic
def mark_unread(*, once: UUID, by: User) -> None:
    """What was marked in one press."""
    rows = Notice.objects.visible_to(by).filter(user=by, read_together=once)
    rows.update(read_at=None, read_together=None)

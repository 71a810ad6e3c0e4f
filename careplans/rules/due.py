"""On which one due-list somebody in scope stands on a day, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from careplans.rules.entitlement import SessionSettings, Window


class DueList(StrEnum):
    """
    Where the next session of each person stands: exactly one of these, the first that holds.
    """

    NOT_LIVE = "NOT_LIVE"
    RECORD = "RECORD"
    BOOKED = "BOOKED"
    REVIEW = "REVIEW"
    BOOK = "BOOK"
    WAITING = "WAITING"
    LATER = "LATER"
    CALL = "CALL"
    SECOND = "SECOND"
    INVITED = "INVITED"
    INVITE = "INVITE"


TO_DO = (DueList.RECORD, DueList.REVIEW, DueList.BOOK, DueList.CALL, DueList.SECOND, DueList.INVITE)
MAY_BE_OVERDUE = (*TO_DO, DueList.INVITED)


class Answer(StrEnum):
    NONE = ""
    ACCEPTED = "ACCEPTED"
    UNDECIDED = "UNDECIDED"
    DECLINED = "DECLINED"


class NotByLetter(StrEnum):
    """Why somebody is not invited by the standard letter (CARE.md)."""

    CARE_HOME = "CARE_HOME"
    DEMENTIA = "DEMENTIA"
    NO_LETTERS = "NO_LETTERS"
    OTHER_FORMAT = "OTHER_FORMAT"
    LANGUAGE = "LANGUAGE"
    EASY_WORDS = "EASY_WORDS"
    ADDRESS = "ADDRESS"


@dataclass(frozen=True, kw_only=True)
class Course:
    """
    What has been done about the next session since the last one was held.

    :param called_off_on: when a booked session was not attended or cancelled, the last time
    :param unanswered: invitations after the last answer that nobody has answered
    """

    booked_on: date | None = None
    called_off_on: date | None = None
    offered_on: date | None = None
    answer: Answer = Answer.NONE
    again_on: date | None = None
    unanswered: int = 0
    review_on: date | None = None
    not_by_letter: tuple[NotByLetter, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Offered:
    """An invitation, by letter or otherwise, and what they said to it."""

    on: date
    answer: Answer = Answer.NONE
    again_on: date | None = None


def course_of(
    *,
    held: Sequence[date],
    booked_on: date | None,
    called_off: Sequence[date],
    offers: Sequence[Offered],
    review_on: date | None = None,
    not_by_letter: tuple[NotByLetter, ...] = (),
) -> Course:
    """
    What counts for the next session: only what came after the day of the last one that was held.

    :param called_off: the days on which somebody did not come or a session was cancelled
    :param offers: in the order in which they were made
    """
    last_held = max(held, default=date.min)
    calls = [day for day in called_off if day > last_held]
    called_off_on = max(calls, default=None)
    standing = [each for each in offers if each.on > last_held]
    last = standing[-1] if standing else None
    unanswered = 0
    for each in standing:
        unanswered = unanswered + 1 if each.answer is Answer.NONE else 0
    return Course(
        booked_on=booked_on,
        called_off_on=called_off_on,
        offered_on=last.on if last else None,
        answer=last.answer if last else Answer.NONE,
        again_on=last.again_on if last else None,
        unanswered=unanswered,
        review_on=review_on,
        not_by_letter=not_by_letter,
    )


@dataclass(frozen=True)
class Place:
    """`overdue`: the window has closed and nothing is booked, declined or waited for."""

    list: DueList
    overdue: bool


LETTERS = 2  # CARE.md: letter, second invitation, then call list


def place_of(window: Window | None, course: Course, on: date, settings: SessionSettings) -> Place:
    """:param window: None while the practice is not live"""
    if window is None:
        return Place(DueList.NOT_LIVE, overdue=False)
    found = _list(window, course, on, settings)
    return Place(found, overdue=found in MAY_BE_OVERDUE and window.by_on < on)


def _list(window: Window, course: Course, on: date, settings: SessionSettings) -> DueList:
    if course.booked_on:
        return DueList.RECORD if course.booked_on < on else DueList.BOOKED
    if course.review_on:
        return DueList.REVIEW
    if course.answer is Answer.ACCEPTED and _stands(course):
        return DueList.BOOK
    if course.again_on and course.again_on > on and _stands(course):
        return DueList.WAITING
    if window.from_on > on:
        return DueList.LATER
    return _inviting(course, on, settings)


def _stands(course: Course) -> bool:
    """Whether the last answer still holds: no session was called off after it."""
    return not (course.called_off_on and course.offered_on and course.called_off_on > course.offered_on)


def _inviting(course: Course, on: date, settings: SessionSettings) -> DueList:
    called_off = course.called_off_on and (not course.offered_on or course.called_off_on >= course.offered_on)
    if called_off:
        return DueList.CALL
    waited = _waited(course, settings)
    if course.unanswered and waited and on < waited:
        return DueList.INVITED
    if course.not_by_letter or course.unanswered >= LETTERS:
        return DueList.CALL
    return DueList.SECOND if course.unanswered else DueList.INVITE


def _waited(course: Course, settings: SessionSettings) -> date | None:
    """Until when an answer to the last invitation is waited for."""
    if course.offered_on is None:
        return None
    wait: timedelta = settings.second if course.unanswered < LETTERS else settings.call
    return course.offered_on + wait

"""Sessions that the user leads, as a calendar file: when and where, and nobody's name (CARE.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

from careplans.models import PlanningSession, SessionPlace, SessionState
from wsic.accounts.models import User
from wsic.dates import LONDON

AHEAD = timedelta(days=366)  # a booking further ahead comes with a later file; said on the page
OFF = (SessionState.CANCELLED, SessionState.IN_ERROR)
LEFT_OUT = "Whom it is about opens from the link, after signing in."


@dataclass(frozen=True)
class CalendarFile:
    """`people` whom the sessions are about; none of them is named in `content`."""

    content: bytes
    people: list[int]


def calendar_file(user: User, *, today: date, at: datetime, link: Callable[[UUID], str]) -> CalendarFile:
    """
    From today on, by RFC 5545: what is booked, and what was and is off, so that a calendar which has an
    earlier file strikes it out.

    :param link: the address of a session's page, whole
    """
    rows = PlanningSession.objects.visible_to(user).filter(lead=user, on__gte=today, on__lt=today + AHEAD)
    known = rows.filter(state__in=(SessionState.BOOKED, *OFF)).order_by("on", "time", "pk")
    sessions = list(known)
    calendar = Calendar()
    calendar.add("prodid", "-//Whole Systems Integrated Care//Planning sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for session in sessions:
        calendar.add_component(_event(session, at=at, address=link(session.public_id)))
    calendar.add_missing_timezones()
    return CalendarFile(calendar.to_ical(), [each.person_id for each in sessions])


def _event(session: PlanningSession, *, at: datetime, address: str) -> Event:
    place, off = SessionPlace(session.place).label, session.state in OFF
    event = Event()
    event.add("uid", str(session.public_id))
    event.add("dtstamp", at)
    event.add("sequence", int(off))
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("summary", f"Planning session, {place[0].lower()}{place[1:]}")
    event.add("location", place)
    event.add("description", LEFT_OUT)
    event.add("url", address)
    if session.time is None:
        event.add("dtstart", session.on)
        return event
    event.add("dtstart", datetime.combine(session.on, session.time, LONDON))
    event.add("duration", timedelta(minutes=session.minutes))
    return event

"""Sessions that the user leads, as a calendar file: when and where, and nobody's name (CARE.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from icalendar import Calendar, Event

from careplans.models import PlanningSession, SessionLead, SessionPlace, SessionState
from careplans.queries.tasks import say_who_died
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
    From today on, by RFC 5545: what is booked, and what was and is off, another's by now or of somebody who
    has died, so that a calendar which has an earlier file strikes it out.

    :param link: the address of a session's page, whole
    """
    led = SessionLead.objects.visible_to(user).filter(before=user, session__on__gte=today)
    own = Q(lead=user) | Q(pk__in=led.values("session"))
    rows = PlanningSession.objects.visible_to(user).filter(own, on__gte=today, on__lt=today + AHEAD)
    known = rows.filter(state__in=(SessionState.BOOKED, *OFF)).annotate(given=Count("leads"))
    sessions = list(known.order_by("on", "time", "pk"))
    say_who_died(sessions, user)
    calendar = Calendar()
    calendar.add("prodid", "-//Whole Systems Integrated Care//Planning sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for session in sessions:
        off = session.lead_id != user.pk or session.state in OFF or bool(getattr(session, "died_on", None))
        calendar.add_component(_event(session, off=off, at=at, address=link(session.public_id)))
    calendar.add_missing_timezones()
    return CalendarFile(calendar.to_ical(), [each.person_id for each in sessions])


def _event(session: PlanningSession, *, off: bool, at: datetime, address: str) -> Event:
    place = SessionPlace(session.place).label
    event = Event()
    event.add("uid", str(session.public_id))
    event.add("dtstamp", at)
    event.add("sequence", int(getattr(session, "given", 0)) + int(session.state in OFF))
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

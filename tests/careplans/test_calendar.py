"""/my-day/calendar/: the sessions that somebody leads, without the people."""

from datetime import date, time, timedelta

import pytest
from icalendar import Calendar

from careplans.models import PlanningSession
from careplans.queries.calendar import AHEAD
from patients.models import PersonDetail
from tests.careplans.sessions import make_lead, make_session
from tests.factories import PersonFactory
from tests.world import TODAY, as_system
from wsic.audit.models import AuditEvent, EventKind

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ADDRESS = "/my-day/calendar/"


def events(client) -> list:
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content).walk("VEVENT")


@pytest.fixture
def booked(world, adair):
    """One in summer time and one after the clocks went back, led by the Case Manager."""
    told = {"state": "BOOKED", "lead": world.user("case_manager_1"), "note": "Ring Karen first"}
    with as_system():
        make_session(adair, on=TODAY + DAY, time=time(14, 30), place="HOME", **told)
        make_session(world.person("BELLO"), on=date(2026, 10, 26), time=time(9), **told)


def test_it_has_when_and_where_in_london_before_and_after_the_clocks_go_back(client, sign_in, booked):
    sign_in("case_manager_1")

    summer, winter = events(client)

    assert summer["SUMMARY"] == "Planning session, at home"
    assert (winter["LOCATION"], winter["STATUS"]) == ("At the practice", "CONFIRMED")
    assert summer.start.isoformat() == "2026-07-01T14:30:00+01:00"
    assert winter.start.isoformat() == "2026-10-26T09:00:00+00:00"
    assert summer.duration == timedelta(minutes=40)


def test_nobody_is_named_and_it_stands_in_the_audit(client, sign_in, adair, booked):
    sign_in("case_manager_1")

    content = client.get(ADDRESS).text

    for word in ("ADAIR", "Adair", "Karen", str(adair.public_id)):
        assert word not in content
    with as_system():
        event = AuditEvent.objects.get(verb="day.calendar")
        assert (event.kind, adair.pk in event.people) == (EventKind.EXPORT, True)


def test_what_is_off_is_struck_out_and_what_is_over_or_another_s_is_not_there(client, sign_in, world, adair):
    lead, practice = world.user("case_manager_1"), world.organisation("PA")
    days = {"CANCELLED": TODAY, "BOOKED": TODAY - DAY, "HELD": TODAY, "IN_ERROR": TODAY + DAY}
    with as_system():
        for state, day in days.items():
            make_session(PersonFactory(practice=practice), on=day, state=state, lead=lead)
        make_session(PersonFactory(practice=practice), on=TODAY + AHEAD, state="BOOKED", lead=lead)
        make_session(adair, on=TODAY + DAY, state="BOOKED", lead=world.user("hsca_1"))

    sign_in("case_manager_1")

    assert [(each["STATUS"], each["SEQUENCE"]) for each in events(client)] == [("CANCELLED", 1)] * 2


def test_who_has_no_my_day_has_no_file(client, sign_in):
    sign_in("analyst")

    assert client.get(ADDRESS).status_code == 403


def test_what_another_leads_now_and_whose_person_has_died_is_struck_out(
    client, sign_in, world, booked, adair
):
    with as_system():
        session = PlanningSession.objects.get(person=adair)
        make_lead(session)
        PersonDetail.objects.filter(person=world.person("BELLO")).update(died_on=TODAY - DAY)
    sign_in("case_manager_1")

    assert [each["STATUS"] for each in events(client)] == ["CANCELLED", "CANCELLED"]
    assert events(client)[0]["SEQUENCE"] == 1

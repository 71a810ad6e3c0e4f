"""/sessions/<id>/lead/: a booked session is given to a colleague and back, and who led it stays readable."""

import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from careplans.models import PlanningSession, SessionLead
from tests.careplans.sessions import make_session
from tests.world import NOW, TODAY, as_system
from wsic.accounts.models import Membership, User
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def booked(world, adair):
    with as_system():
        return make_session(adair, on=TODAY, state="BOOKED", lead=world.user("case_manager_1"))


def give(client, world, session, to="hsca_1", was="case_manager_1", **more):
    sent = {"lead": world.user(to).public_id, "was": world.user(was).public_id, "once": uuid.uuid4()} | more
    return client.post(reverse("careplans:session_lead", args=[session.public_id]), sent, follow=True)


def back(client, lead):
    return client.post(reverse("careplans:session_lead_back", args=[lead.public_id]), follow=True)


def leader(session) -> str:
    with as_system():
        return PlanningSession.objects.get(pk=session.pk).lead.username


def test_it_is_given_once_and_given_back_and_both_stay_readable(client, sign_in, world, booked):
    sign_in("coordinator_1")
    once = uuid.uuid4()
    given = [give(client, world, booked, once=once) for _ in range(2)][1]
    assert ("Hsca 1 leads this session" in given.text, leader(booked)) == (True, "hsca_1")
    with as_system():
        lead = SessionLead.objects.get()

    after = [back(client, lead) for _ in range(2)][1]

    assert leader(booked) == "case_manager_1"
    says = [(each.before, each.lead, each.is_back, each.back) for each in after.context["leads"].lines]
    assert says == [("Hsca 1", "Case Manager 1", True, None), ("Case Manager 1", "Hsca 1", False, None)]
    with as_system():
        events = AuditEvent.objects.filter(verb__startswith="session.given").order_by("pk")
        assert [each.verb for each in events] == ["session.given", "session.given_back"]
        assert events[0].detail["lead_before"] == str(world.user("case_manager_1").public_id)


def test_who_gives_upon_an_old_page_or_with_a_used_form_is_told(client, sign_in, world, booked):
    sign_in("coordinator_1")
    once = uuid.uuid4()
    give(client, world, booked, once=once)
    with as_system():
        first = SessionLead.objects.get()

    used = give(client, world, booked, to="coordinator_1", once=once)
    stale = give(client, world, booked, to="coordinator_1")
    give(client, world, booked, to="coordinator_1", was="hsca_1")
    late = back(client, first)

    assert (used.status_code, "has given the session to somebody else" in used.text) == (409, True)
    assert (stale.status_code, "Hsca 1 leads it now" in stale.text) == (409, True)
    assert ("Coordinator 1 leads it now" in late.text, leader(booked)) == (True, "coordinator_1")


def test_it_is_given_to_those_of_the_organisation_alone_by_them_and_while_booked(
    client, sign_in, world, booked
):
    sign_in("coordinator_1")
    page = client.get(reverse("careplans:session_detail", args=[booked.public_id]))
    assert [each.name for each in page.context["leads"].choices] == ["Coordinator 1 (you)", "Hsca 1"]
    assert give(client, world, booked, to="gp_a").status_code == 422
    with as_system():
        Membership.objects.filter(user=world.user("hsca_1")).update(to_on=TODAY)
    assert give(client, world, booked).status_code == 422
    sign_in("gp_a")
    other = give(client, world, booked, to="gp_a")
    assert (other.status_code, "to another colleague" in other.text) == (422, False)
    with as_system():
        PlanningSession.objects.update(state="CANCELLED", ended_at=NOW, ended_by=world.user("gp_a"))
    sign_in("coordinator_1")
    over = give(client, world, booked, to="coordinator_1")

    assert (over.status_code, "was recorded meanwhile" in over.text) == (422, True)
    assert leader(booked) == "case_manager_1"


@pytest.mark.parametrize("left", [True, False])
def test_it_is_not_given_back_to_somebody_who_has_left(client, sign_in, world, booked, left):
    sign_in("coordinator_1")
    give(client, world, booked)
    with as_system():
        lead = SessionLead.objects.get()
        gone = world.user("case_manager_1")
        if left:
            Membership.objects.filter(user=gone).update(to_on=TODAY)
        else:
            User.objects.filter(pk=gone.pk).update(is_active=False)

    answer = back(client, lead)

    assert "Case Manager 1 does not work here any more: give it to somebody else." in answer.text
    assert leader(booked) == "hsca_1"


def test_the_database_changes_no_lead_without_saying_who_led_before(world, booked):
    with as_system(), pytest.raises(DatabaseError, match="given to another"), transaction.atomic():
        PlanningSession.objects.filter(pk=booked.pk).update(lead=world.user("hsca_1"))

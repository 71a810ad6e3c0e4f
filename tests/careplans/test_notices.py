"""/notices/: who is told of what colleagues did, who is not, and what is read."""

import uuid
from datetime import timedelta

import pytest
import time_machine

from careplans import notice_addresses
from careplans.actions import caseloads, first_contacts, offers, sessions, tasks
from careplans.actions.caseloads import Along
from careplans.actions.first_contacts import Choice
from careplans.actions.offers import Change
from careplans.actions.sessions import Booking, Ended
from careplans.actions.tasks import Order
from careplans.models import (
    FirstContactReason,
    Notice,
    NoticeKind,
    ReviewReason,
    SessionKind,
    SessionPlace,
    SessionState,
    TaskKind,
    TaskOutcome,
    ToldBy,
)
from careplans.queries.notices import Pointed
from tests.careplans.factories import make_first_contact, make_notice, make_task
from tests.careplans.test_contacts import record
from tests.factories import PersonFactory
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
K = NoticeKind


def told() -> list[tuple[str, str]]:
    """Who was told what since it was asked last."""
    with as_system():
        rows = Notice.objects.order_by("pk").values_list("user__username", "kind", "pk")
        found = [(name, K(kind)) for name, kind, _ in rows]
        Notice.objects.all().delete()
    return found


def acting(world, name):
    return acting_as(world.user(name), on=TODAY)


def order(owner=None) -> Order:
    return Order(kind=TaskKind.TASK, words="Order a frame", due_at=NOW + DAY, owner=owner)


def lines(client, **words):
    return client.get("/notices/", words).context["shown"].lines


def unread(client) -> str:
    return client.get("/notices/count/").headers["Notices-Unread"]


def open_notice(client, notice):
    return client.post(f"/notices/{notice.together}/open/")


def test_whose_task_is_given_moved_taken_and_closed_is_told_and_nobody_of_their_own_act(world, adair):
    hsca, coordinator = world.user("hsca_1"), world.user("coordinator_1")
    with acting(world, "case_manager_1") as by:
        task = tasks.add_task(person=adair, order=order(hsca), once=uuid.uuid4(), by=by, at=NOW)
        tasks.add_task(person=adair, order=order(by), once=uuid.uuid4(), by=by, at=NOW)
    assert told() == [("hsca_1", K.TASK_GIVEN)]
    with acting(world, "hsca_1") as by:
        tasks.hand_task(task=task, owner=coordinator, due_at=task.due_at, by=by, at=NOW)
    with acting(world, "case_manager_1") as by:
        tasks.hand_task(task=task, owner=coordinator, due_at=NOW + 2 * DAY, by=by, at=NOW)
        tasks.hand_task(task=task, owner=hsca, due_at=NOW + 2 * DAY, by=by, at=NOW)
    given, moved = ("coordinator_1", K.TASK_GIVEN), ("coordinator_1", K.TASK_MOVED)
    assert told() == [given, moved, ("hsca_1", K.TASK_GIVEN), ("coordinator_1", K.TASK_TAKEN)]
    with acting(world, "gp_a") as by:
        tasks.close_task(task=task, outcome=TaskOutcome.DONE, words="", by=by, at=NOW)
    assert told() == [("hsca_1", K.TASK_CLOSED), ("case_manager_1", K.TASK_ANSWERED)]


def test_who_leads_a_session_is_told_that_it_is_booked_and_that_it_is_not_held(world, adair):
    booking = Booking(
        kind=SessionKind.HSCA, on=TODAY + DAY, time=None, minutes=30, place=SessionPlace.HOME,
        lead=world.user("hsca_1"),
    )  # fmt: skip
    for by_whom, expected in (("case_manager_1", [("hsca_1", K.SESSION_BOOKED)]), ("hsca_1", [])):
        with acting(world, by_whom) as by:
            session = sessions.book_session(person=adair, booking=booking, once=uuid.uuid4(), by=by, at=NOW)
        assert told() == expected
        with acting(world, "gp_a") as by:
            sessions.end_session(session=session, ended=Ended(state=SessionState.CANCELLED), by=by, at=NOW)
        assert told() == [("hsca_1", K.SESSION_ENDED)]


def test_whom_somebody_rings_first_is_told_of_reviews_and_checks_and_who_asked_of_the_answer(
    client, sign_in, world, adair
):
    with as_system():
        make_first_contact(adair, name="case_manager_1")
    change = Change(reason=ReviewReason.FALL, told_by=ToldBy.CARER, on=TODAY)
    with acting(world, "gp_a") as by:
        review = offers.ask_review(person=adair, change=change, once=uuid.uuid4(), by=by, at=NOW)
    with acting(world, "case_manager_1") as by:
        offers.close_review(review=review, words="Seen", by=by, at=NOW)
    assert told() == [("case_manager_1", K.REVIEW_ASKED), ("gp_a", K.REVIEW_CLOSED)]

    sign_in("gp_a")
    for _ in range(3):
        record(client, adair)

    assert told() == [("case_manager_1", K.CHECK_RAISED)]


def test_of_many_people_given_and_given_back_each_is_told_once_with_the_number(client, sign_in, world):
    with as_system():
        people = [PersonFactory(practice=world.organisation("PA")) for _ in range(3)]
        for each in people[:2]:
            make_first_contact(each)
    hub, once = world.organisation("HUB1"), uuid.uuid4()
    choice = Choice(user=world.user("hsca_1"), organisation_id=hub.pk, reason=FirstContactReason.CASELOAD)
    keys = [each.pk for each in people]

    with acting(world, "coordinator_1") as by:
        first_contacts.give_people(people=keys, choices=[choice], once=once, by=by, at=NOW)
        first_contacts.give_people(people=keys, choices=[choice], once=once, by=by, at=NOW)
        first_contacts.give_back(once=once, by=by, at=NOW + DAY)

    sign_in("hsca_1")
    taken, given = lines(client)
    assert given.says == "3 people were given to you: you are their first contact"
    assert taken.says == "3 people of yours have another first contact, or none, now"
    assert (given.person, unread(client)) == (None, "2")
    sign_in("case_manager_1")
    assert [each.says[:2] for each in lines(client)] == ["2 ", "2 "]


def test_who_gets_a_leavers_people_is_told_of_the_tasks_too_and_the_leaver(world, adair):
    with as_system():
        make_first_contact(adair)
        task = make_task(adair)
    hub, leaver = world.organisation("HUB1"), world.user("case_manager_1")
    choice = Choice(user=world.user("hsca_1"), organisation_id=hub.pk, reason=FirstContactReason.LEFT)
    more = {"with_tasks": Along.THEIRS, "with_sessions": Along.THEIRS, "once": uuid.uuid4(), "at": NOW}

    with acting(world, "coordinator_1") as by:
        caseloads.hand_over(people=[task.person_id], leaver=leaver, choices=[choice], by=by, **more)

    given, taken = [K.PEOPLE_GIVEN, K.TASK_GIVEN], [K.PEOPLE_TAKEN, K.TASK_TAKEN]
    found = told()
    assert [kind for name, kind in found if name == "hsca_1"] == given
    assert [kind for name, kind in found if name == "case_manager_1"] == taken


def test_it_opens_what_it_is_about_and_is_read_by_that(client, sign_in, adair):
    with as_system():
        notice = make_notice(adair)
    sign_in("gp_a")
    (line,) = lines(client)
    assert (line.unread, line.says, line.by) == (True, "A task for you", "Two Roles")
    assert line.words == "Ring the daughter, by 30-Jun-2026"
    with as_system():
        assert AuditEvent.objects.filter(verb="notices.read").last().people == [adair.pk]

    answer = open_notice(client, notice)

    assert (answer.status_code, answer.url) == (302, f"/tasks/{notice.task.public_id}/?back=/notices/")
    assert (lines(client), unread(client)) == ((), "0")
    assert [each.unread for each in lines(client, show="all")] == [False]


@pytest.mark.parametrize("name", ["nurse_a", "gp_b"])
def test_a_notice_is_nobodys_but_theirs_who_was_told(client, sign_in, adair, name):
    with as_system():
        notice = make_notice(adair)
    sign_in(name)

    assert (lines(client, show="all"), unread(client)) == ((), "0")
    assert open_notice(client, notice).status_code == 404


def test_of_whom_one_does_not_reach_any_more_there_is_no_notice_nor_the_count_of_it(client, sign_in, world):
    together = uuid.uuid4()
    with as_system():
        for name in ("ADAIR", "BELLO", "COHEN", "EVANS"):
            make_notice(world.person(name), together=together)
        alone = make_notice(world.person("COHEN"))
    sign_in("gp_a")

    (line,) = lines(client, show="all")

    assert (line.says, unread(client)) == ("2 tasks were handed to you", "1")
    assert open_notice(client, alone).status_code == 404


def test_the_count_is_asked_without_a_row_in_the_audit_and_is_no_use_of_the_session(client, sign_in, adair):
    with as_system():
        make_notice(adair)
    user = sign_in("gp_a")
    client.get("/organisations/")

    with time_machine.travel(NOW + timedelta(minutes=14)):
        answer = client.get("/notices/count/", headers={"X-Polling": "true"})

    assert (answer.status_code, answer.content, answer.headers["Notices-Unread"]) == (204, b"", "1")
    with as_system():
        assert AuditEvent.objects.filter(user_id=user.pk).last().subject == "/organisations/"
    with time_machine.travel(NOW + timedelta(minutes=16)):
        assert client.get("/organisations/").url.startswith("/unlock/")


def test_statements_do_not_grow_with_notices(client, sign_in, adair, statements_do_not_grow):
    sign_in("gp_a")

    def add(count: int) -> None:
        with as_system():
            for _ in range(count):
                make_notice(adair)

    statements_do_not_grow(ask=lambda: client.get("/notices/?size=100"), add=add)


PERSON, TASK, SESSION = (uuid.UUID(int=number) for number in range(1, 4))
BACK = "?back=/notices/"


@pytest.mark.parametrize(
    ("kind", "task", "session", "several", "address"),
    [
        (K.TASK_GIVEN, TASK, None, False, f"/tasks/{TASK}/{BACK}"),
        (K.TASK_GIVEN, TASK, None, True, "/my-day/"),
        (K.SESSION_ENDED, None, SESSION, False, f"/sessions/{SESSION}/{BACK}"),
        (K.REVIEW_ASKED, None, None, False, f"/people/{PERSON}/sessions/{BACK}"),
        (K.PEOPLE_GIVEN, None, None, False, f"/people/{PERSON}/"),
        (K.PEOPLE_TAKEN, None, None, True, "/caseload/"),
    ],
)
def test_each_leads_to_its_record_or_to_the_list_of_several(kind, task, session, several, address):
    assert notice_addresses.opens(Pointed(kind, PERSON, task, session, several)) == address

"""/notices/ as it is read: in which words, by whom it was done, and marked as read."""

import uuid
from datetime import timedelta

import pytest

from careplans.actions.tasks import hand_task
from careplans.models import NoticeKind, Task, TaskKind
from patients.models import Preference, PreferenceKind
from tests.careplans.factories import make_notice, make_task
from tests.careplans.sessions import make_session
from tests.careplans.test_duty import asked, hub, put
from tests.careplans.test_notices import acting, lines, told, unread
from tests.world import NOW, TODAY, as_system

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
K = NoticeKind


def test_who_did_it_is_withheld_where_whereabouts_are(client, sign_in, world, adair):
    with as_system():
        make_notice(adair, task=make_task(adair, kind=TaskKind.REQUEST), by=world.user("hsca_1"))
        Preference.objects.create(
            person=adair, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("gp_a")

    (line,) = lines(client)
    assert (line.by, line.words[:22]) == ("a colleague, name withheld", "Asked by another team:")


@pytest.mark.parametrize("people", [("ADAIR",), ("ADAIR", "BELLO")])
def test_of_a_colleague_of_ones_own_it_is_told_all_the_same_and_of_many_as_of_one(
    client, sign_in, world, people
):
    own, others = uuid.uuid4(), uuid.uuid4()
    with as_system():
        for each in people:
            make_notice(world.person(each), together=own, by=world.user("nurse_a"))
            make_notice(world.person(each), together=others, by=world.user("case_manager_1"))
        Preference.objects.create(
            person=world.person(people[-1]), kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY,
            recorded_at=NOW,
        )  # fmt: skip
    sign_in("gp_a")

    by = {each.together: each.by for each in lines(client)}
    assert by == {own: "Nurse A", others: "a colleague, name withheld"}


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (K.SESSION_GIVEN, "2 sessions were given to you to lead"),
        (K.SESSION_TAKEN, "2 sessions that you led were given on"),
    ],
)
def test_many_sessions_given_are_told_in_words(client, sign_in, world, kind, says):
    together = uuid.uuid4()
    with as_system():
        for each in (world.person("ADAIR"), world.person("BELLO")):
            session = make_session(each, on=TODAY, state="BOOKED")
            make_notice(each, kind=kind, session=session, together=together)
    sign_in("gp_a")

    assert [each.says for each in lines(client)] == [says]


def test_marked_twice_in_one_press_it_answers_as_the_first(client, sign_in, adair):
    with as_system():
        for _ in range(2):
            make_notice(adair)
    sign_in("gp_a")
    mark = client.get("/notices/").context["mark"].initial

    first, second = (client.post("/notices/read/", mark, follow=True) for _ in range(2))

    assert second.context["once"] == first.context["once"] is not None
    assert ("2 notices marked as read" in second.text, unread(client)) == (True, "0")
    assert "nothing was marked" in client.post("/notices/read/", mark | {"listed": 3}, follow=True).text


def test_what_was_closed_since_says_so_and_what_is_too_old_is_not_shown(client, sign_in, adair, world):
    done = {"outcome": "DONE", "closed_at": NOW, "closed_by": world.user("gp_b")}
    with as_system():
        make_notice(adair, task=make_task(adair, **done))
        make_notice(adair, at=NOW - 61 * DAY)
    sign_in("gp_a")

    answer = client.get("/notices/")

    assert [each.since for each in answer.context["shown"].lines] == ["Closed since"]
    with as_system():
        given = make_task(adair, owner=world.user("nurse_a"))
        for kind in (K.TASK_TAKEN, K.TASK_GIVEN):
            make_notice(adair, task=given, kind=kind, at=NOW)
    shown = lines(client)
    assert {each.says: each.since for each in shown[:2]} == {
        "A task for you": "Handed on since", "A task of yours was handed on": "",
    }  # fmt: skip
    assert "in the last 60 days" in answer.text


def test_all_that_was_shown_is_marked_as_read_and_unread_again_and_nothing_else(client, sign_in, adair):
    with as_system():
        first = make_notice(adair)
        make_notice(adair, read_at=NOW)
    sign_in("gp_a")
    mark = client.get("/notices/").context["mark"].initial
    with as_system():
        make_notice(adair)  # of the same instant, since
    refused = client.post("/notices/read/", mark, follow=True)
    assert "The list has changed meanwhile, and nothing was marked as read" in refused.text
    assert unread(client) == "2"

    done = client.post("/notices/read/", client.get("/notices/").context["mark"].initial, follow=True)
    assert ("2 notices marked as read" in done.text, unread(client)) == (True, "0")
    client.post("/notices/unread/", {"marked": done.context["once"]})

    assert unread(client) == "2"
    assert first.together in {each.together for each in lines(client)}


def test_who_is_on_duty_is_told_of_a_request_and_who_asked_that_it_is_put_off(client, sign_in, world, adair):
    sign_in("case_manager_1")
    put(client, world, "hsca_1")
    sign_in("gp_a")
    asked(client, adair, hub(world))
    with as_system():
        task = Task.objects.get()
    assert told() == [("hsca_1", K.REQUEST_CAME)]
    with acting(world, "hsca_1") as by:
        hand_task(task=task, owner=by, due_at=task.due_at, by=by, at=NOW)
        assert told() == []
        hand_task(task=task, owner=by, due_at=task.due_at + DAY, by=by, at=NOW)
    sign_in("gp_a")

    assert [each.says for each in lines(client)] == ["What you asked another team is due on another day"]

"""/people/<id>/tasks/ and /tasks/<id>/: raised once, handed on, closed with what came of it."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from careplans.models import Task, TaskKind
from patients.models import Preference, PreferenceKind
from tests.careplans.factories import make_task
from tests.careplans.test_contacts import checks, record
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def add(client, person, **sent):
    address = reverse("careplans:task_add", args=[person.public_id])
    usual = {"once": str(uuid.uuid4()), "words": "Order a frame", "due_on": "2026-07-03", "owner": ""}
    return client.post(address, usual | sent)


def send(client, task, what: str, **sent):
    return client.post(reverse(f"careplans:task_{what}", args=[task.public_id]), sent)


def page(client, person) -> str:
    return " ".join(client.get(reverse("careplans:person_tasks", args=[person.public_id])).text.split())


@pytest.fixture
def task(adair):
    with as_system():
        return make_task(adair, due_at=NOW + 2 * DAY)


def test_a_task_is_added_once_and_stands_on_the_page(client, sign_in, world, adair):
    sign_in("case_manager_1")
    once, to = str(uuid.uuid4()), str(world.user("hsca_1").public_id)

    first, second = (add(client, adair, once=once, owner=to) for _ in range(2))

    with as_system():
        kept = Task.objects.get()
        assert AuditEvent.objects.get(verb="task.raised").people == [adair.pk]
    assert (first.status_code, second.status_code) == (302, 302)
    assert (kept.owner.username, kept.organisation.code, kept.kind) == ("hsca_1", "HUB1", "TASK")
    assert '<b>Order a frame</b></a><br><span class="sub">Hsca 1</span>' in page(client, adair)


@pytest.mark.parametrize("name", ["ADAIR", "BELLO"])
def test_a_form_that_has_added_a_task_adds_no_other_and_keeps_the_words(client, sign_in, world, adair, name):
    sign_in("case_manager_1")
    once = str(uuid.uuid4())
    add(client, adair, once=once)

    answer = add(client, world.person(name), once=once, words="Something else")

    assert (answer.status_code, "Something else" in answer.text) == (409, True)
    with as_system():
        assert Task.objects.get().words == "Order a frame"


def test_who_is_of_another_team_is_not_asked(client, sign_in, world, adair):
    sign_in("case_manager_1")

    answer = add(client, adair, owner=str(world.user("gp_b").public_id))

    assert (answer.status_code, "Choose somebody of your own team" in answer.text) == (422, True)


@pytest.mark.parametrize(("colleague", "status"), [("gp_a", 302), ("gp_b", 422)])
def test_a_colleague_who_does_not_reach_the_person_is_not_asked(
    client, sign_in, world, adair, colleague, status
):
    sign_in("locum")  # of both practices; ADAIR is of the first

    assert add(client, adair, owner=str(world.user(colleague).public_id)).status_code == status


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"words": ""}, "Say what is to be done"),
        ({"words": "x" * 201}, "Write 200 characters or fewer"),
        ({"due_on": ""}, "Enter the day"),
        ({"due_on": "2026-06-29"}, "Choose today or a later day"),
        ({"due_on": "2101-01-01"}, "This day is too far ahead"),
    ],
)
def test_what_is_wrong_with_a_task_is_said(client, sign_in, adair, sent, says):
    sign_in("case_manager_1")

    answer = add(client, adair, **sent)

    assert (answer.status_code, says in answer.text) == (422, True)


def test_it_is_closed_with_what_came_of_it_and_goes_back(client, sign_in, task, adair):
    user = sign_in("hsca_1")

    done = send(client, task, "close", outcome="DONE", words="Delivered.", back="/my-day/")
    again = send(client, task, "close", outcome="DONE")

    task.refresh_from_db()
    assert (done.status_code, done.url) == (302, "/my-day/")
    assert (task.outcome, task.closed_by, task.closed_at is None) == ("DONE", user, False)
    assert (again.status_code, "It was closed meanwhile." in again.text) == (422, True)
    assert "Done: Delivered." in page(client, adair)


@pytest.mark.parametrize("outcome", ["NOT_NEEDED", "NOT_POSSIBLE"])
def test_what_was_not_done_says_why(client, sign_in, task, outcome):
    sign_in("hsca_1")

    answer = send(client, task, "close", outcome=outcome)

    assert (answer.status_code, "Say why it was not done" in answer.text) == (422, True)


def test_it_is_handed_on_and_put_off_and_the_audit_has_what_was(client, sign_in, world, task):
    sign_in("case_manager_1")
    to = world.user("hsca_1")

    assert send(client, task, "hand", owner=str(to.public_id), due_on="2026-07-09").status_code == 302

    task.refresh_from_db()
    assert (task.owner, task.due_at.isoformat()) == (to, "2026-07-09T16:00:00+00:00")
    with as_system():
        event = AuditEvent.objects.get(verb="task.handed")
    assert event.detail["due_before"] == "2026-07-02 09:00:00+00:00"


def test_a_check_closed_by_hand_is_not_raised_again_by_what_was_tried_before(client, sign_in, adair):
    sign_in("case_manager_1")
    for _ in range(3):
        record(client, adair)
    with as_system():
        check = Task.objects.get()
    send(client, check, "close", outcome="DONE", words="The neighbour has seen her.")

    record(client, adair, at="09:59")

    assert checks(adair) == [("DONE", "The neighbour has seen her.")]


def test_who_does_and_did_it_is_withheld_where_whereabouts_are(client, sign_in, task, adair):
    with as_system():
        Preference.objects.create(
            person=adair, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("gp_a")

    text = client.get(reverse("careplans:task_detail", args=[task.public_id])).text

    assert "name and organisation withheld" in text
    assert "Case Manager 1" not in text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"outcome": "DONE"}, "Say how they are, and who has seen or spoken to them"),
        ({"outcome": "NOT_NEEDED"}, "Say how they are, and who has seen or spoken to them"),
        ({"outcome": "NOT_POSSIBLE", "words": "No time."}, "Nobody knows yet whether they are safe"),
    ],
)
def test_a_check_is_closed_by_who_says_how_they_are_and_never_left_undone(client, sign_in, adair, sent, says):
    with as_system():
        check = make_task(adair, kind=TaskKind.SAFE_AND_WELL)
    sign_in("case_manager_1")

    answer = send(client, check, "close", **sent)

    check.refresh_from_db()
    assert (answer.status_code, says in answer.text, check.closed_at) == (422, True, None)


@pytest.mark.parametrize(("kind", "hour"), [(TaskKind.TASK, False), (TaskKind.SAFE_AND_WELL, True)])
def test_a_check_is_due_at_an_hour_and_anything_else_on_a_day(client, sign_in, adair, kind, hour):
    with as_system():
        task = make_task(adair, kind=kind, due_at=NOW + 3 * DAY)
    sign_in("case_manager_1")

    text = client.get(reverse("careplans:task_detail", args=[task.public_id])).text

    assert ("03-Jul-2026" in text, "03-Jul-2026 10:00" in text) == (True, hour)

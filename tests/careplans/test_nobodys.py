"""Tasks that would stand on nobody's list, or go on about somebody who has died."""

from datetime import timedelta

import pytest
from django.urls import reverse

from careplans.models import Outcome, Task, TaskKind
from patients.models import PersonDetail
from tests.careplans.factories import make_contact, make_task
from tests.careplans.test_contacts import checks, record
from tests.careplans.test_my_day import day, listed
from tests.world import NOW, TODAY, as_system
from wsic.accounts.models import Membership

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DIED = "The person has died."


@pytest.fixture
def left(world, adair):
    """The Case Manager had something to do and works at the hub no more."""
    with as_system():
        make_task(adair, words="Left lying")
        Membership.objects.filter(user__username="case_manager_1").update(to_on=TODAY)


def dies(person, *, on=TODAY) -> None:
    with as_system():
        PersonDetail.objects.filter(person=person).update(died_on=on)


def detail(client, task) -> str:
    return client.get(reverse("careplans:task_detail", args=[task.public_id])).text


def test_what_a_leaver_had_is_for_whoever_is_there_and_says_why(client, sign_in, left):
    sign_in("hsca_1")

    assert listed(client) == listed(client, only="left") == ["Left lying"]
    assert "Case Manager 1, who has left Hub One" in day(client)
    assert "Nobody&#x27;s now" in day(client) or "Nobody's now" in day(client)


def test_who_works_there_tomorrow_still_has_it(client, sign_in, left):
    with as_system():
        Membership.objects.filter(user__username="case_manager_1").update(to_on=TODAY + DAY)
    sign_in("hsca_1")

    assert listed(client) == []
    assert listed(client, whose="team") == ["Left lying"]
    assert "Nobody" not in day(client)


def test_who_is_switched_off_has_left_too(client, sign_in, world, adair):
    with as_system():
        make_task(adair, words="Left lying")
    user = world.user("case_manager_1")
    user.is_active = False
    user.save(update_fields=["is_active"])
    sign_in("hsca_1")

    assert listed(client, only="left") == ["Left lying"]


def test_handed_on_it_is_not_yours_by_leaving_the_field_alone(client, sign_in, left):
    sign_in("hsca_1")
    with as_system():
        task = Task.objects.get()
    asked = {"owner": "-", "due_on": "2026-07-09"}

    answer = client.post(reverse("careplans:task_hand", args=[task.public_id]), asked)

    assert '<option value="-" selected>Choose who</option>' in detail(client, task)
    assert (answer.status_code, "Choose who does it" in answer.text) == (422, True)


@pytest.mark.parametrize("kind", [TaskKind.TASK, TaskKind.SAFE_AND_WELL])
def test_nothing_is_over_about_who_has_died_and_one_press_closes_it(client, sign_in, adair, kind):
    with as_system():
        task = make_task(adair, words="Ring", kind=kind, due_at=NOW - 2 * DAY)
    dies(adair)
    sign_in("case_manager_1")

    assert listed(client, only="died") == listed(client) == ["Ring"]
    assert listed(client, only="over") == listed(client, only="checks") == []
    for page in (day(client), detail(client, task), client.get(f"/people/{adair.public_id}/").text):
        assert "died 30-Jun-2026" in page
    sent = {"outcome": "NOT_NEEDED", "words": DIED, "back": "/my-day/"}
    assert f'name="words" value="{DIED}"' in day(client)
    assert client.post(reverse("careplans:task_close", args=[task.public_id]), sent).url == "/my-day/"
    assert listed(client) == []


def test_a_death_that_was_told_in_error_leaves_everything_as_it_was(client, sign_in, adair):
    with as_system():
        make_task(adair, words="Ring", kind=TaskKind.SAFE_AND_WELL, due_at=NOW - DAY)
    dies(adair)
    sign_in("case_manager_1")
    day(client)

    dies(adair, on=None)

    assert listed(client, only="checks") == ["Ring"]


def test_a_contact_after_the_death_closes_the_check_and_an_error_of_it_raises_the_next(
    client, sign_in, adair
):
    sign_in("case_manager_1")
    for _ in range(3):
        record(client, adair)
    dies(adair)
    record(client, adair, with_whom="CARER")
    closed = checks(adair)

    dies(adair, on=None)
    record(client, adair)

    assert closed == [("NOT_NEEDED", DIED)]
    assert sorted(checks(adair)) == [("", ""), ("NOT_NEEDED", DIED)]


def test_many_attempts_are_not_some_of_three(client, sign_in, adair):
    with as_system():
        make_task(adair)
        for days in range(6):
            make_contact(adair, at=NOW - days * DAY, outcome=Outcome.NO_ANSWER)
    sign_in("case_manager_1")

    assert "6 without answer" in day(client)
    front = client.get(f"/people/{adair.public_id}/").text
    assert "clock--late" in front
    assert "6 without answer, a check is raised at 3" in front
    assert "6 of 3" not in front + day(client)

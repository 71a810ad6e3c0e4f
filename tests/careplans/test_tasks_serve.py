"""Tasks for a goal of the plan and of a planning session: tied, carried on, closed with what is over."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from careplans.actions.tasks import GOAL_IS_OVER, NO_GOAL, PLAN_IN_ERROR, Order, add_task
from careplans.models import Notice, NoticeKind, PlanGoal, Task
from tests.careplans.factories import make_plan, make_task
from tests.careplans.plans import filled
from tests.careplans.sessions import make_session
from tests.world import NOW, TODAY, as_system
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
SOON = (TODAY + timedelta(days=7)).isoformat()


@pytest.fixture
def desk(pages, adair):
    return f"/people/{adair.public_id}/tasks/"


@pytest.fixture
def planned(pages):
    """A plan in force with two goals; their keys."""
    plan = pages.begin()
    pages.goal(plan, "To the shop")
    pages.goal(plan, "Sleep")
    pages.agree(plan)
    with as_system():
        return dict(PlanGoal.objects.values_list("what", "key"))


def add(pages, desk, words, **said):
    shown = filled(pages.client.get(desk, said).context["form"])
    return pages.client.post(f"{desk}add/", shown | {"words": words, "due_on": SOON})


def tasks() -> dict[str, str]:
    """What came of each; "" of those that are open."""
    with as_system():
        return dict(Task.objects.values_list("words", "outcome_words"))


def close(pages, words) -> None:
    with as_system():
        task = Task.objects.get(words=words)
    said = {"outcome": "DONE", "words": "Measured"}
    assert pages.client.post(f"/tasks/{task.public_id}/close/", said).status_code == 302


def end(pages, draft, key, outcome="MET") -> None:
    form = pages.client.get(f"{draft}goal/", {"goal": key}).context["form"]
    assert pages.goal(draft, form["what"].value(), form=form, outcome=outcome).status_code == 302


def test_a_new_version_carries_tasks_of_its_goals_on_and_closes_those_of_goals_that_are_over(
    pages, desk, planned
):
    add(pages, desk, "Order a frame", goal=planned["To the shop"])
    add(pages, desk, "Ring the pharmacy", goal=planned["Sleep"])
    add(pages, desk, "Send the letter")
    assert "for the goal: To the shop" in pages.client.get(desk).text
    draft = pages.begin()
    end(pages, draft, planned["To the shop"])
    told = pages.client.get(draft).text
    assert ("Closed as it is agreed: Order a frame" in told, "Ring the pharmacy" in told) == (True, False)
    assert set(tasks().values()) == {""}

    pages.agree(draft)

    assert tasks() == {"Order a frame": GOAL_IS_OVER, "Ring the pharmacy": "", "Send the letter": ""}
    goal = pages.client.get(f"{pages.begin()}goal/", {"goal": planned["Sleep"]})
    assert [each.words for each in goal.context["tasks"]] == ["Ring the pharmacy"]


def test_tasks_closed_with_a_version_are_open_again_once_it_is_in_error(pages, desk, planned, world):
    add(pages, desk, "Order a frame", goal=planned["To the shop"])
    add(pages, desk, "Measure the door", goal=planned["To the shop"])
    with as_system():
        before = Task.objects.filter(words="Order a frame").values().get()
    close(pages, "Measure the door")
    draft = pages.begin()
    end(pages, draft, planned["To the shop"])
    pages.agree(draft)

    pages.wrong(draft)

    assert tasks() == {"Order a frame": "", "Measure the door": "Measured"}
    with as_system():
        assert Task.objects.filter(words="Order a frame").values().get() == before
    assert "Order a frame" in pages.client.get("/my-day/?whose=team").text
    assert pages.wrong(draft).status_code in (302, 404)
    assert tasks()["Order a frame"] == ""


def test_who_has_a_task_that_is_open_again_and_who_asked_for_it_are_told(pages, planned, world, adair):
    with as_system():
        plan = PlanGoal.objects.get(key=planned["Sleep"]).plan
        owner, raiser = world.user("coordinator_1"), world.user("hsca_1")
        make_task(adair, goal=planned["Sleep"], plan=plan, owner=owner, raised_by=raiser)
    draft = pages.begin()
    end(pages, draft, planned["Sleep"])
    pages.agree(draft)

    pages.wrong(draft)

    with as_system():
        told = list(Notice.objects.order_by("pk").values_list("user__username", "kind"))
    kinds = [
        NoticeKind.TASK_CLOSED,
        NoticeKind.TASK_ANSWERED,
        NoticeKind.TASK_REOPENED,
        NoticeKind.TASK_REOPENED,
    ]
    assert told == list(zip(["coordinator_1", "hsca_1"] * 2, kinds, strict=True))
    pages.client.force_login(owner)
    assert "It was closed, and is open again" in pages.client.get("/notices/").text


def test_no_other_closed_task_is_opened_again(pages, desk, planned):
    add(pages, desk, "Order a frame", goal=planned["To the shop"])
    draft = pages.begin()
    end(pages, draft, planned["To the shop"])
    pages.agree(draft)
    again = {"outcome": "", "outcome_words": "", "closed_by": None, "closed_at": None}

    with as_system(), pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.update(**again)

    pages.wrong(draft)
    with as_system(), pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.update(outcome="DONE", outcome_words="x", closed_at=NOW, words="Another")


def test_a_draft_that_is_thrown_away_closes_nothing(pages, desk, planned):
    add(pages, desk, "Order a frame", goal=planned["To the shop"])
    draft = pages.begin()
    end(pages, draft, planned["To the shop"])
    pages.discard(draft)

    assert tasks() == {"Order a frame": ""}


def test_tasks_of_a_plan_in_error_are_closed_and_their_words_read_by_nobody(pages, desk, planned, adair):
    add(pages, desk, "Order a canary", goal=planned["Sleep"])
    draft = pages.begin()
    pages.goal(draft, "Sing")
    pages.agree(draft)
    with as_system():
        sing = PlanGoal.objects.get(what="Sing").key
    add(pages, desk, "Buy a songbook", goal=sing)
    add(pages, desk, "Ring a canary", goal=planned["Sleep"])
    addresses = [
        f"/people/{adair.public_id}/",
        desk,
        "/my-day/?whose=team",
        "/my-day/?whose=done",
        "/notices/",
    ]

    pages.wrong(draft)

    assert tasks() == {"Order a canary": "", "Ring a canary": "", "Buy a songbook": PLAN_IN_ERROR}
    shown = [pages.client.get(each, follow=True).text for each in addresses]
    assert not any("songbook" in each for each in shown)
    assert "Task for a goal of a plan that was entered in error" in shown[1]
    assert "Task for a goal of a plan that was entered in error" in shown[3]
    assert "canary" in shown[1]


def test_what_is_raised_at_a_session_stands_on_it_and_open_work_is_there_while_it_is_held(
    pages, desk, world, adair
):
    with as_system():
        session = make_session(adair, on=TODAY, state="BOOKED", lead=world.user("case_manager_1"))
        other = make_session(world.person("BELLO"), on=TODAY, state="BOOKED")
        make_task(adair)
    run = pages.client.get(f"/sessions/{session.public_id}/run/")
    assert [each.words for each in run.context["run"].tasks] == ["Ring the daughter"]
    assert f"{desk}?session={session.public_id}" in run.text

    add(pages, desk, "Order a frame", session=session.public_id)
    add(pages, desk, "Of another", session=other.public_id)

    there = pages.client.get(f"/sessions/{session.public_id}/")
    assert [each.words for each in there.context["tasks"]] == ["Order a frame"]
    assert pages.client.get(desk).text.count("raised at the session of") == 1


@pytest.mark.parametrize("goal", ["0f8fad5b-d9cb-469f-a165-70867728950e", "x", "\x00"])
def test_a_goal_that_is_none_of_theirs_is_refused_with_the_words_kept(pages, desk, planned, goal):
    shown = filled(pages.client.get(desk).context["form"])

    answer = pages.client.post(f"{desk}add/", shown | {"words": "Walk", "due_on": SOON, "goal": goal})

    assert (answer.status_code, 'value="Walk"' in answer.text) == (422, True)
    assert "over or stands in the plan no more" in answer.text
    assert tasks() == {}


def test_a_goal_retracted_meanwhile_gets_no_task(pages, world, adair):
    with as_system():
        wrong = {"in_error_at": NOW, "in_error_by": world.user("gp_a"), "in_error_reason": "WRONG_PERSON"}
        plan = make_plan(adair, agreed=True, **wrong)
        key = PlanGoal.objects.get(plan=plan).key
    order = Order(kind="TASK", words="Walk", due_at=NOW, goal=key)

    with (
        acting_as(world.user("case_manager_1"), on=TODAY) as user,
        pytest.raises(PermissionDenied) as refused,
    ):
        add_task(person=adair, order=order, once=uuid.uuid4(), by=user, at=NOW)

    assert str(refused.value) == NO_GOAL


@pytest.mark.parametrize("field", ["goal", "plan", "planning_session"])
def test_what_a_task_serves_never_changes(world, adair, field):
    with as_system():
        plan = make_plan(adair)
        key = PlanGoal.objects.get(plan=plan).key
        session = make_session(adair, on=TODAY, state="BOOKED")
        task = make_task(adair, goal=key, plan=plan, planning_session=session)
        changed = {"goal": uuid.uuid4(), "plan": make_plan(adair, number=2, agreed=True)}
        changed["planning_session"] = make_session(adair, on=TODAY, state="HELD")
        for values in ({field: changed[field]}, {field: None}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Task.objects.filter(pk=task.pk).update(**values)

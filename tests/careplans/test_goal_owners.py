"""Who sees to it that a goal comes about: the person, a carer, somebody of the staff, or whoever is there."""

import uuid

import pytest
from django.db import DatabaseError, transaction

from careplans.actions.plan_writing import Aim, save_goal
from careplans.actions.plans import begin_plan, goals_of
from careplans.models import CarePlan, GoalHolder, PlanGoal
from tests.careplans.factories import make_plan
from tests.world import NOW, TODAY, as_system
from wsic.accounts.models import Membership
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
KEY = uuid.UUID(int=7)


def held(row: PlanGoal) -> tuple[str, str | None, str | None]:
    team = row.owner_organisation
    return row.held_by, row.owner and row.owner.username, team and team.code


def test_a_goal_of_staff_has_their_team_and_a_new_version_carries_its_owner_on(pages, adair, world):
    first = pages.begin()
    with acting_as(world.user("case_manager_1"), on=TODAY) as user:
        plan = CarePlan.objects.visible_to(user).get()
        aim = Aim(what="Walk", held_by=GoalHolder.STAFF, owner=world.user("case_manager_1"))
        for _ in "12":  # twice is once
            saved = save_goal(plan=plan, aim=aim, key=KEY, upon=0, by=user, at=NOW)
        whoever = Aim(what="Eat", held_by=GoalHolder.STAFF)
        assert held(save_goal(plan=plan, aim=whoever, key=uuid.uuid4(), upon=0, by=user, at=NOW)) == (
            "STAFF", None, "HUB1",
        )  # fmt: skip
        stray = Aim(what="Read", held_by=GoalHolder.CARER, owner=user, team=saved.owner_organisation_id)
        row = save_goal(plan=plan, aim=stray, key=uuid.uuid4(), upon=0, by=user, at=NOW)
        assert held(row) == ("CARER", None, None)
    assert held(saved) == ("STAFF", "case_manager_1", "HUB1")
    pages.agree(first)
    with acting_as(world.user("case_manager_1"), on=TODAY) as user:
        carried = goals_of(begin_plan(person=adair, by=user, at=NOW), user)
        assert held(next(each for each in carried if each.key == KEY)) == ("STAFF", "case_manager_1", "HUB1")


@pytest.mark.parametrize(
    ("held_by", "named", "code"),
    [("STAFF", "gp_a", None), ("STAFF", None, None), ("PERSON", "gp_a", None), ("", None, "PA")],
)
def test_the_database_takes_no_owner_without_a_team_and_no_team_without_staff(
    adair, world, held_by, named, code
):
    owner = {"owner": named and world.user(named), "owner_organisation": code and world.organisation(code)}
    with as_system():
        row = PlanGoal.objects.get(plan=make_plan(adair))
        row.pk, row.revision, row.held_by = None, 2, held_by
        row.owner, row.owner_organisation = owner["owner"], owner["owner_organisation"]
        with pytest.raises(DatabaseError, match="names_their_team"), transaction.atomic():
            row.save(force_insert=True)


def test_its_owner_stands_where_the_goal_does_and_stays_until_they_have_left(pages, adair, world):
    first, me = pages.begin(), world.user("case_manager_1")
    assert pages.goal(first, "Nobody's").status_code == 302
    assert pages.goal(first, "Hers", owner="PERSON").status_code == 302
    assert pages.goal(first, "Strange", owner="nobody").status_code == 422
    assert pages.goal(first, "Ours", owner=str(me.public_id)).status_code == 302
    pages.agree(first)
    person = f"/people/{adair.public_id}/"
    for address in (first, f"{person}plan/", person):
        shown = " ".join(pages.client.get(address).text.split())
        assert "Owner: No owner yet" in shown, address
        assert "Owner: you" in shown, address

    draft = pages.begin()
    with as_system():
        key = str(PlanGoal.objects.get(what="Ours", plan__number=2).key)
        Membership.objects.filter(user=world.user("hsca_1")).update(to_on=TODAY)
        owner_is_hsca(key, world)
    page = pages.client.get(f"{draft}goal/", {"goal": key})
    assert "Hsca 1, who has left" in page.text
    assert page.context["form"].initial["owner"] == "-"
    refused = pages.goal(draft, "Ours", form=page.context["form"])
    assert (refused.status_code, "Choose an owner again" in refused.text) == (422, True)


def owner_is_hsca(key: str, world) -> None:
    row = PlanGoal.objects.get(key=key, plan__number=2)
    row.pk, row.revision, row.owner = None, 2, world.user("hsca_1")
    row.save(force_insert=True)

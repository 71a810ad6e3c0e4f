"""A plan entered in error is read by nobody, however they ask; what was typed beside it is not lost."""

import random
from datetime import timedelta

import pytest

from careplans.models import CarePlan
from tests.careplans.factories import make_plan
from tests.careplans.plans import Pages, filled
from tests.world import TODAY, as_system

pytestmark = pytest.mark.django_db
WRONG = {"reason": "WRONG_PERSON"}


def test_who_saves_into_a_version_in_error_reads_nothing_of_it_and_keeps_their_own_words(pages):
    plan = pages.begin()
    pages.write(plan, "HELPS", "canary of somebody else")
    pages.goal(plan, "canary goal")
    [goal] = pages.client.get(plan).context["shown"].goals
    section = pages.section(plan, "HELPS")
    aim = pages.client.get(f"{plan}goal/", {"goal": str(goal.key)}).context["form"]
    pages.client.post(f"{plan}in-error/", WRONG)

    answers = [
        pages.write(plan, "HELPS", "mine", form=section, voice=""),
        pages.goal(plan, "mine", form=aim, outcome_words="and mine", confidence="99"),
    ]

    for answer in answers:
        assert answer.status_code == 409
        assert "canary" not in answer.text
        assert "mine" in answer.text
        assert "copy them" in answer.text
    assert "and mine" in answers[1].text


def test_a_draft_thrown_away_can_be_wrong_too_alone_and_with_what_it_carries_on(pages):
    alone = pages.begin()
    pages.write(alone, "HELPS", "canary alone")
    pages.client.post(f"{alone}discard/")
    assert pages.client.post(f"{alone}in-error/", WRONG).status_code == 302
    wrong = pages.begin()
    pages.write(wrong, "HELPS", "canary of somebody else")
    pages.agree(wrong)
    draft = pages.begin()
    pages.client.post(f"{draft}discard/")
    assert "canary" in pages.client.get(draft).text

    pages.client.post(f"{wrong}in-error/", WRONG)

    new = pages.begin()
    for address in (alone, draft, wrong, f"{new}compare/", f"{draft}compare/"):
        assert "canary" not in pages.client.get(address).text, address


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_no_version_that_is_read_carries_a_wrong_one(pages, seed):
    lot, plans = random.Random(seed), []
    for step in range(10):
        plan = pages.begin()
        if plan not in plans:
            plans.append(plan)
            pages.write(plan, lot.choice(["HELPS", "RISKS"]), f"words{step}")
        match lot.choice(["agree", "agree", "discard", "error"]):
            case "agree":
                pages.agree(plan)
            case "discard":
                pages.client.post(f"{plan}discard/")
            case _:
                pages.client.post(f"{lot.choice(plans)}in-error/", WRONG)

    with as_system():
        rows = {each.pk: each for each in CarePlan.objects.all()}
    read = [each for each in rows.values() if each.upon_id and not each.in_error_at]
    assert not [each.number for each in read if rows[each.upon_id].in_error_at], seed


def test_nobody_agrees_after_their_death_or_more_than_a_year_ago(client, sign_in, world, pages):
    plan = pages.begin()
    pages.write(plan, "HELPS", "Tea")
    long_ago = pages.agree(plan, on=(TODAY - timedelta(days=367)).isoformat())
    assert (long_ago.status_code, "more than a year ago" in long_ago.text) == (422, True)
    sign_in("gp_a")
    dead = Pages(client, world.person("DEAN"))
    plan = dead.begin()
    dead.write(plan, "HELPS", "Tea")

    answer = dead.agree(plan)

    assert (answer.status_code, "The person died on" in answer.text) == (422, True)


def test_a_goal_that_is_over_is_no_plan(pages):
    plan = pages.begin()
    pages.goal(plan, "Walk")
    [goal] = pages.client.get(plan).context["shown"].goals
    form = pages.client.get(f"{plan}goal/", {"goal": str(goal.key)}).context["form"]
    mark = pages.client.get(plan).context["agreeing"]["mark"].value()
    pages.goal(plan, "Walk", form=form, outcome="NOT_MET")

    assert pages.agree(plan).status_code == 422
    assert pages.agree(plan, mark=mark).status_code == 422


def test_a_review_of_what_was_entered_in_error_says_so_and_keeps_its_words(pages, adair):
    with as_system():
        plan = make_plan(adair, agreed=True)
    form = pages.client.get(f"/people/{adair.public_id}/plan/").context["reviewing"]
    pages.client.post(f"/plans/{plan.public_id}/in-error/", WRONG)
    sent = filled(form) | {"attended": ["PERSON"], "words": "typed in vain"}

    answer = pages.client.post(f"/plans/{plan.public_id}/review/", sent)

    assert answer.status_code == 409
    assert "entered in error meanwhile" in answer.text
    assert "typed in vain" in answer.text

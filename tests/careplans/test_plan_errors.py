"""A plan entered in error is read by nobody, however they ask; what was typed beside it is not lost."""

import random
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from careplans.actions.plans import WrittenMeanwhile, mark_plan_in_error
from careplans.models import CarePlan, PlanGoal, PlanSection
from careplans.rules.plan import Heading, carrying
from tests.careplans.factories import make_plan
from tests.careplans.plans import Pages, filled
from tests.world import NOW, TODAY, as_system
from wsic.work import acting_as

pytestmark = pytest.mark.django_db

WRONG = {"reason": "WRONG_PERSON"}


def test_who_saves_into_a_version_in_error_reads_nothing_of_it_and_keeps_their_own_words(pages):
    plan = pages.begin()
    pages.write(plan, "HELPS", "canary of somebody else")
    pages.goal(plan, "canary goal")
    [goal] = pages.client.get(plan).context["shown"].goals
    section = pages.section(plan, "HELPS")
    aim = pages.client.get(f"{plan}goal/", {"goal": str(goal.key)}).context["form"]
    pages.wrong(plan)

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
    pages.discard(alone)
    assert pages.wrong(alone).status_code == 302
    wrong = pages.begin()
    pages.write(wrong, "HELPS", "canary of somebody else")
    pages.agree(wrong)
    draft = pages.begin()
    pages.discard(draft)
    assert "canary" in pages.client.get(draft).text

    assert pages.wrong(wrong).status_code == 302

    new = pages.begin()
    for address in (alone, draft, wrong, f"{new}compare/", f"{draft}compare/"):
        assert "canary" not in pages.client.get(address).text, address


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 3))
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
                pages.discard(plan)
            case _:
                pages.wrong(lot.choice(plans))

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
    pages.wrong(f"/plans/{plan.public_id}/")
    sent = filled(form) | {"attended": ["PERSON"], "words": "typed in vain"}

    answer = pages.client.post(f"/plans/{plan.public_id}/review/", sent)

    assert answer.status_code == 409
    assert "entered in error meanwhile" in answer.text
    assert "typed in vain" in answer.text


@pytest.mark.fast
def test_what_is_carried_on_is_followed_from_version_to_version():
    assert carrying(1, {}) == ()
    assert carrying(1, {2: 1, 3: 2, 4: 3}) == (2, 3, 4)
    assert carrying(2, {2: 1, 3: 2, 4: 1, 5: 4, 6: 3}) == (3, 6)


def test_who_marks_an_old_version_is_told_what_goes_with_it_and_chooses_it(pages):
    plans = []
    for words in ("one", "two", "three"):
        plans.append(pages.begin())
        pages.write(plans[-1], "HELPS", words)
        pages.agree(plans[-1])
    first, second, third = plans
    told = pages.client.get(first).text
    assert "Versions 2 and 3 go with it, being begun upon it; then no plan is in force" in told
    assert "then version 1 is in force again" in pages.client.get(second).text
    assert "version 2 is in force again" in pages.client.get(third).text

    sent = WRONG | {"mark": pages.mark(first)}
    untold = pages.client.post(f"{first}in-error/", sent)
    stale = pages.client.post(f"{first}in-error/", sent | {"along": ["2"]})

    assert (untold.status_code, "it carries its words on" in untold.text) == (422, True)
    assert (stale.status_code, "Meanwhile another version was begun" in stale.text) == (422, True)
    assert pages.words(Heading.HELPS) == "three"
    assert pages.wrong(second).status_code == 302
    assert pages.words(Heading.HELPS) == "one"


def test_versions_begun_after_the_page_was_shown_are_not_marked_unseen(pages, world):
    plan = pages.begin()
    pages.write(plan, "HELPS", "Tea")
    pages.agree(plan)
    pages.begin()
    mark = pages.mark(plan)
    with as_system():
        row = CarePlan.objects.get(number=1)

    with acting_as(world.user("case_manager_1"), on=TODAY) as user, pytest.raises(WrittenMeanwhile):
        mark_plan_in_error(plan=row, reason="WRONG", mark=mark, along=(), by=user, at=NOW)


@pytest.mark.parametrize("end", ["discard", "in-error"])
def test_what_a_colleague_wrote_meanwhile_is_read_before_a_draft_is_given_up(pages, sign_in, end):
    plan = pages.begin()
    sent = WRONG | {"mark": pages.mark(plan)}
    sign_in("gp_a")
    pages.write(plan, "HELPS", "Sit her up")
    sign_in("case_manager_1")

    refused = pages.client.post(f"{plan}{end}/", sent)

    assert (refused.status_code, "Something was written meanwhile" in refused.text) == (409, True)
    assert "Sit her up" in refused.text
    assert pages.client.post(f"{plan}{end}/", WRONG).status_code == 422
    assert pages.client.get(plan).context["writes"]
    assert {"discard": pages.discard, "in-error": pages.wrong}[end](plan).status_code == 302


def test_what_was_typed_of_an_agreement_is_never_lost_and_agreed_twice_is_once(pages):
    plan = pages.begin()
    pages.write(plan, "HELPS", "Tea")
    mark = pages.client.get(plan).context["agreeing"]["mark"].value()
    pages.write(plan, "HELPS", "Tea, with two sugars")
    said = {"words": "Ann consulted", "capacity": "Dr Patel, 3 June"}

    changed = pages.agree(plan, mark=mark, **said)

    assert changed.status_code == 409
    assert "two sugars" in changed.text
    shown = changed.context["agreeing"]["mark"].value()
    assert [pages.agree(plan, mark=shown, **said).status_code for _ in "12"] == [302, 302]
    over = pages.agree(plan, mark=shown, **said | {"words": "Ann and Bert consulted"})
    assert (over.status_code, "copy them" in over.text) == (409, True)
    assert "Ann and Bert consulted" in over.text
    pages.wrong(plan)
    wrong = pages.agree(plan, mark=shown, **said)
    assert (wrong.status_code, "Ann consulted" in wrong.text, "sugars" in wrong.text) == (409, True, False)


def _copied(row, **change):
    fields = {each.attname: getattr(row, each.attname) for each in row._meta.fields}
    return type(row)(**fields | {"id": None} | change)


@pytest.mark.parametrize("table", [PlanSection, PlanGoal])
def test_the_database_adds_to_a_draft_of_its_person_in_ones_own_name_alone(world, adair, table):
    bello, mine = world.person("BELLO"), world.user("hsca_1").pk
    gone = {"in_error_at": NOW, "in_error_by": world.user("gp_a"), "in_error_reason": "WRONG"}
    with as_system():
        draft = table.objects.get(plan=make_plan(adair, number=3))
        agreed = table.objects.get(plan=make_plan(adair, agreed=True))
        wrong = table.objects.get(plan=make_plan(adair, number=2, **gone))
        other = table.objects.get(plan=make_plan(bello))
    refused = [
        _copied(agreed, revision=2, written_by_id=mine),
        _copied(wrong, revision=2, written_by_id=mine),
        _copied(draft, revision=2),
        _copied(other, revision=2, written_by_id=mine, person_id=adair.pk),
    ]

    with acting_as(world.user("hsca_1"), on=TODAY):
        for row in refused:
            with pytest.raises(DatabaseError, match="in one's own name"), transaction.atomic():
                row.save(force_insert=True)
        _copied(draft, revision=2, written_by_id=mine).save(force_insert=True)


def test_the_database_carries_on_of_the_same_person_and_agrees_in_ones_own_name(world, adair):
    bello = world.person("BELLO")
    with as_system():
        plan, other = make_plan(adair), make_plan(bello, agreed=True)
    with as_system(), pytest.raises(DatabaseError, match="the same person"), transaction.atomic():
        make_plan(adair, number=2, discarded_at=NOW, discarded_by=plan.recorded_by, upon=other)
    agreed = {"agreed_with": "PERSON", "agreed_on": TODAY, "attended": ["PERSON"], "agreed_at": NOW}
    with acting_as(world.user("hsca_1"), on=TODAY) as user:
        rows = CarePlan.objects.visible_to(user).filter(pk=plan.pk)
        with pytest.raises(DatabaseError, match="in one's own name"), transaction.atomic():
            rows.update(agreed_by=world.user("gp_a"), **agreed)
        assert rows.update(agreed_by=user, **agreed) == 1

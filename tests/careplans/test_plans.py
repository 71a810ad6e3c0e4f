"""A care plan drafted by several, agreed, carried on, taken back: nothing saved is ever lost."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from careplans.models import CarePlan, PlanSection
from careplans.rules.plan import Heading, State, Version, in_force, missing, state_of
from tests.careplans.factories import make_plan
from tests.world import TODAY, as_system
from wsic.audit.models import AuditEvent

HOUR = timedelta(hours=1)


@pytest.mark.fast
@pytest.mark.parametrize("seed", range(20))
def test_the_last_agreed_that_is_not_in_error_is_in_force_whatever_came(seed):
    """Against a plain reading of random lives of a plan: each step changes what is in force as it says."""
    lot, at = random.Random(seed), datetime(2026, 1, 1, tzinfo=UTC)
    versions: list[Version] = []
    stack: list[int] = []  # agreed and not in error, in order
    for step in range(40):
        now = at + step * HOUR
        draft = versions and state_of(versions[-1], in_force(versions)) is State.DRAFT
        if not draft:
            versions.append(Version(number=len(versions) + 1))
        elif lot.random() < 0.6:
            versions[-1] = Version(number=versions[-1].number, agreed_at=now)
            stack.append(versions[-1].number)
        else:
            versions[-1] = Version(number=versions[-1].number, discarded_at=now)
        if stack and lot.random() < 0.3:
            wrong = lot.choice(stack)
            versions[wrong - 1] = Version(
                number=wrong, agreed_at=versions[wrong - 1].agreed_at, in_error_at=now
            )
            stack.remove(wrong)
        current = in_force(versions)
        assert (current.number if current else None) == (stack[-1] if stack else None), seed
        assert [state_of(each, current) for each in versions].count(State.CURRENT) == bool(stack)


@pytest.mark.fast
def test_what_is_missing_is_said():
    assert missing((), 0) == ("goals", "crisis guidance")
    assert missing((Heading.EARLY_SIGNS,), 1) == ("crisis guidance",)
    assert missing((Heading.EARLY_SIGNS, Heading.WHAT_TO_DO), 1) == ()


of_pages = pytest.mark.django_db


@of_pages
def test_a_draft_is_nobodys_plan_until_it_is_agreed_and_a_new_one_carries_it_on(pages):
    plan = pages.begin()
    assert pages.begin() == plan
    assert pages.write(plan, "ABOUT_ME", "My garden\nand my cat", voice="PERSON").status_code == 302
    assert pages.goal(plan, "Walk to the market", confidence="6").status_code == 302
    assert pages.shown() is None

    assert pages.agree(plan).status_code == 302
    assert pages.words(Heading.ABOUT_ME) == "My garden\nand my cat"
    assert [(each.what, each.confidence) for each in pages.shown().goals] == [("Walk to the market", 6)]
    second = pages.begin()
    pages.write(second, "ABOUT_ME", "My garden", voice="PERSON")
    assert pages.words(Heading.ABOUT_ME) == "My garden\nand my cat"
    pages.agree(second)
    assert pages.words(Heading.ABOUT_ME) == "My garden"
    assert [each.what for each in pages.shown().goals] == ["Walk to the market"]
    assert "My garden<br>and my cat" in pages.client.get(plan).text


@of_pages
def test_the_crisis_page_is_of_what_was_agreed_last_says_its_age_and_leaves_nothing_blank(pages, adair):
    crisis = f"/people/{adair.public_id}/crisis/"
    assert "No plan is agreed." in pages.client.get(crisis).text
    with as_system():
        make_plan(adair, words="Tea helps", agreed=True, agreed_on=date(2025, 6, 29))
    pages.write(pages.begin(), "HELPS", "only a draft")

    page = pages.client.get(crisis)

    assert "Tea helps" in page.text
    assert "only a draft" not in page.text
    assert (page.context["crisis"].months, page.context["crisis"].stale) == (12, True)
    assert page.text.count("Not recorded") >= 6  # each other heading of a crisis


@of_pages
def test_a_crisis_shows_what_the_plan_says_of_allergies_and_the_front_sheet_its_goals(pages, adair):
    plan = pages.begin()
    pages.write(plan, "ALLERGIES", "Latex: anaphylaxis")
    pages.write(plan, "RISKS", "Afraid of her son", kept="on", kept_why="He reads her letters")
    pages.goal(plan, "Walk to the market")
    pages.agree(plan)

    page = pages.client.get(f"/people/{adair.public_id}/crisis/").text

    assert "Latex: anaphylaxis" in page
    assert "Problems and diagnoses" in page
    assert "Not to be left with the person" in page
    assert "Walk to the market" in pages.client.get(f"/people/{adair.public_id}/").text


@of_pages
def test_of_two_who_write_at_once_the_second_sees_both_texts_and_nothing_is_lost(pages, adair, sign_in):
    plan = pages.begin()
    stale = pages.section(plan, "WHAT_TO_DO")
    sign_in("gp_a")
    assert pages.write(plan, "WHAT_TO_DO", "Ring the GP").status_code == 302
    sign_in("case_manager_1")

    refused = pages.write(plan, "WHAT_TO_DO", "Ring the daughter", form=stale)

    assert refused.status_code == 409
    assert "Ring the GP" in refused.text
    assert "Ring the daughter" in refused.text
    both = pages.write(plan, "WHAT_TO_DO", "Ring both", form=refused.context["form"])
    assert both.status_code == 302
    with as_system():
        rows = list(PlanSection.objects.order_by("revision").values_list("revision", "words"))
    assert rows == [(1, "Ring the GP"), (2, "Ring both")]


@of_pages
def test_a_button_pressed_twice_saves_once(pages):
    plan = pages.begin()
    form = pages.section(plan, "HELPS")

    answers = [pages.write(plan, "HELPS", "Tea", form=form).status_code for _ in range(2)]

    assert answers == [302, 302]
    with as_system():
        assert PlanSection.objects.count() == 1


@of_pages
def test_nothing_is_agreed_that_changed_under_the_page_or_is_empty(pages):
    plan = pages.begin()
    assert pages.agree(plan).status_code == 422
    pages.write(plan, "HELPS", "Tea")
    mark = pages.client.get(plan).context["agreeing"]["mark"].value()
    pages.write(plan, "HELPS", "Tea, with two sugars")

    assert pages.agree(plan, mark=mark).status_code == 409
    assert pages.shown() is None
    assert pages.agree(plan, agreed_with="BEST_INTERESTS").status_code == 422
    said = {"agreed_with": "BEST_INTERESTS", "words": "Daughter consulted", "attended": ["CARER", "GP"]}
    assert pages.agree(plan, **said).status_code == 422
    assert pages.agree(plan, **said, capacity="Dr Patel, 3 June").status_code == 302
    assert "Daughter consulted" in pages.client.get(f"/people/{pages.person.public_id}/plan/").text


@of_pages
def test_what_was_entered_in_error_is_read_by_nobody_and_the_one_before_is_in_force_again(pages, adair):
    plan = pages.begin()
    pages.write(plan, "HELPS", "Tea")
    pages.agree(plan)
    wrong = pages.begin()
    pages.write(wrong, "HELPS", "canary of somebody else")
    pages.agree(wrong)
    draft = pages.begin()
    assert "canary" in pages.client.get(draft).text

    answers = [pages.wrong(wrong).status_code for _ in "12"]

    assert answers == [302, 302]
    assert pages.words(Heading.HELPS) == "Tea"
    for address in (wrong, draft, f"/people/{adair.public_id}/plan/"):
        assert "canary" not in pages.client.get(address).text
    assert pages.client.get(f"{draft}section/", {"heading": "HELPS"}).status_code == 403
    with as_system():
        assert AuditEvent.objects.filter(verb="plan.in_error").count() == 2
    assert "canary" not in pages.client.get(pages.begin()).text


@of_pages
def test_an_ended_draft_takes_no_words_and_says_so_with_them(pages):
    plan = pages.begin()
    stale = pages.section(plan, "HELPS")
    assert pages.discard(plan).status_code == 302

    refused = pages.write(plan, "HELPS", "Tea", form=stale)

    assert refused.status_code == 409
    assert "Tea" in refused.text
    assert pages.discard(plan).status_code == 403


@of_pages
def test_the_database_rewrites_no_agreed_plan_and_no_words(pages, world, adair):
    plan = pages.begin()
    pages.write(plan, "HELPS", "Tea")
    pages.agree(plan)

    with as_system(), pytest.raises(DatabaseError, match="agreed once"), transaction.atomic():
        CarePlan.objects.update(agreed_on=TODAY - timedelta(days=1))


@of_pages
def test_who_does_not_reach_the_person_finds_no_plan_and_who_only_reads_writes_none(pages, sign_in, adair):
    plan = pages.begin()
    sign_in("gp_b")
    assert pages.client.get(plan).status_code == 404
    assert pages.client.post(f"{plan}section/save/").status_code == 404
    assert pages.client.get(f"/people/{adair.public_id}/plan/").status_code == 404


@of_pages
def test_a_form_upon_a_revision_that_never_was_is_refused_and_the_plan_can_be_agreed_all_the_same(pages):
    plan = pages.begin()
    assert pages.write(plan, "HELPS", "Tea").status_code == 302

    ahead = pages.write(plan, "HELPS", "Coffee", upon=7), pages.goal(plan, "Walk", upon=7)

    assert [each.status_code for each in ahead] == [409, 409]
    assert pages.agree(plan).status_code == 302
    assert pages.words(Heading.HELPS) == "Tea"

"""What is typed into a draft and not saved is there again; who else has it open is said."""

from datetime import timedelta

import pytest
import time_machine

from careplans.models import UnsavedWords
from careplans.rules.plan import Heading
from tests.careplans.plans import filled
from tests.world import NOW, as_system

pytestmark = pytest.mark.django_db


def keep(pages, plan, heading, words, **said):
    sent = filled(pages.section(plan, heading)) | {"words": words} | said
    return pages.client.post(f"{plan}keep/", sent)


def typed(pages, plan, heading):
    form = pages.section(plan, heading)
    return form["words"].value(), form["upon"].value()


def test_what_was_typed_is_back_until_it_is_saved_or_thrown_away(pages):
    plan = pages.begin()
    answer = keep(pages, plan, "HELPS", "Tea, half writ\r\nten")
    assert "not saved yet" in answer.text
    assert typed(pages, plan, "HELPS")[0] == "Tea, half writ\nten"
    assert "You typed this and did not save it" in pages.client.get(plan).text

    assert pages.write(plan, "HELPS", "Tea").status_code == 302
    assert typed(pages, plan, "HELPS") == ("Tea", 1)
    assert keep(pages, plan, "HELPS", "Tea, and").status_code == 200
    assert pages.client.post(f"{plan}forget/", {"heading": "HELPS"}).status_code == 302
    assert typed(pages, plan, "HELPS") == ("Tea", 1)


def test_what_a_colleague_saved_meanwhile_stands_beside_what_is_back(pages, sign_in):
    plan = pages.begin()
    keep(pages, plan, "HELPS", "Tea")
    sign_in("gp_a")
    assert "Tea" not in pages.client.get(f"{plan}section/", {"heading": "HELPS"}).text
    pages.write(plan, "HELPS", "Coffee")
    sign_in("case_manager_1")

    page = pages.client.get(f"{plan}section/", {"heading": "HELPS"})

    assert "What stands now" in page.text
    assert "Coffee" in page.text
    assert page.context["form"]["words"].value() == "Tea"
    assert page.context["form"]["upon"].value() == 1


def test_who_has_the_same_open_is_named_for_a_quarter_of_an_hour(pages, sign_in):
    plan = pages.begin()
    pages.section(plan, "HELPS")
    sign_in("gp_a")
    page = pages.client.get(f"{plan}section/", {"heading": "HELPS"})
    assert "opened this just now" in page.text
    assert "opened this" not in pages.client.get(f"{plan}section/", {"heading": "RISKS"}).text
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        sign_in("gp_a")
        assert "opened this" not in pages.client.get(f"{plan}section/", {"heading": "HELPS"}).text


def test_a_new_goal_half_typed_is_found_again(pages):
    plan = pages.begin()
    form = pages.client.get(f"{plan}goal/").context["form"]
    assert pages.client.post(f"{plan}keep/", filled(form) | {"what": "Walk"}).status_code == 200

    [(kept, address)] = pages.client.get(plan).context["unsaved"]
    again = pages.client.get(address).context["form"]

    assert (kept.words, again["what"].value()) == ("Walk", "Walk")
    assert pages.goal(plan, "Walk to the market", form=again).status_code == 302
    assert pages.client.get(plan).context["unsaved"] == []


def test_of_a_draft_that_is_over_the_words_can_be_copied_and_of_one_in_error_nothing_is_left(pages, sign_in):
    plan = pages.begin()
    keep(pages, plan, "HELPS", "qzkw unsaved")
    sign_in("gp_a")
    keep(pages, plan, "RISKS", "qzkw of the GP")
    pages.discard(plan)
    sign_in("case_manager_1")
    page = pages.client.get(plan).text
    assert "copy it" in page
    assert "of the GP" not in page

    wrong = pages.begin()
    keep(pages, wrong, "HELPS", "qzkw wrong")
    late = {"heading": Heading.HELPS, "words": "later"}
    pages.wrong(wrong)

    assert "qzkw" not in pages.client.get(wrong).text
    assert pages.client.post(f"{wrong}keep/", late).status_code == 403
    with as_system():
        assert [each.plan.number for each in UnsavedWords.objects.kept()] == [1, 1]


@pytest.mark.parametrize(
    "sent", [{}, {"heading": "NONE"}, {"heading": "HELPS", "words": "x" * 20_001}, {"key": "1"}]
)
def test_what_is_no_form_of_ours_or_endless_is_not_kept_and_says_why(pages, sent):
    answer = pages.client.post(f"{pages.begin()}keep/", sent)

    assert answer.status_code == 422
    assert answer.text


def test_words_that_a_colleague_left_behind_by_agreeing_are_shown_with_the_plan(pages, sign_in):
    plan = pages.begin()
    pages.write(plan, "HELPS", "Tea")
    keep(pages, plan, "RISKS", "Falls at night")
    sign_in("gp_a")
    pages.agree(plan)
    assert "never saved" not in pages.client.get(f"/people/{pages.person.public_id}/plan/").text
    sign_in("case_manager_1")

    page = pages.client.get(f"/people/{pages.person.public_id}/plan/").text

    assert "You typed words in version 1 that were never saved." in page
    assert f'href="{plan}#unsaved"' in page
    assert "Falls at night" in pages.client.get(plan).text
    pages.wrong(plan)
    assert "never saved" not in pages.client.get(f"/people/{pages.person.public_id}/plan/").text

"""What comes late never takes the place of what is newer or saved, and what is typed on is never dropped."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from careplans.actions import unsaved as actions
from careplans.models import PlanSection, UnsavedWords
from tests.careplans.factories import make_plan
from tests.careplans.plans import filled
from tests.world import NOW, TODAY, as_system
from wsic.work import acting_as

pytestmark = pytest.mark.django_db


class Window:
    """A form in a window, whose script names it and numbers what it sends."""

    def __init__(self, pages, plan, form) -> None:
        self.pages, self.plan = pages, plan
        self.sent = filled(form) | {"typed_in": str(uuid.uuid4())}

    def keep(self, number, **said) -> str:
        sent = self.sent | {"number": number} | said
        answer = self.pages.client.post(f"{self.plan}keep/", sent)
        assert answer.status_code == 200
        return answer.text

    def save(self, **said):
        verb = "section" if "heading" in self.sent else "goal"
        return self.pages.client.post(f"{self.plan}{verb}/save/", self.sent | said)


def kept() -> list[str]:
    with as_system():
        rows = UnsavedWords.objects.kept().order_by("pk")
        return [each.said.get("words") or f"{each.said['what']}: {each.said['steps']}" for each in rows]


def test_what_comes_late_brings_nothing_back_and_another_window_keeps_its_own(pages):
    plan = pages.begin()
    window = Window(pages, plan, pages.section(plan, "HELPS"))
    window.keep(2, words="Tea, with")
    assert "already" in window.keep(1, words="Tea")
    assert "already" in window.keep(2, words="Tea")
    assert kept() == ["Tea, with"]

    assert window.save(words="Tea, with sugar").status_code == 302
    assert "already" in window.keep(3, words="Tea, with sug")
    assert kept() == []
    window.keep(1, words="Tea, with sugar and the wireless", typed_in=str(uuid.uuid4()))
    assert kept() == ["Tea, with sugar and the wireless"]


def test_what_is_typed_on_after_it_was_saved_is_kept_also_where_its_first_words_are_the_same(pages):
    plan = pages.begin()
    helps = Window(pages, plan, pages.section(plan, "HELPS"))
    goal = Window(pages, plan, pages.client.get(f"{plan}goal/").context["form"])
    assert (helps.save(words="Tea").status_code, goal.save(what="Walk").status_code) == (302, 302)
    assert "already" in goal.keep(1, what="Wal")
    assert kept() == []

    after = {"typed_in": str(uuid.uuid4())}
    helps.keep(1, words="Tea", kept="on", kept_why="The son shouts", **after)
    goal.keep(1, what="Walk", steps="With the daughter on Mondays", **after)

    assert sorted(kept()) == ["Tea", "Walk: With the daughter on Mondays"]


def test_of_what_was_thrown_away_nothing_comes_after_it(pages):
    plan = pages.begin()
    window = Window(pages, plan, pages.section(plan, "HELPS"))
    window.keep(1, words="Tea")
    thrown = {"heading": "HELPS", "typed_in": window.sent["typed_in"]}
    assert pages.client.post(f"{plan}forget/", thrown).status_code == 302

    assert "already" in window.keep(2, words="Tea")

    assert kept() == []


def test_of_a_version_retracted_while_words_were_on_their_way_nothing_is_kept(pages, adair, world):
    with as_system():
        before = make_plan(adair)
    pages.wrong(f"/plans/{before.public_id}/")
    typed = actions.Typed(upon=0, said={"words": "qzkw"})

    with acting_as(world.user("case_manager_1"), on=TODAY) as user, pytest.raises(PermissionDenied):
        actions.keep_words(plan=before, part="HELPS", typed=typed, by=user, at=NOW)

    assert kept() == []


def test_of_a_draft_that_is_over_the_answer_says_that_it_can_be_copied(pages):
    plan = pages.begin()
    window = Window(pages, plan, pages.section(plan, "HELPS"))
    pages.discard(plan)

    assert "for you to copy: this version is no draft any more" in window.keep(1, words="Tea")
    assert kept() == ["Tea"]


def test_a_sign_that_the_database_cannot_hold_is_left_out(pages):
    plan = pages.begin()

    Window(pages, plan, pages.section(plan, "HELPS")).keep(1, words="Te\x00a")

    assert kept() == ["Tea"]


def kept_by_the_gp(pages, sign_in, plan):
    sign_in("gp_a")
    pages.write(plan, "HELPS", "The son shouts", kept="on", kept_why="Harm")
    sign_in("case_manager_1")


def test_what_a_colleague_keeps_from_the_portal_stays_so_when_both_are_brought_together(pages, sign_in):
    plan = pages.begin()
    stale = pages.section(plan, "HELPS")
    kept_by_the_gp(pages, sign_in, plan)
    answer = pages.write(plan, "HELPS", "Tea", form=stale)
    assert "so yours is too" in answer.text
    assert '<details class="more" open>' in answer.text

    assert pages.write(plan, "HELPS", "The son shouts. Tea", form=answer.context["form"]).status_code == 302

    with as_system():
        assert PlanSection.objects.order_by("-revision").first().kept_why == "Harm"


def test_what_a_colleague_keeps_from_the_portal_stays_so_when_words_are_back(pages, sign_in):
    plan = pages.begin()
    window = Window(pages, plan, pages.section(plan, "HELPS"))
    window.keep(1, words="Tea")
    kept_by_the_gp(pages, sign_in, plan)
    page = pages.client.get(f"{plan}section/", {"heading": "HELPS"})
    assert (page.context["form"]["kept"].value(), page.context["form"]["kept_why"].value()) == ("on", "Harm")
    assert "so yours is too" in page.text
    # typed on there and opened again, what the colleague wrote stands beside it still
    assert 'data-upon="0"' in page.text
    own = Window(pages, plan, page.context["form"])
    own.keep(2, upon=1, words="Tea", kept="", kept_why="")
    assert pages.section(plan, "HELPS")["kept"].value() == ""


def test_all_of_a_colleagues_goal_stands_beside_ones_own(pages, sign_in):
    plan = pages.begin()
    pages.goal(plan, "Walk")
    [goal] = pages.client.get(plan).context["shown"].goals
    stale = pages.client.get(f"{plan}goal/", {"goal": str(goal.key)}).context["form"]
    sign_in("gp_a")
    pages.goal(plan, "Walk", form=stale, by_on="2026-09-17", confidence="7")
    sign_in("case_manager_1")

    answer = pages.goal(plan, "Walk far", form=stale)

    assert answer.status_code == 409
    assert "17-Sep-2026" in answer.text
    assert "How sure they are: 7 of 10." in answer.text

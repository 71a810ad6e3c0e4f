"""Fifty edits of one plan at the same moment, over the wire: whoever is second brings both texts together."""

import random
import re
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from itertools import pairwise

import pytest

from careplans.models import CarePlan, PlanGoal, PlanSection
from tests.bench.serving import Browser, gunicorn
from tests.careplans.factories import make_plan
from tests.faults.written import lay_down_with_passwords
from tests.world import PASSWORD, World, as_system

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.real_clock]
EDITS, HEADINGS = 50, ("HELPS", "WHAT_TO_DO", "RING", "USUAL", "RISKS")
WRITERS = ("gp_a", "nurse_a", "locum", "case_manager_1", "hsca_1")


@pytest.fixture
def plan(committed_db, settings) -> CarePlan:
    lay_down_with_passwords(settings, WRITERS)
    with as_system():
        return make_plan(World().person("ADAIR"), words="begun")


@pytest.fixture
def writers(plan, process_environment) -> Iterator[list[Browser]]:
    with gunicorn(process_environment, threads=8) as site:
        found = [Browser(site) for _ in WRITERS]
        for browser, name in zip(found, WRITERS, strict=True):
            browser.sign_in(name, PASSWORD)
        yield found


def words_and_revision(page: str) -> tuple[str, str]:
    """What the form of the page would be saved with."""
    words = re.search(r'<textarea name="words"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    upon = re.search(r'name="upon" value="(\d+)"', page)
    return unescape(words[1]), upon[1]


def standing(page: str) -> str:
    """On the page of a conflict: what stands now, as somebody else saved it."""
    return unescape(re.search(r"What stands now</h\d>.*?<p>(.*?)</p>", page, re.DOTALL)[1])


def edit(browser: Browser, plan: CarePlan, heading: str, mark: str) -> str:
    """Add a mark to what the page shows, as often as somebody else was faster."""
    path = f"/plans/{plan.public_id}/section/"
    words, upon = words_and_revision(browser.get(f"{path}?heading={heading}"))
    for _ in range(EDITS):
        sent = {"heading": heading, "upon": upon, "words": f"{words} {mark}".strip(), "voice": "STAFF"}
        status, page = browser.post(f"{path}save/", sent)
        if status == 200:
            return mark
        assert status == 409, (status, page[:500])
        words, upon = standing(page), words_and_revision(page)[1]
    raise AssertionError(f"{mark} never came through")


def goal_form(page: str, steps: str | None = None) -> dict[str, str]:
    """What the form would be saved with; `steps` instead of those that stand in it."""
    there = re.search(r'<textarea name="steps"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)[1]
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("key", "upon", "what")}
    return found | {"steps": unescape(there) if steps is None else steps}


def edit_goal(browser: Browser, plan: CarePlan, key: str, mark: str) -> str:
    """Add a mark to who does what, as often as somebody else was faster."""
    path = f"/plans/{plan.public_id}/goal/"
    sent = goal_form(browser.get(f"{path}?goal={key}"))
    for _ in range(EDITS):
        status, page = browser.post(f"{path}save/", sent | {"steps": f"{sent['steps']} {mark}".strip()})
        if status == 200:
            return mark
        assert status == 409, (status, page[:500])
        stands = re.search(r"What stands now</h\d>.*?</b></p><p>.*?</p><p>(.*?)</p>", page, re.DOTALL)[1]
        sent = goal_form(page, unescape(stands))
    raise AssertionError(f"{mark} never came through")


def test_of_fifty_edits_of_goals_at_once_none_is_overwritten_unseen(plan, writers):
    with as_system():
        first = PlanGoal.objects.get(plan=plan)
        for _ in HEADINGS[1:]:
            first.pk, first.key = None, uuid.uuid4()
            first.save(force_insert=True)
        keys = [str(key) for key in PlanGoal.objects.values_list("key", flat=True)]
    asked = [(writers[turn % 5], keys[turn // 10], f"mark{turn:02}") for turn in range(EDITS)]

    with ThreadPoolExecutor(EDITS) as pool:
        list(pool.map(lambda each: edit_goal(each[0], plan, each[1], each[2]), asked))

    for key in keys:
        with as_system():
            rows = PlanGoal.objects.filter(plan=plan, key=key).order_by("revision")
            saved = [set(steps.split()) for steps in rows.values_list("steps", flat=True)]
        marks = {mark for _, goal, mark in asked if goal == key}
        assert (len(saved), saved[-1]) == (len(marks) + 1, marks)
        assert all(before <= after for before, after in pairwise(saved))


def test_of_fifty_edits_at_once_none_is_overwritten_unseen(plan, writers):
    seed = random.SystemRandom().randrange(10**6)
    lot = random.Random(seed)
    asked = [(lot.choice(writers), lot.choice(HEADINGS), f"mark{number:02}") for number in range(EDITS)]

    with ThreadPoolExecutor(EDITS) as pool:
        acknowledged = list(pool.map(lambda each: edit(each[0], plan, each[1], each[2]), asked))

    assert len(acknowledged) == EDITS
    for heading in HEADINGS:
        saved = revisions(plan, heading)
        marks = {mark for _, where, mark in asked if where == heading}
        assert marks <= saved[-1], f"seed {seed}"
        assert all(before <= after for before, after in pairwise(saved)), f"seed {seed}"
        assert len(saved) == len(marks) + (heading == "HELPS"), f"seed {seed}"


def revisions(plan: CarePlan, heading: str) -> list[set[str]]:
    """The words of each, as they were saved one upon the other."""
    with as_system():
        rows = PlanSection.objects.filter(plan=plan, heading=heading).order_by("revision")
        return [set(each.words.split()) for each in rows] or [set()]

"""What changed between two versions of a plan, and what is kept from the portal."""

import random
import time

import pytest

from careplans.rules.plan_changes import keys_changed, words_changed
from tests.careplans.factories import make_plan
from tests.world import as_system

WORDS = ("tea", "two", "sugars", "\n", "  ", "ring", "Ann.", "<b>")


@pytest.mark.fast
@pytest.mark.parametrize("seed", range(30))
def test_both_texts_can_be_read_out_of_the_changes(seed):
    lot = random.Random(seed)
    before, after = ("".join(lot.choices(WORDS, k=lot.randrange(12))) for _ in range(2))

    pieces = words_changed(before, after)

    assert "".join(each.words for each in pieces if not each.added) == before, seed
    assert "".join(each.words for each in pieces if not each.removed) == after, seed
    assert any(each.added or each.removed for each in pieces) == (before != after), seed


@pytest.mark.fast
def test_what_is_alike_is_no_change_and_one_word_is():
    pieces = words_changed("5 mg at night", "10 mg at night")
    assert [(each.words, each.added, each.removed) for each in pieces] == [
        ("5 ", False, True), ("10 ", True, False), ("mg at night", False, False)
    ]  # fmt: skip
    assert keys_changed({"a": 1, "b": 2, "c": 3}, {"b": 2, "c": 4, "d": 5}) == ("a", "c", "d")


@pytest.mark.fast
@pytest.mark.parametrize("lines", [1, 2500])
def test_the_same_word_again_and_again_holds_nobody_up(lines):
    before, after = ("a b " * 1250)[:5000], ("a c " * 1250)[:5000]
    if lines > 1:
        before, after = "a\n" * lines, "b\na\n" * (lines // 2)
    began = time.perf_counter()

    pieces = words_changed(before, after)

    assert time.perf_counter() - began < 2
    assert "".join(each.words for each in pieces if not each.removed) == after


@pytest.mark.django_db
def test_a_version_is_read_beside_the_one_before_or_any_other_that_is_read(pages, world):
    first = pages.begin()
    pages.write(first, "HELPS", "Tea at four")
    pages.goal(first, "Walk to the market", confidence="6")
    pages.agree(first)
    second = pages.begin()
    pages.write(second, "HELPS", "Coffee at four")
    goal = pages.shown().goals[0]
    form = pages.client.get(f"{second}goal/", {"goal": goal.key}).context["form"]
    pages.goal(second, "Walk to the market", confidence="8", form=form)

    answer = pages.client.get(f"{second}compare/")

    assert "<del>Tea </del><ins>Coffee </ins>at four" in answer.text
    assert "Confidence <del>6 </del><ins>8 </ins>of 10" in answer.text
    back = pages.client.get(f"{first}compare/", {"with": second.split("/")[2]})
    assert "<del>Coffee </del><ins>Tea </ins>" in back.text
    with as_system():
        other = make_plan(world.person("COHEN"))
    for wrong in ("x", str(other.public_id)):
        assert pages.client.get(f"{second}compare/", {"with": wrong}).status_code == 404
    pages.wrong(first)
    assert "Tea" not in pages.client.get(f"{second}compare/").text


@pytest.mark.django_db
def test_a_section_is_kept_from_the_portal_with_a_reason_and_stays_so_in_the_next_version(pages):
    plan = pages.begin()
    said, why = "Afraid of her son", "He reads her letters"
    assert pages.write(plan, "RISKS", said, kept="on").status_code == 422
    assert pages.write(plan, "RISKS", said, kept_why=why).status_code == 422
    assert pages.write(plan, "RISKS", said, kept="on", kept_why=why).status_code == 302
    pages.agree(plan)

    assert "Kept from the portal" in pages.client.get(pages.begin()).text
    kept = {each.heading: each.kept_why for each in pages.shown().sections if each.kept_why}
    assert kept == {"RISKS": "He reads her letters"}

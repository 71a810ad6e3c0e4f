"""A plan drafted at a browser: what is typed is not lost with the window, and colleagues see each other."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


def draft_of(person) -> str:
    """Address of the draft of the first of a caseload, begun or gone on with."""
    person.open("/my-day/?whose=caseload")
    first = person.page.locator("tbody th a").first.get_attribute("href")
    person.open(f"{first}plan/")
    begun = person.page.get_by_role("button", name=re.compile("Begin (the plan|a new version)"))
    person.follow(begun.or_(person.page.get_by_role("link", name="Go on with the draft")))
    return person.page.url.removeprefix(person.site)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_typed_is_back_after_the_window_is_gone_and_a_colleague_sees_who_writes(at_browser, width):
    manager, colleague = at_browser("grace.adeyemi", width=width), at_browser("tom.reilly", width=width)
    draft = draft_of(manager)
    check(manager, draft)
    manager.follow(manager.page.locator("#helps a"))
    words = manager.page.get_by_label("What helps")
    before = words.input_value()
    words.fill("Tea with two sugars, and the wireless")
    expect(manager.page.locator("#kept")).to_contain_text("not saved yet")
    check(manager, manager.page.url)
    writing = manager.page.url.removeprefix(manager.site)
    manager.page.goto("about:blank")

    colleague.open(writing)
    expect(colleague.page.get_by_text("Grace Adeyemi opened this")).to_be_visible()
    assert "wireless" not in colleague.page.content()
    manager.open(draft)
    expect(manager.page.get_by_text("You typed this and did not save it")).to_be_visible()
    check(manager, draft)
    manager.follow(manager.page.get_by_role("link", name="Go on with What helps"))
    expect(words).to_have_value("Tea with two sugars, and the wireless")
    check(manager, writing)
    manager.follow(manager.page.get_by_role("button", name="Throw them away"))
    manager.follow(manager.page.locator("#helps a"))
    expect(words).to_have_value(before)


def agreed_by_the_person(manager) -> None:
    page = manager.page
    page.locator("input[name=agreed_with][value=PERSON]").check()
    page.locator("input[name=attended][value=PERSON]").check()
    manager.follow(page.get_by_role("button", name="Agree the plan"))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_plan_is_agreed_changed_compared_and_read_in_a_crisis(at_browser, width):
    """One draft after the other on the pages that only people with a plan have."""
    manager = at_browser("grace.adeyemi", width=width)
    page = manager.page
    draft_of(manager)
    manager.follow(page.locator("#what_to_do a"))
    page.get_by_label("What to do").fill("1. Ring Karen.\n2. Check the catheter.")
    manager.follow(page.get_by_role("button", name="Save"))
    agreed_by_the_person(manager)
    desk = page.url.removeprefix(manager.site)
    check(manager, desk)
    manager.follow(page.get_by_role("button", name="Begin a new version"))
    manager.follow(page.locator("#what_to_do a"))
    page.get_by_label("What to do").fill("1. Ring Karen or Pat.\n2. Check the catheter.")
    manager.follow(page.get_by_role("button", name="Save"))
    manager.follow(page.get_by_role("link", name="What changed"))
    check(manager, page.url)
    manager.open(desk.replace("/plan/", "/carers/"))
    page.get_by_label("Name", exact=True).fill("Karen Smith")
    page.get_by_label("Who they are").fill("daughter")
    page.get_by_label("To be rung in a crisis").check()
    page.get_by_label("Telephone").fill("020 7946 0311")
    manager.follow(page.get_by_role("button", name="Save"))
    check(manager, page.url)
    manager.open(desk.replace("/plan/", "/crisis/"))
    expect(page.get_by_text("1. Ring Karen.")).to_be_visible()  # what is agreed, not the draft
    expect(page.get_by_text("Karen Smith, daughter").first).to_be_visible()
    check(manager, page.url)

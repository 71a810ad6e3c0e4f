"""Saved views and the bell at a browser: by keys alone, without script, and looked over by axe."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import WIDTHS, check, settle

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_view_is_saved_in_place_by_keys_and_opens_the_list(at_browser, width):
    grace = at_browser("grace.adeyemi", width=width)
    page = grace.page
    grace.open("/caseload/?tier=2&sort=name")
    page.locator(".saved > summary").focus()
    page.keyboard.press("Enter")
    page.locator("#save_name").wait_for()
    settle(page)
    check(grace, "/caseload/ with its saved views")
    page.keyboard.press("Tab")
    page.keyboard.type(f"Tier 2 at {width}")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This view is saved as")).to_be_visible()
    assert re.search(r"tier=2&sort=name&saved=", page.url)

    grace.open("/")
    page.get_by_role("link", name=f"Tier 2 at {width}").click()

    expect(page.locator("#id_tier")).to_have_value("2")
    assert grace.complaints == []


def test_without_script_saved_views_are_a_page_and_the_bell_a_link(at_browser):
    tom = at_browser("tom.reilly", script=False)
    page = tom.page
    tom.open("/caseload/?sort=name")
    page.locator(".saved > summary").click()
    page.get_by_role("link", name="Open saved views, or save this one").click()
    page.get_by_label("Name of the view").fill("By name")
    page.get_by_role("button", name="Save this view").click()
    page.get_by_role("link", name="Notices").click()

    expect(page.get_by_role("heading", name="Notices", exact=True)).to_be_visible()
    expect(page.locator("#bell .badge")).to_be_hidden()


def test_the_bell_has_the_number_of_what_a_colleague_did(at_browser):
    tom, grace = at_browser("tom.reilly"), at_browser("grace.adeyemi")
    tom.open("/my-day/?whose=team")
    tom.page.locator("tbody .who a").first.click()
    tom.page.get_by_role("link", name="Add task").first.click()
    tom.page.get_by_label("What is to be done").fill("Order a walking frame")
    tom.page.get_by_label("Who", exact=True).select_option(label="Grace Adeyemi")
    tom.page.get_by_label("By", exact=True).fill("2026-07-09")
    tom.page.get_by_role("button", name="Add task").click()
    tom.page.get_by_text("Order a walking frame").first.wait_for()

    grace.open("/")
    expect(grace.page.get_by_role("link", name="Notices 1 unread")).to_be_visible()
    grace.follow(grace.page.get_by_role("link", name="Notices"))
    check(grace, "/notices/")
    grace.page.get_by_role("button", name=re.compile("Open.*A task for you")).click()
    grace.page.wait_for_url(lambda url: "/tasks/" in url)

    expect(grace.page.locator("#bell .badge")).to_be_hidden()
    assert grace.complaints == []

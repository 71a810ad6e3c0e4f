"""A goal whose day has come, from My day to its form and back, at both widths, by keys and without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.mark.parametrize(("width", "script"), [(WIDTHS[0], True), (WIDTHS[-1], False)])
def test_a_goal_is_looked_at_from_my_day_and_is_done(at_browser, width, script):
    manager = at_browser("grace.adeyemi", width=width, script=script, by_page=script)
    page = manager.page
    manager.open("/my-day/?only=goals")
    rows = page.locator("tbody tr")
    before, what = rows.count(), rows.first.locator(".c-reason .chip").inner_text().partition(": ")[2]
    if script:
        check(manager, page.url)

    look = page.get_by_role("link", name="Look at goal").first
    look.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    begun = page.get_by_role("button", name=f"Look at it in a new version: {what}").first
    if begun.count():  # no draft is begun yet
        begun.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.get_by_label("What they want to reach")).to_have_value(what)
    if script:
        check(manager, page.url)
    page.get_by_label("To be reached by").fill("2026-12-01")
    manager.follow(page.get_by_role("button", name="Save goal"))

    manager.open("/my-day/?whose=done")
    expect(page.locator("tbody")).to_contain_text(what)
    expect(page.locator("tbody")).to_contain_text("Looked at, and it goes on")
    manager.open("/my-day/?only=goals")
    expect(rows).to_have_count(before - 1)

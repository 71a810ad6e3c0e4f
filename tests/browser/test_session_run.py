"""Session mode and the assessment at both widths, looked over by axe: one page, saved and ended by keys."""

import pytest

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.fixture(params=WIDTHS)
def booked(request, at_browser):
    """Grace Adeyemi in front of a session that she has booked for today."""
    width = request.param
    manager = at_browser("grace.adeyemi", width=width)
    page = manager.page
    manager.open(f"/register/?tier={2 if width == WIDTHS[0] else 1}&sort=name")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Sessions", exact=True).first.click()
    page.get_by_role("heading", name="Next session").wait_for()
    form = page.locator("form[action$='/sessions/book/']")
    if not form.is_visible():
        page.get_by_text("Book a session").click()
    form.get_by_label("On", exact=True).fill("2026-06-30")
    form.get_by_label("At", exact=True).fill("09:30")
    form.get_by_role("button", name="Book session").click()
    page.get_by_role("link", name="Record what came of it").click()
    page.get_by_role("link", name="Start session").wait_for()
    return manager


def test_a_session_is_run_by_keys(booked):
    manager, page = booked, booked.page
    page.get_by_role("link", name="Start session").click()
    page.get_by_role("heading", name="What changed").wait_for()
    check(manager, page.url)

    page.locator("[name=falls][value=SOME]").focus()
    page.keyboard.press("Space")
    page.get_by_label("Falls, in words").fill("Twice on the stairs")
    page.get_by_role("button", name="Save and go on").focus()
    page.keyboard.press("Enter")
    page.get_by_text("begins with that of").wait_for()
    for who in ("GP", "Case Manager"):
        page.get_by_label(who, exact=True).check()
    page.get_by_role("button", name="End session").focus()
    page.keyboard.press("Enter")

    page.get_by_text("The person, GP, Case Manager").first.wait_for()
    page.get_by_role("link", name="Assessment", exact=True).first.click()
    page.get_by_text("Twice on the stairs").first.wait_for()
    check(manager, page.url)
    page.get_by_role("link", name="Print to write on").click()
    page.get_by_role("button", name="Print").wait_for()
    check(manager, page.url)

"""The next planning session of somebody at a browser at both widths, looked over by axe."""

import pytest

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.fixture(params=WIDTHS)
def manager(request, at_browser):
    """Grace Adeyemi on the sessions of the last person on tier 2."""
    manager = at_browser("grace.adeyemi", width=request.param)
    manager.open("/register/?tier=2&sort=-name")
    manager.page.locator("tbody th a").first.click()
    manager.page.get_by_role("link", name="Sessions", exact=True).first.click()
    manager.page.get_by_role("heading", name="Next session").wait_for()
    return manager


def test_a_session_is_booked_and_told_by_keys(manager):
    page = manager.page
    check(manager, page.url)
    form = page.locator("form[action$='/sessions/book/']")
    if not form.is_visible():
        page.get_by_text("Book a session").focus()
        page.keyboard.press("Enter")
    form.get_by_label("On", exact=True).fill("2026-06-30")
    form.get_by_label("At", exact=True).fill("09:30")
    form.get_by_role("button", name="Book session").focus()
    page.keyboard.press("Enter")

    page.get_by_role("link", name="Record what came of it").focus()
    check(manager, page.url)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Record what came of it").wait_for()
    check(manager, page.url)
    page.get_by_label("It was held").focus()
    page.keyboard.press("Space")
    for who in ("GP", "Case Manager"):
        page.get_by_label(who, exact=True).focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Save", exact=True).focus()
    page.keyboard.press("Enter")

    page.get_by_text("The person, GP, Case Manager").first.wait_for()
    check(manager, page.url)


def test_a_session_without_a_day_says_so_and_keeps_the_note(manager):
    page = manager.page
    form = page.locator("form[action$='/sessions/book/']")
    if not form.is_visible():
        page.get_by_text("Book a session").click()
    form.get_by_label("Note").fill("Bring the daughter")

    form.get_by_role("button", name="Book session").click()

    page.get_by_text("Enter the day").first.wait_for()
    manager.complaints.clear()  # Chromium notes the 422
    check(manager, page.url)
    assert form.get_by_label("Note").input_value() == "Bring the daughter"

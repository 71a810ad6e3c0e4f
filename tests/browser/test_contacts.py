"""A day of contacts at a browser at both widths, by keys, looked over by axe."""

import pytest

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.fixture(params=WIDTHS)
def manager(request, at_browser):
    """Grace Adeyemi on the front sheet of the first person on tier 2, at the form that records a contact."""
    manager = at_browser("grace.adeyemi", width=request.param)
    manager.open("/register/?tier=2")
    manager.page.locator("tbody th a").first.click()
    manager.page.get_by_role("heading", name="Do next").wait_for()
    check(manager, manager.page.url)
    manager.page.get_by_role("link", name="Record contact").first.click()
    manager.page.wait_for_selector("#contact-form")
    return manager


def press(page, button: str) -> None:
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")


def test_a_contact_without_a_result_says_so_and_keeps_the_note(manager):
    page = manager.page
    page.locator("#id_note").focus()
    page.keyboard.type("She is better")

    press(page, "Save contact")

    page.get_by_text("Choose what came of it").first.wait_for()
    manager.complaints.clear()  # Chromium notes the 422
    check(manager, page.url)
    assert page.locator("#id_note").input_value() == "She is better"


def test_a_call_leaves_a_next_step_on_my_day_which_is_closed(manager):
    page = manager.page
    page.locator("#id_result_1").focus()
    page.keyboard.press("Space")
    page.locator("#id_next_step").focus()
    page.keyboard.type("Ring the daughter")
    page.locator("#id_next_step_on").fill("2026-06-30")
    press(page, "Save contact")

    page.get_by_role("heading", name="Do next").wait_for()
    page.get_by_text("No answer on the telephone").first.wait_for()
    check(manager, page.url)
    manager.open("/my-day/")
    check(manager, page.url)
    manager.open("/my-day/?only=today")
    page.get_by_role("link", name="Close").first.click()
    page.get_by_role("button", name="Close task").wait_for()
    check(manager, page.url)
    press(page, "Close task")
    page.get_by_role("heading", name="My day").wait_for()

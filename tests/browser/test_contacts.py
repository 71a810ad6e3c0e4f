"""A contact recorded at a browser at both widths, by keys, looked over by axe."""

import pytest

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_call_is_recorded_from_the_persons_page(at_browser, width):
    manager = at_browser("grace.adeyemi", width=width)
    page = manager.page
    manager.open("/register/?tier=2")
    page.locator("tbody th a").first.click()
    page.wait_for_selector("#contacts .lines")
    page.screenshot(path=f"/tmp/s13/person{width}.png", full_page=True)
    page.locator("#contacts").get_by_text("Record contact").click()
    page.wait_for_selector("#contact-form")
    page.screenshot(path=f"/tmp/s13/contact{width}.png", full_page=True)

    page.get_by_role("button", name="Save contact").click()
    page.get_by_text("Choose what came of it").first.wait_for()
    manager.complaints.clear()  # Chromium notes the 422
    check(manager, page.url)
    page.screenshot(path=f"/tmp/s13/contacterr{width}.png", full_page=True)
    page.locator("#id_result_1").focus()
    page.keyboard.press("Space")
    page.locator("#id_note").focus()
    page.keyboard.type("No answer on the landline")
    page.locator("#id_next_step").focus()
    page.keyboard.type("Ring the daughter")
    page.locator("#id_next_step_on").fill("2026-06-30")
    page.get_by_role("button", name="Save contact").focus()
    page.keyboard.press("Enter")
    page.get_by_text("No answer on the telephone").first.wait_for()
    check(manager, page.url)
    page.screenshot(path=f"/tmp/s13/contacts{width}.png", full_page=True)
    manager.open("/my-day/")
    page.get_by_text("Ring the daughter").first.wait_for()
    check(manager, page.url)
    page.screenshot(path=f"/tmp/s13/myday{width}.png", full_page=True)
    page.get_by_role("link", name="Close, hand on").first.click()
    page.get_by_role("button", name="Close task").wait_for()
    check(manager, page.url)
    page.screenshot(path=f"/tmp/s13/task{width}.png", full_page=True)
    page.get_by_role("button", name="Close task").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="My day").wait_for()

"""Invitations by letter at both widths, looked over by axe: chosen, written, printed, taken back."""

import re

import pytest

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.mark.parametrize("width", WIDTHS)
def test_letters_are_written_by_keys_and_taken_back(at_browser, width):
    """All of the hub to whom one is due, but for the first."""
    coordinator = at_browser("marcia.hinds", width=width)
    page = coordinator.page
    coordinator.open("/due/")
    coordinator.follow(page.get_by_role("link", name="Write letters"))
    check(coordinator, page.url)
    due = page.locator("input[name=person]").count()
    page.locator("input[name=person]").first.focus()
    page.keyboard.press("Space")
    page.get_by_label("Telephone number to answer").fill("020 7946 0311")
    page.get_by_role("button", name="Write letters").focus()
    page.keyboard.press("Enter")

    printing = page.get_by_role("link", name="Print")
    printing.wait_for()
    assert str(due - 1) in printing.inner_text()
    check(coordinator, page.url)
    printing.click()
    page.get_by_role("button", name="Print").wait_for()
    assert page.locator("article").count() == due - 1
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == due - 1
    page.get_by_text("Print on one side of the paper").wait_for()
    check(coordinator, page.url)
    page.get_by_role("link", name="Back to the list").click()
    page.get_by_text("These letters were never posted").click()
    page.get_by_label("Why").select_option("DID_NOT_HAPPEN")
    page.get_by_role("button", name="Mark as never posted").click()

    page.get_by_text("None of these letters goes out").wait_for()

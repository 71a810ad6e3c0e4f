"""A care plan is printed: from its page to the file, by keys, at both widths and without a script."""

import re

import pytest

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
HARD = "Multidisciplinary rehabilitation necessitates contemporaneous documentation of contraindications."


@pytest.mark.parametrize("width", WIDTHS)
def test_a_plan_is_printed_from_its_page_and_its_hardest_words_are_named(at_browser, width):
    manager = at_browser("grace.adeyemi", width=width, script=width != WIDTHS[0])
    page = manager.page
    manager.open(f"/register/?tier={2 if width == WIDTHS[0] else 1}&sort=-name")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Care plan", exact=True).first.click()
    page.get_by_role("button", name=re.compile("Begin (the plan|a new version)")).click()
    page.locator("a[href*=WHAT_TO_DO]").click()
    page.locator("[name=words]").fill(f"{HARD}\n{HARD}")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Print", exact=True).click()
    page.get_by_role("heading", name="For the person").wait_for()

    page.get_by_text("reads like age 18 and over").first.wait_for()
    if width == WIDTHS[1]:
        check(manager, page.url)
    link = page.get_by_role("link", name="The person's copy (PDF)")
    link.focus()
    answer = page.request.get(f"{manager.site}{link.get_attribute('href')}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["cache-control"] == "no-store"

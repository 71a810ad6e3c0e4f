"""A tier decided at a browser at both widths, the form by keys, looked over by axe."""

import pytest

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_tier_is_overridden_and_handed_back_by_keys(at_browser, width):
    gp = at_browser("gp.t90001", width=width)
    page = gp.page
    gp.open("/register/?tier=2")
    gp.follow(page.locator("tbody th a").first)
    page.goto(page.url + "tier/explain/")

    page.locator("#id_tier_3").focus()
    for key in ("Space", "Tab", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("Problems")  # the reason, chosen by its first letters
    page.keyboard.press("Tab")
    page.keyboard.type("Falls every week")
    page.get_by_role("button", name="Save decision").focus()
    page.keyboard.press("Enter")

    page.get_by_text("overridden, up by").wait_for()
    check(gp, page.url)
    page.locator("#id_tier_back").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save decision").focus()
    page.keyboard.press("Enter")
    page.get_by_text("handed back to the index by").wait_for()

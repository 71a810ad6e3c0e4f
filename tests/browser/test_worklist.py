"""The tiers to look at, worked through at a browser by keyboard alone, and looked over by axe."""

import pytest

from tests.browser.test_pages import WIDTHS, check, settle

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
FOCUSED = "document.activeElement.textContent.trim()"
MOST_TABS = 80
FEWEST = 20  # in a row: of the two practices of a locum, of 51 people each


def tab_to(page, words: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == words:
            return
    raise AssertionError(f"Tab does not come to {words}")


def confirm(page) -> None:
    """From where the page opens: to the first choice, choose it, save."""
    before = page.url
    for key in ("Tab", "Space", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)


def test_two_practices_are_worked_through_by_keys_alone(at_browser):
    locum = at_browser("locum")
    page = locum.page
    locum.open("/worklist/")
    places = [link.get_attribute("href") for link in page.locator("main .lines a").all()]
    decided = 0
    for place in places:
        locum.open(place)
        tab_to(page, "Start with the first")
        page.keyboard.press("Enter")
        page.locator("#walk").wait_for()
        while page.locator("#walk").count():
            confirm(page)
            decided += 1

        assert page.get_by_text("Nobody is left.").is_visible()
        assert page.get_by_text("There is nobody to look at").is_visible()
    assert decided >= FEWEST
    assert locum.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_and_each_step_through_it(at_browser, width):
    gp = at_browser("gp.t90002", width=width)
    page = gp.page
    gp.open("/worklist/")
    check(gp, page.url)
    page.get_by_role("link", name="Never looked at").click()
    page.wait_for_url(lambda url: "reason=UNSEEN" in url)
    settle(page)
    check(gp, page.url)

    page.locator("tbody th a").nth(1).click()
    page.get_by_text("2 of ").wait_for()
    check(gp, page.url)
    page.get_by_role("link", name="to the next person").click()
    page.get_by_text("3 of ").wait_for()
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_text("2 of ").wait_for()

    assert "reason=UNSEEN" in page.url
    assert page.evaluate("document.activeElement.id") == "id_tier"


def test_without_script_a_mistake_keeps_the_place(at_browser):
    gp = at_browser("gp.t90002", script=False)
    page = gp.page
    gp.open("/worklist/")
    page.get_by_role("link", name="Start with the first").click()

    page.get_by_role("button", name="Save decision, next").click()

    page.get_by_text("Choose what you decide").first.wait_for()
    assert page.get_by_text("1 of ").is_visible()

"""The page of a person's tiers over time: reached from the tier, read as of a day, on paper, refused."""

import pytest

from tests.browser.test_explain import BESIDE_THE_PAPER, OWN_FORMAT, PAPER, with_most_deficits
from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.mark.parametrize("width", WIDTHS)
def test_it_is_reached_and_reads_well_as_of_a_day_printed_and_refused(at_browser, width):
    person = with_most_deficits(at_browser, OWN_FORMAT, width=width)
    page = person.page
    page.get_by_role("link", name="Tier", exact=True).click()
    page.get_by_role("link", name="History, and what was known when").click()
    page.get_by_role("heading", name="Tiers over time").wait_for()
    address = page.url.removeprefix(person.site)

    check(person, address)
    assert "known today" in page.locator("#history").inner_text()
    for query in ("?on=2026-01-31", "?on=2026-01-31&known=2026-06-30"):
        person.open(address + query)
        check(person, address + query)
    page.get_by_role("link", name="To print").click()
    page.get_by_role("button", name="Print").wait_for()
    check(person, page.url)
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    assert page.evaluate(BESIDE_THE_PAPER) == []


def test_a_day_that_is_none_takes_the_focus_to_what_is_wrong(at_browser):
    person = with_most_deficits(at_browser, OWN_FORMAT)
    page = person.page
    page.get_by_role("link", name="Tier", exact=True).click()
    page.get_by_role("link", name="History, and what was known when").click()
    page.get_by_label("As known on").fill("2026-01-31")
    page.get_by_role("button", name="Show").click()

    page.get_by_role("alert").get_by_text("Choose the day looked at or a later one").wait_for()
    person.complaints.clear()  # the browser notes the 422
    check(person, page.url)

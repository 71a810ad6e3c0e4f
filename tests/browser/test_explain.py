"""The page that explains a tier: reached from the register, opened, on paper, wide and narrow."""

import pytest

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
OWN_FORMAT, SYSTMONE = "gp.t90001", "gp.t90002"
PAPER = {"width": 718, "height": 1000}  # A4 at 96 dots an inch, less 10 mm on either side
BESIDE_THE_PAPER = """() => [...document.querySelectorAll('main *')]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1).map((each) => each.className)"""
HIDDEN = """() => [...document.querySelectorAll('.df__in')]
  .filter((each) => each.getBoundingClientRect().height < 20).length"""


def with_most_deficits(at_browser, username, *, width=1440):
    """The front sheet of the first of the register by number of deficits."""
    person = at_browser(username, width=width)
    person.open("/register/")
    person.page.goto(f"{person.page.url}?sort=-deficits")
    person.page.locator("tbody th a").first.click()
    return person


def explained(at_browser, username, *, width=1440):
    """Where that person's tier is explained."""
    person = with_most_deficits(at_browser, username, width=width)
    person.page.get_by_role("link", name="Why?", exact=True).click()
    person.page.get_by_role("heading", name="The score", exact=True).wait_for()
    return person


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("username", [OWN_FORMAT, SYSTMONE])
def test_it_is_reached_and_reads_well_closed_opened_as_of_a_day_and_refused(at_browser, username, width):
    person = explained(at_browser, username, width=width)
    page, address = person.page, person.page.url.removeprefix(person.site)

    check(person, address)
    page.get_by_role("link", name="Open all, to print").click()
    page.get_by_role("button", name="Print").wait_for()
    assert page.evaluate(HIDDEN) == 0
    check(person, page.url)
    for query in ("?on=2026-01-31", "?on=2026-01-31&known_now=on&open=all"):
        person.open(address + query)
        check(person, address + query)


def test_a_row_of_an_extract_is_named_by_its_table(at_browser):
    person = explained(at_browser, SYSTMONE)
    person.follow(person.page.get_by_role("link", name="Open all, to print"))

    cells = person.page.locator(".df__in td:last-child").all_inner_texts()

    assert len(cells) > 10
    assert all(cell.startswith("systmone-T90002.zip, SR") and " line " in cell for cell in cells)
    assert any("SRPrimaryCareMedication" in cell for cell in cells)


def test_the_button_prints(at_browser):
    person = explained(at_browser, OWN_FORMAT)
    person.follow(person.page.get_by_role("link", name="Open all, to print"))
    person.page.evaluate("window.print = () => { window.wasPrinted = true }")

    person.page.get_by_role("button", name="Print").click()

    assert person.page.evaluate("window.wasPrinted") is True


@pytest.mark.parametrize("opened", [False, True])
def test_on_paper_everything_is_open_and_nothing_runs_out_of_the_sheet(at_browser, opened):
    person = explained(at_browser, SYSTMONE)
    if opened:
        person.follow(person.page.get_by_role("link", name="Open all, to print"))
        person.page.get_by_role("button", name="Print").wait_for()
    person.page.set_viewport_size(PAPER)
    person.page.emulate_media(media="print")

    assert person.page.locator(".df__in").count() > 8
    assert person.page.evaluate(HIDDEN) == 0
    assert person.page.evaluate(BESIDE_THE_PAPER) == []
    assert not person.page.get_by_role("button", name="Print").is_visible()
    for name in ("Back to the person's page", "Close all", "Open all, to print"):
        assert not person.page.get_by_role("link", name=name).is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_tier_of_a_person_lists_computed_scores(at_browser, width):
    person = with_most_deficits(at_browser, OWN_FORMAT, width=width)
    tier = person.page.get_by_role("link", name="Tier", exact=True)
    address = tier.get_attribute("href")
    person.open(address)

    check(person, address)
    assert "Computed here" in person.page.locator("main").inner_text()

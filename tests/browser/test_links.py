"""Two records linked at a browser at both widths, by number and birth date, and the link ended: looked over
by axe on every page that says so."""

import pytest

from tests.browser.test_pages import REFUSED, WIDTHS, check, settle

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


def facts_of(person) -> tuple[str, str]:
    """NHS number and birth date of whom the page is about."""
    facts = person.page.locator(".banner__id dd")
    return facts.nth(2).inner_text(), facts.nth(0).locator("time").get_attribute("datetime")


def two_of_the_register(person) -> tuple[str, str, tuple[str, str]]:
    """Addresses of the first two, and number and birth date of the second."""
    person.open("/register/")
    links = person.page.locator("tbody th a")
    first, second = (links.nth(place).get_attribute("href") for place in (0, 1))
    person.open(second)
    return first, second, facts_of(person)


def link(person, number: str, born: str) -> None:
    """Side by side, refused without words, then said."""
    page = person.page
    page.get_by_text("Link another record of this person").click()
    page.get_by_label("NHS number of the other record").fill(number)
    page.get_by_label("Date of birth on the other record").fill(born)
    page.get_by_role("button", name="Show both side by side").press("Enter")
    page.get_by_role("heading", name="The two records side by side").wait_for()
    check(person, "side by side")
    page.locator("input[name=keep]").first.check()
    page.get_by_label("Was entered twice").check()
    page.get_by_role("button", name="Link the two records").press("Enter")
    page.locator(".nhsuk-error-summary").wait_for()
    person.complaints = [each for each in person.complaints if not each.startswith(REFUSED)]
    check(person, "side by side, refused")
    page.get_by_label("How you know that it is one person").fill("The letters agree, and she says so")
    page.get_by_role("button", name="Link the two records").press("Enter")


def end(person) -> None:
    page = person.page
    page.get_by_text("End this link").click()
    page.get_by_label("Why the link ends").fill("They are two sisters")
    check(person, "the form to end it")
    page.get_by_role("button", name="End the link").press("Enter")
    page.get_by_text("(link ended)").first.wait_for()


@pytest.mark.parametrize("width", WIDTHS)
def test_linked_shown_on_every_page_and_ended(at_browser, width):
    gp = at_browser("gp.t90001", width=width)
    first, second, (number, born) = two_of_the_register(gp)
    gp.open(f"{first}links/")
    link(gp, number, born)
    gp.page.get_by_text("set aside for this one").wait_for()

    for address in (f"{first}links/", first, second, f"{second}tier/explain/", "/register/"):
        gp.open(address)
        settle(gp.page)
        check(gp, address)
    gp.page.get_by_text("linked to another record of the same person").click()
    gp.page.get_by_role("heading", name="Linked records").wait_for()
    check(gp, "linked records")

    gp.open(f"{second}links/")
    end(gp)
    gp.open("/register/")
    assert gp.page.get_by_text("linked to another record").count() == 0

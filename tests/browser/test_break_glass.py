"""A record opened in an emergency at a browser: by keyboard alone, in time, shown, ended, reviewed."""

import time

import pytest

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
MOST_SECONDS = 15  # SECURITY.md, from the search to the record, the typing included
PER_KEY = 30  # milliseconds between two keys, as a fast typist


def somebody_of(at_browser, username) -> tuple[str, str]:
    """NHS number and birth date of the first of a practice's register."""
    person = at_browser(username)
    person.open("/register/")
    person.page.locator("tbody th a").first.click()
    facts = person.page.locator(".banner__id dd")
    born = facts.nth(0).locator("time").get_attribute("datetime")
    number = facts.nth(2).inner_text()
    person.page.context.close()
    return number, born


def type_through(page, *keys: str) -> None:
    """Tab before each; text is typed key by key."""
    for text in keys:
        page.keyboard.press("Tab")
        page.keyboard.type(text, delay=PER_KEY)


def open_record(person, number: str, born: str) -> None:
    """From the search in the header to the record, without a mouse."""
    page = person.page
    page.locator("#header-search").focus()
    page.keyboard.type(number, delay=PER_KEY)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Open in an emergency").focus()
    page.keyboard.press("Enter")
    page.locator("#id_nhs_number").wait_for()
    page.locator("#id_nhs_number").focus()
    type_through(page, born, " ", "Found on the floor at home", " ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".banner__emergency").wait_for()


def end_record(person) -> None:
    person.open("/")
    person.page.get_by_role("button", name="End now").first.click()
    person.page.get_by_text("The record is closed").wait_for()


@pytest.mark.parametrize("width", WIDTHS)
def test_by_keyboard_alone_in_under_fifteen_seconds(at_browser, width):
    number, born = somebody_of(at_browser, "gp.t90002")
    person = at_browser("gp.t90001", width=width)
    person.open("/")
    began = time.monotonic()

    open_record(person, number, born)

    assert time.monotonic() - began < MOST_SECONDS
    check(person, person.page.url.removeprefix(person.site))
    check(person, "/")
    check(person, "/emergency-access/")
    end_record(person)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_queue_its_entry_and_the_question(at_browser, width):
    number, born = somebody_of(at_browser, "gp.t90002")
    gp = at_browser("gp.t90001", width=width)
    gp.open("/")
    open_record(gp, number, born)
    officer = at_browser("privacy", width=width)
    officer.open("/access-reviews/")
    check(officer, "/access-reviews/")

    officer.follow(officer.page.locator("tbody th a").last)
    entry = officer.page.url.removeprefix(officer.site)
    check(officer, entry)
    officer.page.get_by_label("Ask who opened it").check()
    officer.page.get_by_label("Your finding, or your question").fill("Who had rung you?")
    officer.follow(officer.page.get_by_role("button", name="Save"))
    check(officer, "/")

    check(gp, "/")
    gp.open(entry)
    check(gp, entry)
    gp.page.get_by_label("Your answer").fill("The neighbour, at nine.")
    gp.page.get_by_role("button", name="Send the answer").click()
    gp.page.get_by_text("Answered").first.wait_for()
    end_record(gp)

"""A page that is left alone warns, locks, and opens again for its user; tabs agree.  Seconds for minutes."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, Person
from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
WARNS, LOCKS = 40_000, 60_000  # milliseconds by which it has, on a busy machine
GP, OTHER = "gp.t90001", "gp.t90002"


@pytest.fixture
def alone(chromium, impatient_site):
    """A window of somebody who has just signed in to a site that locks after 30 seconds."""
    contexts = []

    def alone(*, width=1440, script=True):
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        person = Person(context.new_page(), impatient_site)
        person.sign_in(GP)
        return person

    yield alone
    for context in contexts:
        context.close()


def unlock(person):
    person.page.get_by_label("Your password").fill(PASSWORD)
    person.page.keyboard.press("Enter")
    person.page.wait_for_url(lambda url: "/unlock/" not in url)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_that_is_left_alone_warns_and_locks(alone, width):
    person = alone(width=width)
    person.open("/register/")
    where, dialog = person.page.url, person.page.get_by_role("dialog", name="Are you still there?")
    person.page.locator("#header-search").focus()

    expect(dialog).to_be_visible(timeout=WARNS)
    expect(person.page.get_by_role("button", name="Stay signed in")).to_be_focused()
    check(person, "the warning")
    person.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(person.page.locator("#header-search")).to_be_focused()

    person.page.wait_for_url(lambda url: "/unlock/" in url, timeout=LOCKS)
    check(person, "the lock")
    unlock(person)
    assert person.page.url == where


def test_escape_is_a_sign_of_somebody(alone):
    person = alone()
    dialog = person.page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_visible(timeout=WARNS)

    person.page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    left = person.page.evaluate("fetch('/session/').then((answer) => answer.headers.get('Session-Left'))")
    assert int(left) > 20


def test_what_is_used_in_one_tab_is_not_left_in_another(alone):
    person = alone()
    person.open("/organisations/")
    other = Person(person.page.context.new_page(), person.site)
    until = time.monotonic() + 45

    while time.monotonic() < until:
        other.open("/organisations/")
        assert not person.page.get_by_role("dialog").is_visible()
        time.sleep(5)

    assert person.page.url.endswith("/organisations/")


def test_a_tab_of_the_user_before_is_left(alone):
    person = alone()
    person.open("/register/")
    other = Person(person.page.context.new_page(), person.site)
    other.open("/")
    other.page.get_by_role("button", name="Sign out", exact=True).first.click()
    other.page.wait_for_url(lambda url: "/sign-in/" in url)
    other.sign_in(OTHER)

    person.page.wait_for_url(f"{person.site}/", timeout=WARNS)


def test_without_a_script_the_page_leaves_by_itself(alone):
    person = alone(script=False)
    person.open("/organisations/")

    person.page.wait_for_url(lambda url: "/unlock/" in url, timeout=LOCKS)
    unlock(person)

    assert person.page.url.endswith("/organisations/")

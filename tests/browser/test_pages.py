"""Every page that menu and lists lead to, for each role, wide and narrow: WCAG, console, width."""

import re

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
ALL_HERE = "() => !document.querySelector('.htmx-request, [hx-trigger=load]')"
PLACES = """[...document.querySelectorAll('main a[href], header a[href]')]
.map((link) => link.getAttribute('href'))"""
USERS = [
    "gp.t90001", "admin.t90001", "grace.adeyemi", "locum",
    "administrator", "analyst", "privacy", "priya.nair", "night.desk",
]  # fmt: skip
WIDTHS = [1440, 400]
# Pages that others walk at that width.
ELSEWHERE = {("locum", 400), ("analyst", 400), ("admin.t90001", 400), ("priya.nair", 400)}
MOST_OF_A_KIND = 1  # of pages with the same address but for their ids: each role walks at both widths
MOST_PAGES = 60
DOWNLOADS = ("/report/", "/csv/", "/calendar/", "/pdf/")


def kind_of(address: str) -> str:
    """An address without ids and query: pages that look alike."""
    path = address.split("?")[0].split("#")[0]
    return "/".join("id" if len(part) == 36 and part.count("-") == 4 else part for part in path.split("/"))


def look_over(page) -> AxeResults:
    """By axe, which writes down what it found wrong and not what it found right: of a page with a thousand
    rows that is most of its work."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    return Axe().run(page, options=options)


def settle(page) -> None:
    """What the page asks for when it is opened has come."""
    page.wait_for_function(ALL_HERE)


def check(person, address: str) -> None:
    found = look_over(person.page)
    assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    assert person.complaints == [], (address, person.complaints)
    assert person.page.evaluate(SIDEWAYS) <= 0, f"{address} scrolls sideways"


@pytest.mark.parametrize("username", USERS)
def test_every_page_of_a_role(at_browser, username):
    """Each page is opened once and looked over at one width after the other."""
    person = at_browser(username)
    waiting, seen, kinds = ["/"], set(), {}

    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen or kinds.get(kind_of(address), 0) >= MOST_OF_A_KIND:
            continue
        seen.add(address)
        kinds[kind_of(address)] = kinds.get(kind_of(address), 0) + 1
        person.open(address)
        settle(person.page)
        for width in [each for each in WIDTHS if (username, each) not in ELSEWHERE]:
            person.page.set_viewport_size({"width": width, "height": 900})
            check(person, f"{address} at {width} px")
        places = [to for to in person.page.evaluate(PLACES) if to.startswith("/")]
        waiting += [to for to in places if not any(download in to for download in DOWNLOADS)]

    assert len(kinds) > 1


@pytest.mark.parametrize("width", WIDTHS)
def test_sign_in_page_and_its_error(chromium, site, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{site}/sign-in/")

    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page).to_have_title(re.compile("^Error: "))
    found = look_over(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()


REFUSED = "Failed to load resource: the server responded with a status of 422"


# What has the focus: its name, and whether anything about it shows.
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const name = at.getAttribute("aria-label") || at.textContent.trim() || at.name;
  return {name, seen: style.outlineStyle !== "none" || style.boxShadow !== "none"};
}"""


def test_a_refused_form_leaves_nothing_in_the_console(at_browser):
    """But what the browser itself says of a 422. A picture before it leaves empty style attributes behind."""
    person = at_browser("admin.t90001")
    person.page.goto(person.site + "/imports/new/")
    person.page.screenshot()

    person.page.get_by_role("button", name="Send and look at it").click()

    expect(person.page).to_have_title(re.compile("^Error: "))  # when htmx has settled
    expect(person.page.locator(".nhsuk-error-summary")).to_be_focused()
    assert [each for each in person.complaints if not each.startswith(REFUSED)] == []


@pytest.mark.parametrize("script", [True, False])
def test_a_filter_leaves_out_what_was_not_chosen(at_browser, script):
    person = at_browser("gp.t90001", script=script)
    person.open("/register/")

    person.page.get_by_label("Age", exact=True).select_option("75-84")
    person.page.get_by_role("button", name="Filter").press("Enter")
    person.page.wait_for_url(lambda url: "age=75-84" in url and "sex" not in url)

    assert person.page.url.endswith("?age=75-84")
    assert person.complaints == []


def test_the_register_by_keyboard_alone(at_browser):
    """Tab reaches every control of the page once and each shows that it has the focus."""
    person = at_browser("gp.t90001")
    person.open("/register/")
    reached = []
    for _ in range(120):
        person.page.keyboard.press("Tab")
        reached.append(person.page.evaluate(FOCUS))
        if reached[-1] is None:
            break

    names = [each["name"] for each in reached if each]
    assert {"Filter", "Print this list", "Born", "People, table"} <= set(names)
    assert [each["name"] for each in reached if each and not each["seen"]] == []

"""Every page that menu and lists lead to, for each role, wide and narrow: WCAG, console, width."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
PLACES = """[...document.querySelectorAll('main a[href], header a[href]')]
.map((link) => link.getAttribute('href'))"""
USERS = [
    "gp.t90001", "admin.t90001", "grace.adeyemi", "locum",
    "administrator", "analyst", "priya.nair", "night.desk",
]  # fmt: skip
WIDTHS = [1440, 400]
MOST_OF_A_KIND = 2  # of pages with the same address but for their ids
MOST_PAGES = 60


def kind_of(address: str) -> str:
    """An address without ids and query: pages that look alike."""
    path = address.split("?")[0].split("#")[0]
    return "/".join("id" if len(part) == 36 and part.count("-") == 4 else part for part in path.split("/"))


def check(person, address: str) -> None:
    found = Axe().run(person.page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    assert person.complaints == [], (address, person.complaints)
    assert person.page.evaluate(SIDEWAYS) <= 0, f"{address} scrolls sideways"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("username", USERS)
def test_every_page_of_a_role(at_browser, username, width):
    person = at_browser(username, width=width)
    waiting, seen, kinds = ["/"], set(), {}

    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen or kinds.get(kind_of(address), 0) >= MOST_OF_A_KIND:
            continue
        seen.add(address)
        kinds[kind_of(address)] = kinds.get(kind_of(address), 0) + 1
        person.open(address)
        person.page.wait_for_load_state("networkidle")
        check(person, address)
        waiting += [to for to in person.page.evaluate(PLACES) if to.startswith("/") and "/report/" not in to]

    assert len(kinds) > 1


@pytest.mark.parametrize("width", WIDTHS)
def test_sign_in_page_and_its_error(chromium, site, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{site}/sign-in/")

    page.get_by_label("User name").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()

    assert page.title().startswith("Error: ")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()
    page.close()

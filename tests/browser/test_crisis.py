"""The crisis page as an ambulance crew reads it at night: on a telephone, and without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import WIDTHS, check
from tests.browser.test_plan import agreed_by_the_person

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


def planned(manager) -> tuple[str, str]:
    """NHS number and birth date of somebody whose plan was agreed now, as the banner has them."""
    manager.open("/my-day/?whose=caseload")
    first = manager.page.locator("tbody th a").first.get_attribute("href")
    manager.open(f"{first}plan/")
    manager.follow(manager.page.get_by_role("button", name=re.compile("^Begin")))
    manager.follow(manager.page.locator("#what_to_do a"))
    manager.page.get_by_label("What to do").fill("1. Sit her up.\n2. Ring Karen.")
    manager.follow(manager.page.get_by_role("button", name="Save"))
    agreed_by_the_person(manager)
    banner = manager.page.locator(".banner").inner_text()
    return re.search(r"\d{3} \d{3} \d{4}", banner)[0], re.search(r"\d\d-\w{3}-\d{4}", banner)[0]


def test_a_crew_opens_the_page_reads_what_to_do_at_once_and_closes_it(at_browser):
    number, born = planned(at_browser("grace.adeyemi"))
    for width in WIDTHS:
        reader = at_browser("night.desk", width=width, script=width == WIDTHS[0], by_page=True)
        page = reader.page
        expect(page.get_by_role("heading", name="Crisis page of a person")).to_be_visible()
        if width == WIDTHS[0]:
            check(reader, "/crisis/")
        page.get_by_label("NHS number").fill(number)
        page.get_by_label("Date of birth").fill(born)
        page.get_by_label("Ambulance crew").check()
        page.get_by_label("What has happened").fill("Fall")

        reader.follow(page.get_by_role("button", name="Open the crisis page"))

        expect(page.get_by_text("2. Ring Karen.")).to_be_in_viewport()
        if width == WIDTHS[0]:
            check(reader, page.url)
        reader.follow(page.get_by_role("button", name="Close this page"))
        expect(page.get_by_text("The crisis page is closed.")).to_be_visible()

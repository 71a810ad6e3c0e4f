"""The privacy officer's pages: a person is looked up, read, filtered, and a trail downloaded."""

from pathlib import Path

import pytest

from tests.browser.test_pages import WIDTHS, check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
CLINICIAN, OFFICER = "gp.t90001", "privacy"


def seen_by_the_clinician(at_browser) -> tuple[str, str]:
    """NHS number and birth date of somebody whose page a GP has just opened."""
    person = at_browser(CLINICIAN)
    person.open("/register/")
    cells = person.page.locator("tbody tr").first.locator("td")
    born = person.page.locator("tbody tr").first.locator("time").first.get_attribute("datetime")
    number = cells.nth(1).inner_text()
    person.page.locator("tbody th a").first.click()
    person.page.wait_for_url("**/people/**")
    return number, born


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_somebodys_trail_is_found_by_number_and_birth_date(at_browser, width, script):
    number, born = seen_by_the_clinician(at_browser)
    officer = at_browser(OFFICER, width=width, script=script)
    page = officer.page
    officer.open("/audit/")
    if script:
        check(officer, "/audit/")

    page.get_by_label("NHS number").fill(number)
    page.get_by_label("Date of birth").fill(born)
    page.get_by_label("Date of birth").press("Enter")
    page.get_by_role("heading", name="Who saw the person").wait_for()
    if script:
        check(officer, page.url)

    assert page.get_by_role("link", name="Dr").or_(page.locator("tbody th a")).first.is_visible()
    assert number not in page.content()
    page.get_by_label("Kind").select_option("DENIAL")
    page.get_by_role("button", name="Filter").click()
    page.get_by_text("Nothing in these days").wait_for()


def test_a_wrong_number_is_said_beside_its_field(at_browser):
    officer = at_browser(OFFICER, width=400)
    officer.open("/audit/")

    officer.page.get_by_label("NHS number").fill("9990000000")
    officer.page.get_by_label("Date of birth").fill("1940-01-01")
    officer.page.get_by_role("button", name="Who saw this person").click()

    officer.page.get_by_text("Enter the ten digits of an NHS number").first.wait_for()
    officer.complaints.clear()  # Chromium notes the 422
    check(officer, "/audit/find/")


def test_a_users_trail_is_found_by_name_and_downloaded(at_browser, tmp_path):
    seen_by_the_clinician(at_browser)
    officer = at_browser(OFFICER)
    page = officer.page
    officer.open("/audit/")
    page.get_by_label("Name of a user").fill("gp.t90001")
    officer.follow(page.get_by_role("button", name="Find the user"))
    check(officer, "/audit/users/")
    page.locator("main .lines a").first.click()
    page.get_by_role("heading", name="What was seen by").wait_for()
    check(officer, page.url)

    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()

    assert "number ending" in Path(download.value.path()).read_text(encoding="utf-8-sig")

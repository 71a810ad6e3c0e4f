"""What only a browser can tell: rules of WCAG 2.2, sideways scrolling, sizes of targets, focus, policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from playwright.sync_api import expect

from tests.ui.shots import PAGES, show

pytestmark = pytest.mark.browser

WIDTHS = [1440, 400, 320]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TARGET = 24  # CSS pixels, WCAG 2.2, 2.5.8
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
SMALL = """(least) => [...document.querySelectorAll("a, button, input, select, summary")]
.filter((element) => {
  const box = element.getBoundingClientRect();
  return box.width && !element.closest(".nhsuk-u-visually-hidden, .nhsuk-skip-link, p, .opts, .pairs")
    && getComputedStyle(element).visibility !== "hidden" && (box.height < least || box.width < least);
}).map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture(params=WIDTHS)
def window(chromium, request):
    page = chromium.new_page(viewport={"width": request.param, "height": 900})
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    page.close()


@pytest.fixture
def wide(chromium):
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    yield page
    page.close()


@pytest.fixture(params=PAGES)
def shown(window, request):
    """A page in a window of each width; what its console says is in `complaints`."""
    show(window, request.param)
    return window


def test_page_keeps_the_rules(shown):
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = Axe().run(shown, options=options)

    assert found.violations_count == 0, found.generate_report()
    assert shown.complaints == []
    assert shown.evaluate(SIDEWAYS) <= 0
    assert shown.evaluate(SMALL, TARGET) == []


def test_focus_comes_back_after_a_swap(wide):
    show(wide, "register.html")
    link = wide.get_by_role("link", name="Born", exact=True)

    link.focus()
    wide.evaluate("document.getElementById('register').dataset.old = 'yes'")
    link.press("Enter")
    wide.wait_for_selector("#register:not([data-old])")

    expect(link).to_be_focused()


def test_error_summary_has_the_focus(wide):
    show(wide, "wsic/components_page.html")

    assert wide.evaluate("document.activeElement.className") == "nhsuk-error-summary"


@pytest.mark.parametrize(
    ("status", "template", "words"),
    [(500, "", "Something went wrong"), (403, "wsic/403.html", "Only a GP decides a tier.")],
)
def test_failed_request_is_said(wide, status, template, words):
    show(wide, "register.html")
    body = render_to_string(template, {"reason": words}) if template else "fault"
    wide.route("**/*", lambda route: route.fulfill(status=status, body=body, content_type="text/html"))

    wide.get_by_role("link", name="Born", exact=True).click()

    expect(wide.get_by_role("alert")).to_contain_text(words)


def test_banner_does_not_cover_what_an_error_leads_to(wide):
    show(wide, "wsic/components_page.html")

    wide.get_by_role("link", name="June has 30 days").click()

    banner, label = wide.locator(".banner").bounding_box(), wide.locator("label[for=id_born]").bounding_box()
    assert banner["y"] == 0
    assert label["y"] >= banner["height"]

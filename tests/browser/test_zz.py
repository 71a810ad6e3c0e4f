import pytest

from tests.browser.test_pages import check

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]


@pytest.mark.parametrize("width", [1440, 400])
def test_shots(at_browser, width):
    m = at_browser("grace.adeyemi", width=width)
    for n, a in enumerate(["/due/", "/my-day/?whose=team", "/register/?tier=2"]):
        m.open(a)
        m.page.screenshot(path=f"/tmp/shots8/z{width}-{n}.png", full_page=True)
        check(m, m.page.url)
    m.page.locator("tbody th a").first.click()
    m.page.get_by_role("heading", name="Do next").wait_for()
    m.page.screenshot(path=f"/tmp/shots8/z{width}-front.png", full_page=True)
    check(m, m.page.url)

"""A Case Manager's morning from My day: ten calls, two home visits planned, one session run.

No item takes more than three steps (`tests.browser.hands` says what a step is), by mouse, without script, and
by keyboard alone.
"""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
MOST_STEPS = 3  # an item
CALLS, VISITS = 10, 2
TODAY, VISIT_ON = "2026-06-30", "2026-07-07"
WAYS = {
    "mouse": ("grace.adeyemi", Mouse, True),
    "without_script": ("daniel.brandt", Mouse, False),
    "keyboard": ("two.roles", Keyboard, True),
}


@pytest.fixture(params=WAYS)
def hands(request, at_browser):
    """At My day, on which stand a session of today and twelve tasks."""
    username, kind, script = WAYS[request.param]
    manager = at_browser(username, script=script)
    page = manager.page
    manager.open("/due/")
    manager.open(page.url.replace(manager.site, "").split("?")[0] + "?list=to-do")
    people = [row.get_attribute("id").removeprefix("row-") for row in page.locator("tbody tr").all()]
    for person_id in people[: CALLS + VISITS]:
        send(manager, f"/people/{person_id}/tasks/add/", words="Ring", owner=me(page), due_on=TODAY)
    booked = {"kind": "JOINT", "on": TODAY, "time": "09:00", "minutes": "40", "place": "PRACTICE"}
    send(manager, f"/people/{people[CALLS + VISITS]}/sessions/book/", **booked, lead=me(page))
    manager.open("/my-day/?only=today")
    return kind(page)


def me(page) -> str:
    return page.locator("#session").get_attribute("data-whose")


def send(manager, path: str, **said: str) -> None:
    token = re.search(r'"X-CSRFToken": "(\w+)"', manager.page.content().replace("&quot;", '"'))[1]
    form = {"once": str(uuid.uuid4()), **said}
    answer = manager.page.request.post(manager.site + path, form=form, headers={"X-CSRFToken": token})
    assert answer.status == 200, (path, answer.status, answer.text())


def tasks(page) -> list:
    """Rows of tasks, each by its own id, since a check that is raised stands above them all."""
    rows = page.locator("tbody tr[id^=row-]").filter(has=page.get_by_role("link", name="Close"))
    return [page.locator(f"#{row.get_attribute('id')}") for row in rows.all()]


def spoke(hands, row) -> None:
    name = row.locator("th a").inner_text()
    hands.go(row.get_by_role("link", name="Record contact"))
    form = hands.page.locator("form[action$='/contacts/record/']")
    hands.tick(form.get_by_label("Spoke", exact=True))
    hands.write(form.get_by_label("Note"), "She is better")
    hands.go(form.get_by_role("button", name="Save contact"))
    told(hands, "Spoke by telephone", name)


def no_answer(hands, row) -> None:
    name = row.locator("th a").inner_text()
    hands.go(row.get_by_role("button", name="No answer"))
    told(hands, "No answer on the telephone", name)


def told(hands, words: str, name: str) -> None:
    expect(hands.page.locator("tr.is-told")).to_contain_text(f"{words}, {name}")


def plan_visit(hands, row) -> None:
    hands.go(row.get_by_role("link", name="Book"))
    form = hands.page.locator("form[action$='/sessions/book/']")
    if not form.is_visible():
        hands.go(hands.page.locator("summary", has_text="Book a session"))
    hands.write(form.get_by_label("On", exact=True), VISIT_ON)
    hands.write(form.get_by_label("At", exact=True), "10:30")
    hands.pick(form.get_by_label("Place"), "HOME")
    hands.go(form.get_by_role("button", name="Book session"))
    expect(hands.page.get_by_role("heading", name="My day")).to_be_visible()


def run_session(hands) -> None:
    hands.go(hands.page.locator("tbody tr", has_text="09:00").first.get_by_role("link", name="Open session"))
    hands.tick(hands.page.get_by_label("It was held"))
    for who in ("The person", "GP", "Case Manager"):
        hands.tick(hands.page.get_by_label(who, exact=True))
    hands.go(hands.page.get_by_role("button", name="Save", exact=True))
    expect(hands.page.get_by_role("heading", name="My day")).to_be_visible()


def counted(hands, do, *args) -> int:
    before = hands.steps
    do(hands, *args)
    return hands.steps - before


def test_no_item_of_a_morning_takes_more_than_three_steps(hands):
    page, found, rows = hands.page, [], tasks(hands.page)
    for number, row in enumerate(rows[:CALLS]):
        call = no_answer if number % 3 else spoke
        found.append((call.__name__, counted(hands, call, row)))
    for row in rows[CALLS : CALLS + VISITS]:
        found.append((plan_visit.__name__, counted(hands, plan_visit, row)))
    found.append((run_session.__name__, counted(hands, run_session)))

    assert len(found) == CALLS + VISITS + 1
    assert [each for each in found if each[1] > MOST_STEPS] == []
    page.goto(page.url.split("/my-day/")[0] + "/my-day/?whose=done")
    assert page.get_by_role("cell", name="Held", exact=True).count() == 1

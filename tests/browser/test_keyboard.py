"""The tiers to look at of a whole practice, worked through from the sign-in page on by keyboard alone.

It takes minutes: `make keyboard`, not `make browser`.  KEYBOARD_SEED=1234 does again what that run did.
"""

import os
import random
import re
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.bench.serving import gunicorn
from tests.browser import one_practice
from tests.browser.conftest import PASSWORD, Person, demo
from tests.browser.keys import Keys
from tests.browser.test_pages import REFUSED, WIDTHS, check
from tests.database import superuser

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.real_clock]
EXPECTED = range(100, 200)  # people on the list of a practice of 512
SAID = (REFUSED, REFUSED.replace("422", "401"))  # by the browser, of a mistake and of a proof asked for
PAGES = {
    "the list", "a person of the list", "the page after a mistake", "the next after a decision",
    "the list with those who were skipped", "the empty list",
}  # fmt: skip
LISTED = re.compile(r'href="/people/([0-9a-f-]{36})/tier/explain/\?')
WORDS = "Seen at home: walks with a frame, fell twice."
REASONS = ("ASSESSMENT", "WRONG_CODE", "RESOLVED", "NOT_CODED", "RECENT_CHANGE", "END_OF_LIFE", "OTHER")
# The same typed with the day first or the month, which is the browser's to say.
REVIEWS = [
    date(year, each, each) for year in (2026, 2027) for each in range(1, 13) if (year, each) > (2026, 8)
]
DECIDED = """
SELECT p.public_id::text, d.tier, d.reason, d.words, d.frailty_scale, d.review_on, u.username
FROM tiers_tierdecision d JOIN patients_person p ON p.id = d.person_id
JOIN accounts_user u ON u.id = d.decided_by_id
"""
STANDING = """
SELECT p.public_id::text, s.tier FROM tiers_tierstanding s JOIN patients_person p ON p.id = s.person_id
WHERE s.basis = 'DECIDED' AND s.to_on IS NULL
"""


@dataclass(frozen=True)
class Judged:
    """As the table of decisions has it."""

    tier: int
    reason: str
    words: str
    frailty_scale: int | None
    review_on: date
    by: str = one_practice.GP


@dataclass
class Course:
    """What came of the walk, and the keys that each kind of step took."""

    judged: dict[str, Judged] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    keys: dict[str, list[int]] = field(default_factory=dict)
    proofs: int = 0


class Gp:
    """Works through the list; what is read of a page is read, and nothing but keys acts."""

    def __init__(self, person: Person, keys: Keys, draw: random.Random) -> None:
        self.person, self.page, self.keys, self.draw = person, person.page, keys, draw
        self.course = Course()
        self.looked_at: set[str] = set()
        self.listed: set[str] = set()

    def sign_in(self) -> None:
        self.person.open("/sign-in/")
        self.keys.tab_to("User name")
        self.keys.type(one_practice.GP)
        self.keys.press("Tab")
        self.keys.type(PASSWORD)
        self.keys.enter()

    def open_list(self) -> None:
        self.keys.tab_to("Tiers to look at")
        self.keys.enter()
        self.look("the list")
        self.listed = self.read_list()

    def read_list(self) -> set[str]:
        """Read beside the page, with its session."""
        address, found = self.page.url.split("?")[0], set()
        for number in range(1, 9):
            answer = self.page.context.request.get(f"{address}?size=50&page={number}")
            found |= set(LISTED.findall(answer.text()))
        return found

    def look(self, what: str) -> None:
        """Once of each kind, wide and narrow: axe, the console, the width."""
        if what in self.looked_at:
            return
        self.looked_at.add(what)
        self.person.complaints[:] = [each for each in self.person.complaints if not each.startswith(SAID)]
        for width in reversed(WIDTHS):
            self.page.set_viewport_size({"width": width, "height": 900})
            check(self.person, f"{what}, {width} px")

    def walk(self, *, skips: bool) -> None:
        """From the list, with the first person, until it is back at the list."""
        self.keys.tab_to(
            "Start with the first", back="#ended" in self.page.url
        )  # it stands above what says so
        self.keys.enter()
        while self.page.locator("#walk").count():
            self.step(skips=skips)
        assert self.keys.focus().name

    def step(self, *, skips: bool) -> None:
        whom, before = self.whom(), self.keys.pressed
        self.course.met.add(whom)
        assert self.keys.focus().id == "id_tier"
        left = len(self.listed) - len(self.course.judged)
        assert self.page.locator("#walk b").inner_text().endswith(f" of {left}")
        self.look("a person of the list" if not self.course.judged else "the next after a decision")
        kind = self.draw.choices(("confirm", "override", "skip", "back"), (70, 15, 10, 5))[0]
        if kind in ("skip", "back") and not (skips and self.can(kind)):
            kind = "confirm"
        getattr(self, kind)(whom)
        self.course.keys.setdefault(kind, []).append(self.keys.pressed - before)

    def whom(self) -> str:
        found = re.search(r"/people/([0-9a-f-]{36})/tier/explain/", self.page.url)
        assert found, self.page.url
        return found[1]

    def can(self, kind: str) -> bool:
        return kind == "skip" or self.page.get_by_role("link", name="Back", exact=True).count() == 1

    def skip(self, whom: str) -> None:
        self.keys.tab_to("Skip to the next person", back=True)
        self.course.skipped.add(whom)
        self.keys.enter()

    def back(self, whom: str) -> None:
        self.keys.tab_to("Back", back=True)
        self.course.skipped.add(whom)
        self.keys.enter()

    def confirm(self, whom: str) -> None:
        if "the page after a mistake" not in self.looked_at or self.draw.random() < 0.05:
            self.forget_to_choose()
        at = self.keys.press("Tab", "Space")
        assert "Confirm" in at.name
        self.save(whom, Judged(int(at.value), "", "", None, self.review_on()))

    def forget_to_choose(self) -> None:
        """Saved with nothing chosen: the page says so, and leads back to the field."""
        self.keys.press("Tab")
        self.keys.enter()
        expect(self.page.locator(".nhsuk-error-summary")).to_be_focused()
        assert self.page.title().startswith("Error: ")
        self.look("the page after a mistake")
        assert self.keys.press("Tab").name == "Choose what you decide"
        assert self.keys.press("Enter").id == "id_tier"

    def override(self, whom: str) -> None:
        down, scale = self.draw.randint(1, 3), self.draw.randint(0, 9)
        reason, review = self.draw.choice(REASONS), self.draw.choice(REVIEWS)
        at = self.keys.press("Tab", *["ArrowDown"] * down)
        assert "Override" in at.name
        self.keys.press("Tab", *["ArrowDown"] * scale)
        self.keys.press("Tab", *["ArrowDown"] * (1 + REASONS.index(reason)))
        self.keys.press("Tab")
        self.keys.type(WORDS)
        self.keys.press("Tab")
        self.keys.type(f"{review:%d%m%Y}")
        assert self.review_on() == review
        self.keys.tab_to("Save decision, next")
        self.save(whom, Judged(int(at.value), reason, WORDS, scale or None, review))

    def review_on(self) -> date:
        return date.fromisoformat(self.page.locator("#id_review_on").input_value())

    def save(self, whom: str, judged: Judged) -> None:
        self.keys.enter()
        if "Confirm that it is you" in self.page.title():
            self.prove()
        self.course.judged[whom] = judged
        self.course.skipped.discard(whom)

    def prove(self) -> None:
        self.look("what asks for a proof")
        assert self.keys.focus().type == "password"
        self.keys.type(PASSWORD)
        self.keys.enter()
        self.course.proofs += 1

    def left(self) -> int:
        """How many the page says are left."""
        words = self.page.locator("#ended").inner_text()
        found = re.search(r"(\d+) (?:is|are) still on the list", words)
        assert found or "Nobody is left." in words, words
        return int(found[1]) if found else 0


@pytest.fixture
def practice(template, worker_id):
    """The variables of a process on the practice's database."""
    with demo(template, worker_id, fill=one_practice.fill_by_command) as environment:
        yield environment


@pytest.fixture
def gp(chromium, practice):
    seed = int(os.environ.get("KEYBOARD_SEED") or random.randrange(10**6))
    print(f"KEYBOARD_SEED={seed}")
    with gunicorn(practice, site="tests.browser.asks_often") as site:
        context = chromium.new_context(viewport={"width": WIDTHS[0], "height": 900}, locale="en-GB")
        page = context.new_page()
        yield Gp(Person(page, site), Keys(page), random.Random(seed))
        context.close()


def found_in(practice, statement) -> list[tuple]:
    with superuser(urlsplit(practice["DATABASE_URL"]).path.removeprefix("/")) as connection:
        return connection.execute(statement).fetchall()


def test_a_practice_of_512_is_worked_through_by_keyboard_alone(gp, practice):
    gp.sign_in()
    gp.open_list()
    assert len(gp.listed) in EXPECTED

    gp.walk(skips=True)
    assert gp.left() == len(gp.course.skipped) > 0
    gp.look("the list with those who were skipped")
    gp.walk(skips=False)

    assert gp.left() == 0
    gp.look("the empty list")
    assert gp.page.get_by_text("There is nobody to look at").is_visible()
    say(gp.course, gp.keys.pressed)
    course = gp.course
    assert gp.looked_at >= PAGES
    assert set(course.judged) == course.met == gp.listed
    rows = found_in(practice, DECIDED)
    assert len(rows) == len(gp.listed)
    assert {row[0]: Judged(*row[1:]) for row in rows} == course.judged
    assert dict(found_in(practice, STANDING)) == {whom: each.tier for whom, each in course.judged.items()}


def say(course: Course, pressed: int) -> None:
    every = [number for keys in course.keys.values() for number in keys]
    print(f"{len(course.judged)} people decided with {pressed} keys, {course.proofs} proofs among them")
    for kind, keys in {**course.keys, "any": every}.items():
        print(f"{kind}: {len(keys)} times, median {median(keys):g} keys, most {max(keys)}")

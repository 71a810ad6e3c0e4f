"""Somebody of a team who plans the care of one person at a browser, page by page, with script or without."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Person

BEGIN = re.compile("^Begin (the plan|a new version)")


def nobody_yet(person: Person, tier: int, *, skip: int) -> str:
    """Address of somebody of a register of this tier for whom no plan was ever offered, begun or agreed."""
    person.open(f"/register/?tier={tier}")
    found = [each.get_attribute("href") for each in person.page.locator("tbody th a").all()]
    without = []
    for address in found:
        person.open(f"{address}plan/")
        told = person.page.locator("main").inner_text()
        if "No plan is agreed yet" in told and "No plan was offered yet" in told and "Begin the plan" in told:
            without.append(address)
        if len(without) > skip:
            return without[skip]
    raise AssertionError(f"nobody on tier {tier} is without a plan, beside {len(without)}")


@dataclass
class Planner:
    """:param about: address of the person's page"""

    person: Person
    about: str

    @property
    def page(self) -> Page:
        return self.person.page

    def at(self, place: str) -> None:
        self.person.open(f"{self.about}{place}")

    def press(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        self.person.follow((within or self.page).get_by_role("button", name=name, exact=True).first)

    def go(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        self.person.follow((within or self.page).get_by_role("link", name=name, exact=True).first)

    def offered(self, answer: str, words: str = "") -> None:
        """A plan was offered today, and what they said to it."""
        self.at("plan/")
        form = self.page.locator("form[action$='/plan/offer/']")
        self.page.get_by_text("A plan was offered", exact=True).click()
        form.locator("[name=answer]").select_option(label=answer)
        form.locator("[name=words]").fill(words)
        self.press("Save the offer", within=form)

    def draft(self) -> None:
        """The draft, begun or gone on with."""
        self.at("plan/")
        begin = self.page.get_by_role("button", name=BEGIN)
        self.person.follow(begin.or_(self.page.get_by_role("link", name="Go on with the draft")))

    def write(self, heading: str, words: str) -> None:
        self.person.follow(self.page.locator(f"a[href*='heading={heading}']").first)
        self.page.locator("[name=words]").fill(words)
        self.press("Save")

    def goal(self, what: str, confidence: str) -> None:
        self.go("Add a goal")
        self.page.locator("[name=what]").fill(what)
        self.page.locator("[name=confidence]").select_option(confidence)
        self.press("Save goal")

    def agree(self, whose: str, *present: str, **words: str) -> None:
        self.page.locator(f"[name=agreed_with][value={whose}]").check()
        for each in present:
            self.page.locator(f"form[action$='/agree/'] [name=attended][value={each}]").check()
        for name, said in words.items():
            self.page.locator(f"form[action$='/agree/'] [name={name}]").fill(said)
        self.press("Agree the plan")
        expect(self.page.get_by_role("heading", name="Agreement")).to_have_count(1)

    def book(self, on: str) -> None:
        """A joint session of today, ready to be started."""
        self.at("sessions/")
        form = self.page.locator("form[action$='/sessions/book/']")
        if not form.is_visible():
            self.page.get_by_text("Book a session", exact=True).click()
        form.locator("[name=kind]").select_option("JOINT")
        form.get_by_label("On", exact=True).fill(on)
        form.get_by_label("At", exact=True).fill("09:30")
        self.press("Book session", within=form)

    def start(self) -> None:
        self.at("sessions/")
        self.go("Record what came of it")
        self.go("Start session")

    def end(self) -> None:
        """Held, with the person, their GP and a Case Manager."""
        for who in ("PERSON", "GP", "CASE_MANAGER"):
            self.page.locator(f"[name=attended][value={who}]").check()
        self.press("End session")
        expect(self.page.get_by_text("The person, GP, Case Manager").first).to_be_visible()

    def crisis(self) -> str:
        """What stands on the crisis page, one click from the front sheet."""
        self.at("")
        self.person.follow(self.page.locator(f"dl.strip a[href='{self.about}crisis/']"))
        return self.page.locator("main").inner_text()

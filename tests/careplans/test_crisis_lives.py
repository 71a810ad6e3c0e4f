"""Whatever becomes of a person's plans, the out-of-hours reader has the one agreed last, and its age."""

import random
import re
from datetime import timedelta

import pytest
from django.test import Client

from careplans.rules.plan import REVIEW_AFTER_MONTHS
from tests.careplans.crisis import FIND
from tests.careplans.plans import filled
from tests.world import TODAY
from wsic.dates import months_after, short_date

pytestmark = pytest.mark.django_db
PLAIN = ("agree", "agree", "write", "write", "discard", "error", "review", "review_error", "offer")


class Life:
    """What a plain reading says is in force, beside what is done on the pages."""

    def __init__(self, pages, lot: random.Random) -> None:
        self.pages, self.lot, self.plans, self.draft = pages, lot, [], None  # plans as they were begun

    def in_force(self) -> dict | None:
        agreed = [each for each in self.plans if each["agreed"] and not each["error"]]
        return agreed[-1] if agreed else None

    def write(self, number: int) -> None:
        if self.draft is None:
            address = self.pages.begin()
            self.draft = {
                "address": address,
                "upon": self.in_force(),
                "agreed": None,
                "error": False,
                "reviews": [],
            }
            self.plans.append(self.draft)
        self.draft["words"] = f"step {number} of this life"
        self.pages.write(self.draft["address"], "WHAT_TO_DO", self.draft["words"])

    def agree(self, number: int) -> None:
        self.write(number)
        before = self.in_force()
        earliest = (TODAY - before["agreed"]).days if before else 360
        on = TODAY - timedelta(days=self.lot.randrange(earliest + 1))
        assert self.pages.agree(self.draft["address"], on=on.isoformat()).status_code == 302
        self.draft["agreed"], self.draft = on, None

    def discard(self, number: int) -> None:
        if self.draft:
            self.pages.discard(self.draft["address"])
            self.draft["error"], self.draft = True, None  # read by nobody, as far as this goes

    def error(self, number: int) -> None:
        """One that is agreed, and what was begun upon it along."""
        agreed = [each for each in self.plans if each["agreed"] and not each["error"]]
        if agreed:
            wrong = self.lot.choice(agreed)
            assert self.pages.wrong(wrong["address"]).status_code == 302
            wrong["error"] = True
            for each in self.plans:
                each["error"] = each["error"] or bool(each["upon"] and each["upon"]["error"])
            if self.draft and self.draft["error"]:
                self.draft = None

    def review(self, number: int) -> None:
        if current := self.in_force():
            on = current["agreed"] + (TODAY - current["agreed"]) * self.lot.random()
            desk = self.pages.client.get(f"/people/{self.pages.person.public_id}/plan/")
            sent = filled(desk.context["reviewing"]) | {"attended": ["PERSON"], "on": on.isoformat()}
            assert self.pages.client.post(f"{current['address']}review/", sent).status_code == 302
            current["reviews"].append(on)

    def review_error(self, number: int) -> None:
        if (current := self.in_force()) and current["reviews"]:
            desk = self.pages.client.get(f"/people/{self.pages.person.public_id}/plan/")
            line = desk.context["offers"].reviews[0]
            assert self.pages.client.post(f"/plan-reviews/{line.public_id}/in-error/").status_code == 302
            current["reviews"].remove(line.on)

    def offer(self, number: int) -> None:
        desk = self.pages.client.get(f"/people/{self.pages.person.public_id}/plan/")
        if "offering" in desk.context:
            sent = filled(desk.context["offering"]) | {"answer": "DECLINED"}
            self.pages.client.post(f"/people/{self.pages.person.public_id}/plan/offer/", sent)


def words_of(current: dict) -> tuple[str, ...]:
    """What is to be done, and how old the page says that is."""
    months = (TODAY.year - current["agreed"].year) * 12 + TODAY.month - current["agreed"].month
    months -= TODAY.day < current["agreed"].day
    ago = f", {months} month{'' if months == 1 else 's'} ago" if months else ""
    return current["words"], f"agreed {short_date(current['agreed'])}", ago


def is_stale(current: dict) -> bool:
    last = max([current["agreed"], *current["reviews"]])
    return months_after(last, REVIEW_AFTER_MONTHS) < TODAY


LIVES = [
    (0, ["agree", "write", "agree", "error", "review"]),
    *(pytest.param(each, [""] * 25, marks=pytest.mark.long) for each in range(1, 3)),
]


@pytest.mark.parametrize(("seed", "steps"), LIVES)
def test_the_reader_has_the_plan_agreed_last_and_its_age_after_each_step(
    pages, asked_of_adair, world, seed, steps
):
    life, reader = Life(pages, random.Random(seed)), Client()
    reader.force_login(world.user("out_of_hours"))
    address = ""
    for number, chosen in enumerate(steps):
        step = chosen or life.lot.choice(PLAIN)
        getattr(life, step)(number)
        current, at = life.in_force(), f"seed {seed}, step {number}: {step}"
        opened = reader.post(FIND, asked_of_adair)
        address = opened.url if opened.status_code == 302 else address
        assert opened.status_code == (302 if current else 422), at
        page = reader.get(address) if address else None
        assert page is None or page.status_code == (200 if current else 404), at
        if current:
            plain = re.sub(r"<[^>]+>", "", page.text)
            assert [each for each in words_of(current) if each not in plain] == [], at
            assert {each["words"] for each in life.plans if each["words"] in plain} == {current["words"]}, at
            assert ("This may be out of date." in plain) == is_stale(current), at

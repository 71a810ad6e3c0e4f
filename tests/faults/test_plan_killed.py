"""The server killed after each request of a plan's making: what was acknowledged is there, and there once."""

import os
import re
import signal
from html import unescape
from subprocess import Popen
from uuid import uuid4

import pytest

from careplans.models import CarePlan, PlanGoal, PlanOffer, PlanReview, PlanSection, UnsavedWords
from tests.bench.serving import Browser, free_port, serve
from tests.faults.written import lay_down_with_passwords
from tests.world import PASSWORD, World, as_system

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.real_clock]
WRITER = "case_manager_1"


class Mortal:
    """A site that is killed and started again on the same port; whoever is signed in stays so."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment, self.port = environment, free_port()
        self.process: Popen = serve(environment, self.port)
        self.browser = Browser(f"http://127.0.0.1:{self.port}")
        self.browser.sign_in(WRITER, PASSWORD)
        self.killed = 0

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def again(self) -> None:
        self.kill()
        self.process = serve(self.environment, self.port)
        self.killed += 1

    def send(self, path: str, **fields: str) -> str:
        """The page that the press led to; after it the server dies, and the same press comes once more."""
        status, page = self.browser.post(path, fields)
        assert status == 200, (path, status, problems(page))
        self.again()
        status, again = self.browser.post(path, fields)
        assert status == 200, (path, status, problems(again))
        return page

    def get(self, path: str) -> str:
        return self.browser.get(path)


def problems(page: str) -> str:
    return unescape(" ".join(re.findall(r'(?s)error-summary__list">(.*?)</ul>', page)))


def value(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]


@pytest.fixture
def site(committed_db, settings, process_environment):
    lay_down_with_passwords(settings, [WRITER])
    found = Mortal(process_environment)
    yield found
    found.kill()


def test_what_was_acknowledged_is_there_however_often_the_server_is_killed(site):
    with as_system():
        person = World().person("ADAIR")

    play(site, f"/people/{person.public_id}/plan/")

    with as_system():
        plan = CarePlan.objects.get()
        words = {each.heading: each.words for each in PlanSection.objects.filter(plan=plan)}
        counts = [model.objects.count() for model in (PlanOffer, PlanSection, PlanGoal, PlanReview)]
        unsaved = UnsavedWords.objects.exclude(said={}).count()
    assert site.killed == 8
    assert (plan.agreed_at is not None, counts, unsaved) == (True, [1, 2, 1, 1], 0)
    assert words == {"WHAT_TO_DO": "Ring Karen", "HELPS": "Half a sentence"}
    crisis = site.get(f"/people/{person.public_id}/crisis/")
    assert "Ring Karen" in crisis
    assert "Half a sentence" in crisis


def play(site: Mortal, home: str) -> None:
    """Offered, begun, written, kept as it is typed, given a goal, agreed, read through."""
    page = site.get(home)
    today = value(page, "on")
    offer = {"means": "IN_PERSON", "on": today, "answer": "ACCEPTED", "once": value(page, "once")}
    site.send(f"{home}offer/", **offer)
    site.send(f"{home}begin/")
    with as_system():
        path = f"/plans/{CarePlan.objects.get().public_id}/"
    helps, typed = {"heading": "HELPS", "upon": "0"}, {"number": "1", "typed_in": str(uuid4())}
    site.send(f"{path}section/save/", heading="WHAT_TO_DO", upon="0", words="Ring Karen", voice="STAFF")
    site.send(f"{path}keep/", **helps, **typed, words="Half a sent")
    assert "Half a sent" in site.get(f"{path}section/?heading=HELPS")
    site.send(f"{path}section/save/", **helps, words="Half a sentence", voice="STAFF")
    site.send(f"{path}goal/save/", key=str(uuid4()), upon="0", what="Walk to the shop")
    mark = value(site.get(path), "mark")
    site.send(f"{path}agree/", mark=mark, agreed_with="PERSON", on=today, attended="PERSON")
    once = re.search(r'action="[^"]*/review/".*?name="once" value="([^"]*)"', site.get(home), re.DOTALL)[1]
    site.send(f"{path}review/", on=today, attended="PERSON", once=once)

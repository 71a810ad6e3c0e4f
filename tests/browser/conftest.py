"""The real site with a small synthetic CCG: web and worker as processes, on a database of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.bench.serving import ROOT, gunicorn
from tests.database import address, clone
from wsic.embedded import places

PEOPLE = 2_560  # the first 51 or 52 of each practice of the demo, the cast of the pictures included
PASSWORD = "synthetic-people-only"


@contextmanager
def demo(
    template: str, worker_id: str, *, fill: Callable[[dict[str, str]], None]
) -> Iterator[dict[str, str]]:
    """Variables of a process on a database of its own, filled, and with a queue of its own: several of these
    run at once."""
    queue = 1 + int(worker_id.removeprefix("gw") if worker_id != "master" else 0)
    with clone(template) as name:
        environment = os.environ | {
            "REDIS_URL": f"{places.redis_url()}?virtual_host={queue}",
            "DATABASE_URL": address("wsic_app", name),
            "DATABASE_WORKER_URL": address("wsic_worker", name),
            "WSIC_DEMO": "1",
            "WSIC_UPLOADS": str(places.places().var / "uploads" / name),
        }
        fill(environment)
        yield environment


@pytest.fixture(scope="session")
def surroundings(template, worker_id: str) -> Iterator[dict[str, str]]:
    with demo(template, worker_id, fill=_build) as environment:
        yield environment


def _build(environment: dict[str, str]) -> None:
    build = [sys.executable, "manage.py", "build_demo", "--people", str(PEOPLE)]
    subprocess.run(build, cwd=ROOT, env=environment | {"WSIC_LOGIN": "worker"}, check=True, timeout=300)


@pytest.fixture(scope="session")
def site(surroundings) -> Iterator[str]:
    with gunicorn(surroundings) as site, _worker(surroundings):
        yield site


@pytest.fixture
def impatient_site(surroundings) -> Iterator[str]:
    """The same, where a session locks after 30 seconds and warns 10 before."""
    with gunicorn(surroundings | {"WSIC_IDLE_SECONDS": "30"}) as site:
        yield site


@contextmanager
def _worker(environment: dict[str, str]) -> Iterator[None]:
    """Beat inside: what the broker loses is taken up within 15 seconds."""
    schedule = Path(environment["WSIC_UPLOADS"]).with_suffix(".beat")
    command = [sys.executable, "-m", "celery", "-A", "wsic", "worker", "--concurrency", "1", "--beat"]
    command += ["--schedule", str(schedule), "--loglevel", "error"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment | {"WSIC_LOGIN": "worker"})
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


class Person:
    """Somebody at a browser window: signs in by the page, and what the console complains of is kept."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> None:
        answer = self.page.goto(self.site + path)
        assert answer is not None
        assert answer.status < 400, (path, answer.status)

    def follow(self, thing: Locator) -> None:
        """Presses what leads to another page, and is there: `click` alone may return before the old page has
        gone, and what is read of it next is the old one's."""
        with self.page.expect_navigation():
            thing.click()

    def sign_in(self, username: str) -> None:
        self.open("/sign-in/")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)


@pytest.fixture
def at_browser(chromium: Browser, site: str):
    """Opens a window of a width, with script or without, for a user who is signed in."""
    contexts = []

    def at_browser(username: str, *, width: int = 1440, script: bool = True) -> Person:
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        person = Person(context.new_page(), site)
        person.sign_in(username)
        return person

    yield at_browser
    for context in contexts:
        context.close()

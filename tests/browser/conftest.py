"""The real site with a small synthetic CCG: web and worker as processes, on a database of their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.bench import serving
from tests.bench.serving import ROOT, gunicorn
from tests.database import address, clone, filled_once
from wsic.embedded import places

PEOPLE = 2_560  # the first 51 or 52 of each practice of the demo, the cast of the pictures included
PASSWORD = "synthetic-people-only"


def _environment(name: str, worker_id: str) -> dict[str, str]:
    """Variables of a process on that database, with a queue of the worker's own."""
    queue = 1 + int(worker_id.removeprefix("gw") if worker_id != "master" else 0)
    return os.environ | {
        "REDIS_URL": f"{places.redis_url()}?virtual_host={queue}",
        "DATABASE_URL": address("wsic_app", name),
        "DATABASE_WORKER_URL": address("wsic_worker", name),
        "WSIC_DEMO": "1",
        "WSIC_UPLOADS": str(_uploads(name)),
    }


def _uploads(name: str) -> Path:
    return places.places().var / "uploads" / name


@contextmanager
def demo(
    template: str, worker_id: str, *, fill: Callable[[dict[str, str]], None]
) -> Iterator[dict[str, str]]:
    """Variables of a process on a database of its own, filled: several of these run at once."""
    with clone(template) as name:
        environment = _environment(name, worker_id)
        fill(environment)
        yield environment


@pytest.fixture(scope="session")
def surroundings(template, worker_id: str, testrun_uid: str) -> Iterator[dict[str, str]]:
    """Filled once for all workers of the run: a minute of one core."""
    filled = f"wsic_filled_{testrun_uid}"

    def fill(unready: str) -> None:
        _build(_environment(unready, worker_id) | {"WSIC_UPLOADS": str(_uploads(filled))})

    with filled_once(template, filled, fill=fill), clone(filled) as name:
        if _uploads(filled).exists():
            shutil.copytree(_uploads(filled), _uploads(name))
        yield _environment(name, worker_id)


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

    def bring_session(self, username: str) -> None:
        """Signed in by the same form, without the pages: two of them, and the first page, for each test."""
        browser = serving.Browser(self.site)
        browser.sign_in(username, PASSWORD, to="/healthz")
        here = [{"name": name, "value": value, "url": self.site} for name, value in browser.cookies().items()]
        self.page.context.add_cookies(here)


@pytest.fixture
def at_browser(chromium: Browser, site: str):
    """Opens a window of a width, with script or without, for a user who is signed in: `by_page`, where the
    page that comes next is looked at."""
    contexts = []

    def at_browser(username: str, *, width: int = 1440, script: bool = True, by_page: bool = False) -> Person:
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        person = Person(context.new_page(), site)
        if by_page:
            person.sign_in(username)
        else:
            person.bring_session(username)
        return person

    yield at_browser
    for context in contexts:
        context.close()

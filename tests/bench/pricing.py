"""What a page costs with something and without it, turn and turn about on one synthetic CCG."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.bench.serving import ROOT, Browser
from tests.database import address, clone, superuser

PEOPLE = 2_560
TIMES = 150
PASSWORD = "synthetic-people-only"
USERNAME = "gp.t90001"


def environment_of(database: str) -> dict[str, str]:
    """Of the processes of a site on this database."""
    return os.environ | {
        "DATABASE_URL": address("wsic_app", database),
        "DATABASE_WORKER_URL": address("wsic_worker", database),
        "WSIC_DEMO": "1",
    }


@contextmanager
def synthetic_ccg(template: str) -> Iterator[str]:
    """The name of a database with a synthetic CCG in it."""
    with clone(template) as name:
        command = [sys.executable, "manage.py", "build_demo", "--people", str(PEOPLE)]
        environment = environment_of(name) | {"WSIC_LOGIN": "worker"}
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        with superuser(name) as connection:
            connection.execute("VACUUM ANALYZE")
        yield name


def signed_in(site: str) -> Browser:
    browser = Browser(site)
    browser.sign_in(USERNAME, PASSWORD)
    return browser


def a_person(browser: Browser) -> str:
    register = browser.get("/register/")
    return register[register.index('href="/people/') + 6 :].partition('"')[0]


def prices(site: str, bare_site: str, which: str) -> tuple[float, float]:
    """Milliseconds of a page, "register" or "person", there and on the bare site: medians."""
    with_it, without = signed_in(site), signed_in(bare_site)
    path = "/register/" if which == "register" else a_person(with_it)
    pairs = [(_took(with_it.get, path), _took(without.get, path)) for _ in range(TIMES + 10)]
    whole, bare = (statistics.median(times) for times in zip(*pairs[10:], strict=True))
    return whole, bare


def _took(get: Callable[[str], object], path: str) -> float:
    began = time.perf_counter()
    get(path)
    return (time.perf_counter() - began) * 1000

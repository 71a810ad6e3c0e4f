"""What a page costs with something and without it, turn and turn about on one synthetic CCG."""

import statistics
import time
from collections.abc import Callable

from tests.bench.serving import Browser

PEOPLE = 2_560
TIMES = 150
PASSWORD = "synthetic-people-only"
USERNAME = "gp.t90001"


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

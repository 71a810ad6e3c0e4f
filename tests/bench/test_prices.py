"""What the walls in the database and the audit cost on the daily screens; printed.

Each screen is asked of three sites in turn: as it is; on a copy of the database whose tables anybody may
read; and without its audit.  All three must show the same.  The price is a ratio of medians: the p95 of
as few calls on a machine with other work to do moves by more than what is measured, and is printed beside it.

`WSIC_BENCH_KEEP=1 make bench TEST_OPTIONS=tests/bench/test_prices.py` keeps the CCG for the next run.
"""

import os
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import pytest

from tests.bench.pages import PASSWORD, asked, in_turns, p95, what_it_shows
from tests.bench.screens import SCREENS, World, daily_world
from tests.bench.serving import Browser, gunicorn
from tests.bench.test_audit import MOST_PRICE as MOST_OF_AUDIT
from tests.bench.test_audit import UNAUDITED, sealing
from tests.bench.test_walls import MOST_PRICE as MOST_OF_WALLS
from tests.bench.test_walls import UNWALLED
from tests.bench.worlds import environment_of
from tests.database import clone, superuser
from wsic.startup import protected_tables

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

AS_IT_IS, NO_WALLS, NO_AUDIT = SITES = ("as it is", "without walls", "without audit")
PRICED = [name for name in SCREENS if name.startswith(("front sheet", "My day", "register", "caseload"))]


@pytest.fixture(scope="module")
def world(template, django_db_blocker) -> Iterator[World]:
    with daily_world(template, django_db_blocker) as found:
        yield found


@pytest.fixture(scope="module")
def sites(world) -> Iterator[dict[str, str]]:
    """Addresses, by what is left out."""
    with ExitStack() as stack:
        bare = stack.enter_context(clone(world.database))
        with superuser(bare) as owner:
            for table in protected_tables():
                owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            owner.execute("VACUUM ANALYZE")
        stack.enter_context(sealing(world.database))
        here, there = environment_of(world.database), environment_of(bare)
        yield {
            AS_IT_IS: stack.enter_context(gunicorn(here)),
            NO_WALLS: stack.enter_context(gunicorn(there, site=UNWALLED)),
            NO_AUDIT: stack.enter_context(gunicorn(here, site=UNAUDITED)),
        }


@pytest.mark.parametrize("name", PRICED)
def test_price_of_a_daily_screen(world, sites, name, django_db_blocker):
    screen = SCREENS[name]
    path = asked(world.database, screen.user, screen.path.format(**world.names), "", django_db_blocker).path
    browsers = {each: Browser(site) for each, site in sites.items()}
    for browser in browsers.values():
        browser.sign_in(screen.user, PASSWORD)
    shown = {each: what_it_shows(browser.get(path)) for each, browser in browsers.items()}

    times = in_turns({each: partial(browser.get, path) for each, browser in browsers.items()})

    walls, audit = (price(times, of, statistics.median) for of in (NO_WALLS, NO_AUDIT))
    print(f"\n{told(name, times)}")
    assert set(shown.values()) == {shown[AS_IT_IS]}
    assert walls <= MOST_OF_WALLS
    assert audit <= MOST_OF_AUDIT


def price(times: dict[str, list[float]], of: str, average) -> float:
    return average(times[AS_IT_IS]) / average(times[of])


def told(name: str, times: dict[str, list[float]]) -> str:
    cells = "".join(
        f", {each} {statistics.median(taken):6.1f} ({p95(taken):6.1f})" for each, taken in times.items()
    )
    prices = "".join(
        f", {what} {price(times, of, statistics.median):.2f} (p95 {price(times, of, p95):.2f})"
        for what, of in (("walls", NO_WALLS), ("audit", NO_AUDIT))
    )
    return f"{name:<28} median (p95) ms{cells}{prices}, load {os.getloadavg()[0]:.1f}"

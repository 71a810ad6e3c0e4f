"""The daily screens at 300,000 people beside the same at 25,600: as many people of a practice and of a hub.

`WSIC_BENCH_KEEP=1 make bench TEST_OPTIONS=tests/bench/test_growth.py`; the larger CCG is the smaller one and
eleven copies of it, in a minute or some.  Both are asked in turn, and say the same.
"""

import os
import statistics
from collections.abc import Iterator
from functools import partial

import pytest

from tests.bench.cloning import NOT_READ, many_times_over
from tests.bench.pages import PASSWORD, asked, in_turns, p95, what_it_shows
from tests.bench.screens import SCREENS, World, daily_world
from tests.bench.serving import Browser, gunicorn
from tests.bench.test_prices import PRICED
from tests.bench.worlds import environment_of

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

MOST_GROWTH = 1.3  # RELIABILITY.md
GROWING = [*PRICED, *(name for name in SCREENS if name.startswith("Sessions due"))]
SMALL, LARGE = "25,600", "300,000"


@pytest.fixture(scope="module")
def world(template, django_db_blocker) -> Iterator[World]:
    with daily_world(template, django_db_blocker) as found:
        yield found


@pytest.fixture(scope="module")
def large(world) -> Iterator[str]:
    """The name of the larger CCG's database."""
    with many_times_over(world.database) as name:
        yield name


@pytest.fixture(scope="module")
def sites(world, large) -> Iterator[dict[str, str]]:
    with gunicorn(environment_of(world.database)) as small, gunicorn(environment_of(large)) as of_many:
        yield {LARGE: of_many, SMALL: small}


@pytest.mark.parametrize("name", GROWING)
def test_growth_of_a_daily_screen(world, large, sites, name, django_db_blocker):
    screen = SCREENS[name]
    page = asked(large, screen.user, screen.path.format(**world.names), "", django_db_blocker)
    browsers = {each: Browser(site) for each, site in sites.items()}
    for browser in browsers.values():
        browser.sign_in(screen.user, PASSWORD)
    shown = {what_it_shows(browser.get(page.path)) for browser in browsers.values()}

    times = in_turns({each: partial(browser.get, page.path) for each, browser in browsers.items()})

    growths = [average(times[LARGE]) / average(times[SMALL]) for average in (statistics.median, p95)]
    both = (f"{each} {statistics.median(taken):.1f} ({p95(taken):.1f})" for each, taken in times.items())
    ratios = "{:.2f} (p95 {:.2f})".format(*growths)
    print(f"\n{name:<28} median (p95) ms of {', '.join(both)}: {ratios}, load {os.getloadavg()[0]:.1f}")
    assert len(shown) == 1
    assert not [table for table in NOT_READ if any(table in each for each in page.statements)]
    assert growths[0] <= MOST_GROWTH

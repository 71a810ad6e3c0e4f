"""The screens that people work on all day, through gunicorn, beside their own SQL alone; printed.

`WSIC_BENCH_KEEP=1 make bench TEST_OPTIONS=tests/bench/test_daily.py` keeps the CCG for the next run.  Every
page is held against plain rows that plain Python has counted.
"""

import os
import statistics
from collections.abc import Iterator

import pytest

from tests.bench.pages import PASSWORD, Asked, Times, as_the_site, asked, in_turn, p95, replay
from tests.bench.screens import SCREENS, World, daily_world
from tests.bench.serving import Browser, gunicorn
from tests.bench.worlds import environment_of

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

TIMES, MOST_SECONDS = int(os.environ.get("WSIC_BENCH_TIMES", "100")), 20.0
MOST_RATIO = 4.0  # RELIABILITY.md, of register and worklist pages


@pytest.fixture(scope="module")
def world(template, django_db_blocker) -> Iterator[World]:
    with daily_world(template, django_db_blocker) as found:
        yield found


@pytest.fixture(scope="module")
def site(world) -> Iterator[str]:
    with gunicorn(environment_of(world.database)) as address_of_it:
        yield address_of_it


@pytest.mark.parametrize("name", SCREENS)
def test_daily_screen(world, site, name, django_db_blocker):
    screen = SCREENS[name]
    path = screen.path.format(**world.names)
    one, many = (
        asked(world.database, screen.user, path.replace("{most}", "{least}"), words, django_db_blocker)
        for words in (screen.few, screen.many)
    )
    everything = asked(world.database, screen.user, path, "", django_db_blocker)
    screen.check(everything.response.context, world.plain(screen.user), world.users[screen.user])
    browser = Browser(site)
    browser.sign_in(screen.user, PASSWORD)
    with as_the_site(world.database) as connection:
        times = in_turn(
            lambda: browser.get(everything.path),
            lambda: replay(connection, everything.statements),
            times=TIMES, most_seconds=MOST_SECONDS,
        )  # fmt: skip

    print(f"\n{told(name, [one, everything, many], times)}")
    assert len(one.statements) == len(everything.statements) == len(many.statements) <= screen.statements
    assert times.ratio <= MOST_RATIO


def told(name: str, answers: list[Asked], times: Times) -> str:
    statements = "/".join(str(len(each.statements)) for each in answers)
    page, alone = (statistics.median(each) for each in (times.page, times.alone))
    return (
        f"{name:<30} {statements:>8} statements, median {page:7.1f} ms of {len(times.page)}, its SQL"
        f" {alone:7.1f}, p95 {p95(times.page):7.1f}, its SQL {p95(times.alone):7.1f},"
        f" ratio {times.ratio:.2f}, load {os.getloadavg()[0]:.1f}"
    )

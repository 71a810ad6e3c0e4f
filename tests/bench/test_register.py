"""The register's page through gunicorn, beside its own SQL alone: RELIABILITY.md's targets, printed."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.bench.pages import PASSWORD, asked, in_turn, p95, replay
from tests.bench.serving import Browser, gunicorn
from tests.bench.worlds import environment_of, synthetic_ccg
from tests.database import address

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

SIZES = [25_600, 300_000]
TIMES = 200
MOST_STATEMENTS = 12
MOST_RATIO = 4.0  # page to its own SQL, p95
MOST_GROWTH = 1.3  # page at 300,000 people to the page at 25,600, p95; one practice of 512 in both
PAGES = {"practice": ("gp.t90001", "/register/"), "hub": ("grace.adeyemi", "/register/")}


@pytest.fixture(scope="module", params=SIZES)
def world(request, template) -> Iterator[tuple[int, str]]:
    """A synthetic CCG of each size: people, and the database's name."""
    with synthetic_ccg(template, people=request.param) as name:
        yield request.param, name


_p95_at_first_size: dict[str, float] = {}


@pytest.mark.parametrize("kind", PAGES)
def test_register_page(world, kind, django_db_blocker):
    people, database = world
    username, path = PAGES[kind]
    found = asked(database, username, path, "", django_db_blocker)
    environment = environment_of(database)
    with gunicorn(environment) as site, psycopg.connect(address("wsic_app", database)) as connection:
        browser = Browser(site)
        browser.sign_in(username, PASSWORD)
        times = in_turn(
            lambda: browser.get(found.path), lambda: replay(connection, found.statements), times=TIMES
        )

    page, alone = p95(times.page), p95(times.alone)
    growth = page / _p95_at_first_size.setdefault(kind, page)
    print(
        f"\nregister of a {kind}, {people:,} people: {len(found.statements)} statements, page {page:.1f} ms,"
        f" its SQL {alone:.1f} ms, ratio {page / alone:.2f}, to the smaller world {growth:.2f}"
    )
    assert len(found.statements) <= MOST_STATEMENTS
    assert page / alone <= MOST_RATIO
    if kind == "practice":
        assert growth <= MOST_GROWTH

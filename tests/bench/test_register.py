"""The register's page through gunicorn, beside its own SQL alone: RELIABILITY.md's targets, printed."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
import time_machine

from tests.bench.serving import ROOT, Browser, gunicorn
from tests.database import address, clone, connected_to, superuser
from tests.world import NOW

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

SIZES = [25_600, 300_000]
TIMES = 200
PASSWORD = "synthetic-people-only"
MOST_STATEMENTS = 12
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
MOST_RATIO = 4.0  # page to its own SQL, p95
MOST_GROWTH = 1.3  # page at 300,000 people to the page at 25,600, p95; one practice of 512 in both
PAGES = {"practice": ("gp.t90001", "/register/"), "hub": ("grace.adeyemi", "/register/")}


@pytest.fixture(scope="module", params=SIZES)
def world(request, template) -> Iterator[tuple[int, dict[str, str], str]]:
    """A synthetic CCG of each size: people, the environment of its processes, the database's name."""
    with clone(template) as name:
        environment = os.environ | {
            "DATABASE_URL": address("wsic_app", name),
            "DATABASE_WORKER_URL": address("wsic_worker", name),
            "WSIC_DEMO": "1",
        }
        command = [sys.executable, "manage.py", "build_demo", "--people", str(request.param)]
        subprocess.run(command, cwd=ROOT, env=environment | {"WSIC_LOGIN": "worker"}, check=True)
        with superuser(name) as connection:
            connection.execute("VACUUM ANALYZE")
        yield request.param, environment, name


def p95(action: Callable[[], object], times: int = TIMES) -> float:
    """Milliseconds that 95 of 100 calls stay below; the first ten warm up and do not count."""
    taken = []
    for _ in range(times + 10):
        began = time.perf_counter()
        action()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(taken[10:], n=20)[-1]


def statements_of(database: str, username: str, path: str, blocker) -> tuple[str, list[str]]:
    """The page's final address, and what it asks of the database, with its values, as one request sees it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from wsic.accounts.models import User

    with blocker.unblock(), connected_to(database), time_machine.travel(NOW, tick=True):
        client = Client()
        client.force_login(User.objects.get(username=username))
        path = client.get(path, follow=True).request["PATH_INFO"]
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        assert response.status_code == 200, response.status_code
    return path, own_sql([query["sql"] for query in captured.captured_queries])


def replay(connection: psycopg.Connection, statements: list[str]) -> None:
    """The page's statements alone, in a transaction of their own that leaves nothing behind."""
    with connection.transaction(force_rollback=True):
        for statement in statements:
            cursor = connection.execute(statement)
            if cursor.description:
                cursor.fetchall()


def own_sql(statements: list[str]) -> list[str]:
    """Without BEGIN, COMMIT and savepoints, which the replay's own transaction stands for."""
    return [statement for statement in statements if not statement.startswith(CONTROL)]


_p95_at_first_size: dict[str, float] = {}


@pytest.mark.parametrize("kind", PAGES)
def test_register_page(world, kind, django_db_blocker):
    people, environment, database = world
    username, path = PAGES[kind]
    path, statements = statements_of(database, username, path, django_db_blocker)
    with gunicorn(environment) as site, psycopg.connect(address("wsic_app", database)) as connection:
        browser = Browser(site)
        browser.sign_in(username, PASSWORD)
        page = p95(lambda: browser.get(path))
        alone = p95(lambda: replay(connection, statements))

    growth = page / _p95_at_first_size.setdefault(kind, page)
    print(
        f"\nregister of a {kind}, {people:,} people: {len(statements)} statements, page {page:.1f} ms,"
        f" its SQL {alone:.1f} ms, ratio {page / alone:.2f}, to the smaller world {growth:.2f}"
    )
    assert len(statements) <= MOST_STATEMENTS
    assert page / alone <= MOST_RATIO
    if kind == "practice":
        assert growth <= MOST_GROWTH

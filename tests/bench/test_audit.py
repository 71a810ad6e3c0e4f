"""What the audit costs: a page with it and without, and eight users who must not queue on the chain."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from tests.audit.test_sealing import ROW
from tests.bench.pricing import PEOPLE, TIMES, prices, signed_in
from tests.bench.serving import Browser, gunicorn
from tests.bench.worlds import environment_of, synthetic_ccg
from tests.database import address, clone, superuser

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

UNAUDITED = "tests.bench.unaudited"
MOST_PRICE = 1.15  # of a page with its audit row, to the same page without
USERS = 8
# Users who wait for nothing but their own page are as many times one user's throughput as they are; a chain
# under one lock leaves them at one.  Half of eight, because the machine has other things to do.
FEWEST_TIMES = 4.0
PAGES_EACH = 40
PAGE_TAKES = 0.02  # seconds between the beginning of a page and its audit row


@pytest.fixture(scope="module")
def world(template) -> Iterator[tuple[dict[str, str], str]]:
    """A synthetic CCG: the environment of its processes, and the database's name."""
    with synthetic_ccg(template, people=PEOPLE) as name:
        yield environment_of(name), name


@contextmanager
def sealing(database: str) -> Iterator[None]:
    """A sealer at work meanwhile, as in a running system, only more often."""
    over = threading.Event()

    def run() -> None:
        with psycopg.connect(address("wsic_worker", database), autocommit=True) as connection:
            connection.execute("SET ROLE wsic_system")
            while not over.wait(0.25):
                connection.execute("SELECT audit_seal(5000)")

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("which", ["register", "person"])
def test_price_of_a_page(world, which):
    """Turn and turn about, so that whatever else the machine does falls on both."""
    environment, database = world
    with gunicorn(environment) as audited, gunicorn(environment, site=UNAUDITED) as bare, sealing(database):
        audited_ms, bare_ms = prices(audited, bare, which)

    print(
        f"\npage of a {which}: {audited_ms:.1f} ms with audit, {bare_ms:.1f} ms without,"
        f" price {audited_ms / bare_ms:.3f}"
    )
    assert rows_written(database) > TIMES
    assert audited_ms / bare_ms <= MOST_PRICE


def rows_written(database: str) -> int:
    with superuser(database) as connection:
        counted = "SELECT count(*) FROM audit_auditevent WHERE verb IN ('register.read', 'person.read')"
        return connection.execute(counted).fetchone()[0]


def pages_a_second(database: str, users: int, page: Callable[[psycopg.Connection], None]) -> float:
    """How many pages so many users get at once, each on a connection and one page after the other."""

    def one_user() -> None:
        with psycopg.connect(address("wsic_app", database), autocommit=True) as connection:
            ready.wait()
            for _ in range(PAGES_EACH):
                with connection.transaction():
                    page(connection)

    ready = threading.Barrier(users + 1)
    with ThreadPoolExecutor(users) as pool:
        running = [pool.submit(one_user) for _ in range(users)]
        ready.wait()
        began = time.perf_counter()
        [each.result() for each in running]
    return users * PAGES_EACH / (time.perf_counter() - began)


def as_it_is(connection: psycopg.Connection) -> None:
    """The request: the page, and last its row."""
    connection.execute("SELECT pg_sleep(%s)", [PAGE_TAKES])
    connection.execute("SELECT audit_append(%s::jsonb)", [ROW])


def chained_early(connection: psycopg.Connection) -> None:
    """What is not done: the row is written first, and linked to the one before it under one lock."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtext('audit_seal'))")
    connection.execute("SELECT audit_append(%s::jsonb)", [ROW])
    connection.execute("SELECT pg_sleep(%s)", [PAGE_TAKES])


def times_one_user(database: str, page: Callable[[psycopg.Connection], None], what: str) -> float:
    alone, together = pages_a_second(database, 1, page), pages_a_second(database, USERS, page)
    times = together / alone
    print(f"\n{what}: {alone:.0f} pages a second for one user, {together:.0f} for {USERS}, times {times:.1f}")
    return times


def test_eight_users_do_not_queue_on_the_chain(template):
    with clone(template) as database, sealing(database):
        assert times_one_user(database, as_it_is, "as it is") >= FEWEST_TIMES


def test_a_chain_under_one_lock_would_be_found(template):
    with clone(template) as database:
        assert times_one_user(database, chained_early, "chained early") < FEWEST_TIMES / 2


def test_eight_users_of_the_site(world):
    """The whole site, two processes of four threads: as many pages with the audit as without, or nearly."""
    environment, database = world
    found = {}
    with (
        gunicorn(environment, workers=2) as audited,
        gunicorn(environment, workers=2, site=UNAUDITED) as bare,
        sealing(database),
    ):
        sites = {
            "with": [signed_in(audited) for _ in range(USERS)],
            "without": [signed_in(bare) for _ in range(USERS)],
        }
        for _ in range(3):
            for name, browsers in sites.items():
                found.setdefault(name, []).append(site_pages_a_second(browsers))
    with_it, without = (statistics.median(found[name]) for name in ("with", "without"))

    print(f"\n{USERS} users of the site: {with_it:.1f} pages a second with audit, {without:.1f} without")
    assert without / with_it <= MOST_PRICE


def site_pages_a_second(browsers: list[Browser]) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(len(browsers)) as pool:
        list(pool.map(lambda browser: [browser.get("/register/") for _ in range(15)], browsers))
    return len(browsers) * 15 / (time.perf_counter() - began)

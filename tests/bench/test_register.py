"""The register's page through gunicorn, beside its own SQL alone: RELIABILITY.md's targets, printed.

Of 25,600 people, and of as many more practices and hubs of the same sizes: 307,200.  All in turn.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import pytest

from tests.bench.cloning import many_times_over
from tests.bench.pages import PASSWORD, as_the_site, asked, in_turns, p95, replay
from tests.bench.serving import Browser, gunicorn
from tests.bench.worlds import environment_of, synthetic_ccg

pytestmark = [pytest.mark.bench, pytest.mark.real_clock]

PEOPLE, LARGE, SMALL = 25_600, "307,200", "25,600"
TIMES = 200
MOST_STATEMENTS = 12
MOST_RATIO = 4.0  # page to its own SQL, p95
MOST_GROWTH = 1.3  # page of the larger CCG to the page of the smaller, p95
PAGES = {"practice": ("gp.t90001", "/register/"), "hub": ("grace.adeyemi", "/register/")}


@pytest.fixture(scope="module")
def worlds(template) -> Iterator[dict[str, str]]:
    """Names of databases, by people."""
    with synthetic_ccg(template, people=PEOPLE) as small, many_times_over(small) as large:
        yield {SMALL: small, LARGE: large}


@pytest.mark.parametrize("kind", PAGES)
def test_register_page(worlds, kind, django_db_blocker):
    username, path = PAGES[kind]
    statements, actions = {}, {}
    with ExitStack() as stack:
        for people, database in worlds.items():
            found = asked(database, username, path, "", django_db_blocker)
            browser = Browser(stack.enter_context(gunicorn(environment_of(database))))
            browser.sign_in(username, PASSWORD)
            connection = stack.enter_context(as_the_site(database))
            statements[people] = len(found.statements)
            actions[f"page of {people}"] = partial(browser.get, found.path)
            actions[f"SQL of {people}"] = partial(replay, connection, found.statements)
        times = {each: p95(taken) for each, taken in in_turns(actions, TIMES).items()}

    ratios = {people: times[f"page of {people}"] / times[f"SQL of {people}"] for people in worlds}
    growth = times[f"page of {LARGE}"] / times[f"page of {SMALL}"]
    print(f"\n{told(kind, statements, times, ratios)}, growth {growth:.2f}, load {os.getloadavg()[0]:.1f}")
    assert max(statements.values()) <= MOST_STATEMENTS
    assert max(ratios.values()) <= MOST_RATIO
    assert growth <= MOST_GROWTH


def told(kind: str, statements: dict[str, int], times: dict[str, float], ratios: dict[str, float]) -> str:
    taken = ", ".join(f"{each} {milliseconds:.1f} ms" for each, milliseconds in times.items())
    each_ratio = " and ".join(f"{ratio:.2f}" for ratio in ratios.values())
    return f"register of a {kind}: {statements} statements, p95 of {taken}, ratio {each_ratio}"

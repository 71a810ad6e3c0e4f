"""A page through gunicorn and what it asks of the database, replayed alone, turn and turn about."""

import os
import re
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
import time_machine
from django.conf import settings

from tests.database import address, connected_to
from tests.world import NOW

PASSWORD = "synthetic-people-only"
# What differs between two answers that show the same: how long the session has left, and tokens drawn by lot.
BY_LOT = re.compile(
    r'data-left="\d+"|http-equiv="refresh" content="\d+;|(?<="X-CSRFToken": ")\w{64}(?=")'
    r'|(?<=name="csrfmiddlewaretoken" value=")\w{64}(?=")|(?<=name="once" value=")[0-9a-f-]{36}(?=")'
)
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
WARMING, WARM_SECONDS = 10, 5.0
ROUNDS, WARM = int(os.environ.get("WSIC_BENCH_TIMES", "60")), 8  # rounds that count, and that do not


@dataclass(frozen=True)
class Asked:
    """One answer: its final address, what it asked of the database with its values, and what it was."""

    path: str
    statements: list[str]
    response: Any


def asked(database: str, username: str, path: str, words: str, blocker: Any) -> Asked:
    """As one request of the user sees it; `words` follow the address to which the path leads."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from wsic.accounts.models import User

    with blocker.unblock(), connected_to(database), time_machine.travel(NOW, tick=True):
        client = Client()
        client.force_login(User.objects.get(username=username))
        path = client.get(path, follow=True).request["PATH_INFO"] + (f"?{words}" if words else "")
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        assert response.status_code == 200, response.status_code
    return Asked(path, own_sql([query["sql"] for query in captured.captured_queries]), response)


def own_sql(statements: list[str]) -> list[str]:
    """Without BEGIN, COMMIT and savepoints, which the replay's own transaction stands for."""
    return [statement for statement in statements if not statement.startswith(CONTROL)]


def what_it_shows(page: str) -> str:
    return BY_LOT.sub("", page)


def as_the_site(database: str) -> psycopg.Connection:
    """A connection with the rights and the settings of the web process."""
    options = settings.DATABASES["default"]["OPTIONS"]["options"]
    return psycopg.connect(address("wsic_app", database), options=options)


def replay(connection: psycopg.Connection, statements: list[str]) -> None:
    """The page's statements alone, in a transaction of their own that leaves nothing behind."""
    with connection.transaction(force_rollback=True):
        for statement in statements:
            cursor = connection.execute(statement)
            if cursor.description:
                cursor.fetchall()


@dataclass(frozen=True)
class Times:
    """Milliseconds of as many calls of each."""

    page: list[float]
    alone: list[float]

    @property
    def ratio(self) -> float:
        return p95(self.page) / p95(self.alone)


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def in_turn(
    page: Callable[[], object],
    alone: Callable[[], object],
    *,
    times: int,
    most_seconds: float = 600,
    fewest: int = 20,
) -> Times:
    """Turn and turn about, so that whatever else the machine does meets both; a slow page fewer times."""
    began = time.perf_counter()
    for _ in range(WARMING):
        if time.perf_counter() - began < WARM_SECONDS:
            took(page), took(alone)
    began, found = time.perf_counter(), Times([], [])
    while len(found.page) < times and (
        len(found.page) < fewest or time.perf_counter() - began < most_seconds
    ):
        found.page.append(took(page))
        found.alone.append(took(alone))
    return found


def in_turns(actions: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Milliseconds of each; whoever was first in a round is last in the next one."""
    found: dict[str, list[float]] = {each: [] for each in actions}
    order = list(actions)
    for number in range(WARM + rounds):
        for each in order:
            taken = took(actions[each])
            if number >= WARM:
                found[each].append(taken)
        order.append(order.pop(0))
    return found


def took(action: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000

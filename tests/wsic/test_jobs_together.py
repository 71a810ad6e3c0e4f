"""Two connections at the ledger at once, each with real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection

from tests.world import NOW, SYSTEM, TODAY, as_system
from wsic.jobs import actions
from wsic.jobs.models import Job

PATIENCE = 5  # seconds


@pytest.fixture
def other_connection(committed_db):
    """Runs a function in a thread of its own, which has a connection of its own."""

    def closing(function):
        try:
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        yield lambda function: pool.submit(closing, function)


def open_job(key: str) -> Job:
    return actions.open_job(
        name="probe", key=key, payload={}, purpose="A test", as_on=TODAY, by=SYSTEM, at=NOW
    )


@pytest.fixture(autouse=True)
def asleep(monkeypatch):
    """No worker is woken: the only executors are the test's own."""
    monkeypatch.setattr(actions, "_wake_workers", lambda: None)


def test_two_workers_never_take_the_same_job(other_connection):
    with as_system():
        open_job("1")
        open_job("2")
    claimed, leave = Event(), Event()

    def claim_and_hold() -> str:
        with as_system():
            job = actions.claim_next(at=NOW)
            claimed.set()
            assert leave.wait(PATIENCE), "the other worker waited for the lock"
            return job.key

    first = other_connection(claim_and_hold)
    assert claimed.wait(PATIENCE)
    with as_system():
        mine, nothing = actions.claim_next(at=NOW), actions.claim_next(at=NOW)
    leave.set()

    assert {first.result(PATIENCE), mine.key} == {"1", "2"}
    assert nothing is None


def test_two_who_open_a_key_at_once_get_one_job(other_connection):
    together = Barrier(2, timeout=PATIENCE)

    def open_together() -> int:
        with as_system():
            together.wait()
            return open_job("1").pk

    first = other_connection(open_together)
    second = open_together()

    assert first.result(PATIENCE) == second
    with as_system():
        assert Job.objects.count() == 1


def test_progress_is_seen_from_another_connection(other_connection):
    with as_system():
        job = actions.claim(open_job("1"), at=NOW)
    with as_system():
        actions.report(job, done=3, total=10, message="Reading", at=NOW)

    def look() -> int:
        with as_system():
            return Job.objects.get().done

    assert other_connection(look).result(PATIENCE) == 3

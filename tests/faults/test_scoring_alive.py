"""A worker that has waited long for a lock is no dead one: nobody takes its job or dies of trying."""

from datetime import timedelta

import pytest

from tests.database import superuser
from tests.factories import OrganisationFactory
from tests.world import NOW, SYSTEM, as_system
from tiers.actions import scoring
from wsic.jobs import actions as jobs
from wsic.jobs.models import Job, State

pytestmark = pytest.mark.faults
LATER = NOW + jobs.STALE_AFTER + timedelta(seconds=1)


@pytest.fixture
def silent(committed_db) -> Job:
    """A job that runs and whose last heartbeat is old."""
    with as_system():
        practice = OrganisationFactory(code="P1", name="First Surgery")
        scoring.ask_for_scores(by=SYSTEM, at=NOW, due_at=NOW, practice=practice)
        return jobs.claim(Job.objects.get(), at=NOW)


def test_a_job_whose_row_is_held_is_left_to_its_worker(silent, committed_db):
    with superuser(committed_db) as worker, worker.transaction():
        worker.execute("UPDATE jobs_job SET heartbeat_at = now()")
        with as_system():
            assert scoring.take(silent, at=LATER) is None

    with as_system():
        assert (Job.objects.get().state, Job.objects.get().attempt) == (State.RUNNING, 1)


def test_a_job_that_nobody_holds_is_taken_over(silent):
    with as_system():
        taken = scoring.take(silent, at=LATER)

    assert (taken.state, taken.attempt) == (State.RUNNING, 2)

"""The ledger: one open job of a key, one executor of a job, and what becomes of one whose worker died."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from patients.models import PersonIdentifier
from tests.world import NOW, SYSTEM, TODAY, as_system
from wsic.accounts.actors import SystemActor
from wsic.jobs import actions, running
from wsic.jobs.actions import MOST_ATTEMPTS, STALE_AFTER, FenceLost
from wsic.jobs.models import Job, State

pytestmark = pytest.mark.django_db
LATER = NOW + STALE_AFTER + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def system(world):
    with as_system():
        yield


def open_job(key: str = "1", *, name: str = "probe", by=SYSTEM, at=NOW) -> Job:
    return actions.open_job(name=name, key=key, payload={}, purpose="A test", as_on=TODAY, by=by, at=at)


@pytest.fixture
def runner(monkeypatch):
    """Registers a runner for this test only."""

    def register(function, name: str = "probe"):
        monkeypatch.setitem(running._RUNNERS, name, function)

    return register


def test_a_second_job_of_an_open_key_is_the_first(world):
    first = open_job()
    second = open_job(by=world.user("gp_a"))

    assert (second.pk, Job.objects.count()) == (first.pk, 1)
    assert first.by == "system:tests"


def test_a_key_is_free_again_when_its_job_is_done():
    first = actions.claim(open_job(), at=NOW)
    actions.finish(first, at=NOW)

    assert open_job().pk != first.pk


def test_the_database_refuses_a_second_open_job_of_a_key():
    job = open_job()

    with pytest.raises(IntegrityError, match="jobs_one_open_job_of_a_key"), transaction.atomic():
        Job.objects.bulk_create([Job(**{**_values(job), "public_id": "0" * 32})])


def _values(job: Job) -> dict[str, object]:
    return {f.name: getattr(job, f.name) for f in Job._meta.fields if f.name not in ("id", "public_id")}


def test_the_longest_due_job_is_claimed_first():
    open_job("young", at=NOW)
    old = open_job("old", at=NOW - timedelta(minutes=1))

    assert actions.claim_next(at=NOW) == old


def test_a_job_that_is_not_due_waits():
    open_job(at=NOW + timedelta(seconds=1))

    assert actions.claim_next(at=NOW) is None


def test_a_claimed_job_is_not_there_to_take_twice():
    job = open_job()
    first, second = actions.claim(job, at=NOW), actions.claim(job, at=NOW)

    assert (first, second, actions.claim_next(at=NOW)) == (job, None, None)


def test_progress_is_seen_while_it_runs():
    job = actions.claim(open_job(), at=NOW)

    actions.report(job, done=3, total=10, message="Reading", at=LATER)

    seen = Job.objects.get()
    assert (seen.done, seen.total, seen.message, seen.heartbeat_at) == (3, 10, "Reading", LATER)


def test_a_heartbeat_that_still_beats_is_left_alone():
    open_job()
    actions.claim_next(at=NOW)

    assert actions.claim_next(at=NOW + STALE_AFTER) is None


@pytest.mark.parametrize("late", [actions.report, actions.finish], ids=["report", "finish"])
def test_a_stale_job_is_taken_over_and_its_first_executor_stops(late):
    open_job()
    first = actions.claim_next(at=NOW)
    second = actions.claim_next(at=LATER)
    progress = {"done": 1} if late is actions.report else {}

    with pytest.raises(FenceLost):
        late(first, at=LATER, **progress)
    late(second, at=LATER, **progress)
    assert (first.fence, second.fence, second.attempt) == (1, 2, 2)


def test_the_failure_of_a_job_that_was_taken_over_is_not_noted():
    open_job()
    first = actions.claim_next(at=NOW)
    actions.claim_next(at=LATER)

    actions.fail(first, error="late", at=LATER)

    assert (Job.objects.get().state, Job.objects.get().error) == (State.RUNNING, "")


def test_a_job_that_keeps_failing_is_given_up_with_its_reason(runner):
    def broken(job: Job) -> None:
        raise running.NoSuchRunner("the file went away")

    open_job()
    runner(broken)
    for attempt in range(MOST_ATTEMPTS + 2):
        claimed = actions.claim_next(at=NOW + attempt * timedelta(minutes=5))
        if claimed is not None:
            running.run(claimed)

    job = Job.objects.get()
    assert (job.state, job.attempt) == (State.FAILED, MOST_ATTEMPTS)
    assert "the file went away" in job.error


def test_a_job_whose_worker_dies_every_time_is_given_up():
    open_job()
    times = [NOW + attempt * (STALE_AFTER + timedelta(seconds=1)) for attempt in range(MOST_ATTEMPTS + 1)]

    states = [actions.claim_next(at=at).state for at in times]

    assert states == [State.RUNNING] * MOST_ATTEMPTS + [State.FAILED]
    assert Job.objects.get().finished_at == times[-1]


def test_a_job_without_a_total_finishes():
    job = actions.claim(open_job(), at=NOW)
    actions.report(job, done=7, at=NOW)

    actions.finish(job, rows_in=7, rows_out=6, at=LATER)

    seen = Job.objects.get()
    assert (seen.state, seen.done, seen.rows_out, seen.finished_at) == (State.DONE, 7, 6, LATER)


def test_a_finished_job_has_done_all_of_it():
    job = actions.claim(open_job(), at=NOW)
    actions.report(job, done=7, total=9, at=NOW)

    actions.finish(job, at=LATER)

    assert Job.objects.get().done == 9


def test_the_sweep_runs_whatever_is_due(runner):
    ran = []

    def note(job: Job) -> None:
        ran.append(job.key)
        actions.finish(job, at=NOW)

    runner(note)
    open_job("1")
    open_job("2")

    assert running.run_due() == 2
    assert sorted(ran) == ["1", "2"]
    assert running.run_due() == 0


def test_a_name_that_nothing_runs_is_said_so():
    open_job(name="unheard.of")

    running.run_due()

    assert "NoSuchRunner" in Job.objects.get().error


def test_no_value_of_a_row_gets_into_the_ledger(runner, world):
    def collide(job: Job) -> None:
        with as_system():
            value = PersonIdentifier.objects.first().value
            PersonIdentifier.objects.create(person=world.person("COHEN"), value=value)

    def misread(job: Job) -> None:
        int("COHEN 9990000018")

    for name, function in {"collide": collide, "misread": misread}.items():
        runner(function, name)
        open_job(name=name)
        running.run_due()

    errors = " ".join(Job.objects.values_list("error", flat=True))
    assert "IntegrityError" in errors
    assert "ValueError" in errors
    assert "999" not in errors
    assert "COHEN" not in errors


def test_who_opened_a_job_is_kept(world):
    user = world.user("admin_a")

    job = open_job(by=user)

    assert (job.by, job.by_user_id) == ("admin_a", user.pk)
    assert open_job("2", by=SystemActor("feeds")).by_user_id is None


@pytest.mark.parametrize("dies", [True, False], ids=["its worker dies", "it raises"])
def test_the_traces_of_a_job_that_is_given_up_are_put_away_once(monkeypatch, runner, dies):
    put_away = []
    monkeypatch.setitem(running._GIVEN_UP, "probe", lambda job: put_away.append(job.attempt))
    runner(lambda job: 1 / 0)
    job = open_job()
    for attempt in range(MOST_ATTEMPTS + 1):
        assert put_away == ([] if attempt < MOST_ATTEMPTS or dies else [MOST_ATTEMPTS])
        Job.objects.filter(pk=job.pk).update(due_at=NOW, heartbeat_at=NOW - 2 * STALE_AFTER)
        claimed = running._claim_next()
        if claimed is not None and claimed.state == State.RUNNING and not dies:
            running.run(claimed)

    job.refresh_from_db()
    assert (job.state, put_away) == (State.FAILED, [MOST_ATTEMPTS])


def test_a_job_starts_anew_with_each_attempt():
    job = actions.claim(open_job(), at=NOW)
    actions.report(job, done=5, total=10, at=NOW)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=NOW)

    again = actions.claim_next(at=LATER)

    assert (job.started_at, again.started_at, again.done) == (NOW, LATER, 0)

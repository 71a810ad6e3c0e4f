"""Runners by job name, and the loop that a worker, a sweep or a command gives a claimed job to."""

import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path

from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.work import unit_of_work

from . import actions
from .models import Job, State

Runner = Callable[[Job], None]
_RUNNERS: dict[str, Runner] = {}
_GIVEN_UP: dict[str, Runner] = {}
PURPOSE = "Keep the job ledger"
OURS = frozenset({"wsic", "patients", "tiers", "careplans", "outcomes"})


class NoSuchRunner(LookupError):
    """A job whose name no installed app runs."""


def runner(name: str) -> Callable[[Runner], Runner]:
    """Register what runs the jobs of a name.  It opens its own units of work and ends with
    `actions.finish`."""

    def register(function: Runner) -> Runner:
        _RUNNERS[name] = function
        return function

    return register


def given_up(name: str) -> Callable[[Runner], Runner]:
    """Register what puts away the traces of a job of a name, in the transaction that gives the job up."""

    def register(function: Runner) -> Runner:
        _GIVEN_UP[name] = function
        return function

    return register


def run_due() -> int:
    """Run whatever is due until nothing is; returns how many jobs were taken."""
    taken = 0
    while (job := _claim_next()) is not None:
        if job.state == State.RUNNING:
            run(job)
        taken += 1
    return taken


def run(job: Job) -> bool:
    """Run one claimed job; a failure is noted in the ledger, a lost fence ends quietly.  True when it
    finished."""
    try:
        _runner_of(job)(job)
    except actions.FenceLost:
        return False
    except Exception as problem:  # noqa: BLE001  every failure belongs in the ledger
        _note_failure(job, cause_of(problem))
        return False
    return True


def cause_of(problem: Exception) -> str:
    """
    What the ledger may keep of a failure, which everybody who sees the job reads.

    Our own exceptions speak in our own words.  Those of the database and of libraries may quote the row,
    so of them only the kind stays, with the constraint and the place.
    """
    kind = type(problem)
    if kind.__module__.partition(".")[0] in OURS:
        return f"{kind.__name__}: {problem}"
    constraint = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", None)
    last = traceback.extract_tb(problem.__traceback__)[-1:]
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in last]
    return " ".join([kind.__name__, *([constraint] if constraint else []), *places])


def _runner_of(job: Job) -> Runner:
    if job.name not in _RUNNERS:
        raise NoSuchRunner(f"Nothing runs jobs named {job.name}.")
    return _RUNNERS[job.name]


def _claim_next() -> Job | None:
    with unit_of_work(by=SystemActor("jobs"), purpose=PURPOSE, on=_today()):
        job = actions.claim_next(at=clock.instant())
        if job is not None and job.state == State.FAILED:
            _put_away(job)
        return job


def _note_failure(job: Job, error: str) -> None:
    with unit_of_work(by=SystemActor("jobs"), purpose=PURPOSE, on=_today()):
        if actions.fail(job, error=error, at=clock.instant()):
            _put_away(job)


def _put_away(job: Job) -> None:
    if job.name in _GIVEN_UP:
        _GIVEN_UP[job.name](job)


def _today() -> date:
    return clock.today()

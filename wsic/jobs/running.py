"""Runners by job name, and the loop that a worker, a sweep or a command gives a claimed job to."""

from collections.abc import Callable
from datetime import date

from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.work import unit_of_work

from . import actions
from .models import Job, State

Runner = Callable[[Job], None]
_RUNNERS: dict[str, Runner] = {}
PURPOSE = "Keep the job ledger"


class NoSuchRunner(LookupError):
    """A job whose name no installed app runs."""


def runner(name: str) -> Callable[[Runner], Runner]:
    """Register what runs the jobs of a name.  It opens its own units of work and ends with
    `actions.finish`."""

    def register(function: Runner) -> Runner:
        _RUNNERS[name] = function
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
        _RUNNERS[job.name](job)
    except actions.FenceLost:
        return False
    except Exception as problem:  # noqa: BLE001  every failure belongs in the ledger
        _note_failure(job, f"{type(problem).__name__}: {problem}")
        return False
    return True


def _claim_next() -> Job | None:
    with unit_of_work(by=SystemActor("jobs"), purpose=PURPOSE, on=_today()):
        return actions.claim_next(at=clock.instant())


def _note_failure(job: Job, error: str) -> None:
    with unit_of_work(by=SystemActor("jobs"), purpose=PURPOSE, on=_today()):
        actions.fail(job, error=error, at=clock.instant())


def _today() -> date:
    return clock.today()

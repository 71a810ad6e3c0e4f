"""The ledger's verbs.  A second executor of the same job stops at its first `report`: its fence is old."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from wsic.accounts.actors import Actor, SystemActor, actor_name
from wsic.celery import app as celery

from .models import OPEN_STATES, Job, State

MOST_ATTEMPTS = 3
STALE_AFTER = timedelta(seconds=90)  # a worker reports at least every few seconds
WAIT_BETWEEN_ATTEMPTS = timedelta(seconds=20)


class FenceLost(Exception):
    """Somebody else took the job over, or it is finished: stop without writing anything more."""


@transaction.atomic
def open_job(
    *, name: str, key: str, payload: dict[str, Any], purpose: str, as_on: date, by: Actor, at: datetime
) -> Job:
    """
    Put a job in the ledger, or return the one of this name and key that is open already; workers are told on
    commit.

    :param payload: ids and ISO dates only, as JSON
    """
    values = {
        "payload": payload,
        "purpose": purpose,
        "as_on": as_on,
        "by": actor_name(by),
        "by_user_id": None if isinstance(by, SystemActor) else by.pk,
        "created_at": at,
        "due_at": at,
    }
    job, opened = Job.objects.open().get_or_create(name=name, key=key, defaults=values)
    if opened:
        transaction.on_commit(_wake_workers, robust=True)
    return job


def _wake_workers() -> None:
    """Say "look"; when Redis is away the sweep finds the job within its 15 seconds."""
    celery.send_task("jobs.look", retry=False)


@transaction.atomic
def claim_next(*, at: datetime) -> Job | None:
    """Take the longest due job, with a new fence; None when nothing is due."""
    due = Job.objects.due(at=at, stale_before=at - STALE_AFTER).order_by("due_at", "pk")
    job = due.select_for_update(skip_locked=True).first()
    if job is None:
        return None
    return _start(job, at=at)


@transaction.atomic
def claim(job: Job, *, at: datetime) -> Job | None:
    """Take one job that is waiting, for a command that runs it itself; None when it is not there to take."""
    mine = Job.objects.select_for_update(skip_locked=True).filter(pk=job.pk, state=State.WAITING).first()
    return None if mine is None else _start(mine, at=at)


@transaction.atomic
def take_over(job: Job, *, at: datetime, unless_locked: bool = False) -> Job | None:
    """
    Take one open job whoever runs it, for a command whose user knows that the process is dead; None when
    it is over.

    Should it live after all, its fence is lost.  Past its attempts the job comes back FAILED.

    :param unless_locked: leave a job alone whose row somebody holds: who does is alive, and its heartbeat
        comes with the commit
    """
    rows = Job.objects.select_for_update(skip_locked=unless_locked)
    mine = rows.filter(pk=job.pk, state__in=OPEN_STATES).first()
    return None if mine is None else _start(mine, at=at)


def _start(job: Job, *, at: datetime) -> Job:
    if job.attempt >= MOST_ATTEMPTS:
        job.state, job.finished_at = State.FAILED, at
        job.error = job.error or f"Given up after {MOST_ATTEMPTS} attempts; the worker died each time."
        job.save(update_fields=["state", "finished_at", "error"])
        return job
    job.state, job.heartbeat_at = State.RUNNING, at
    job.attempt, job.fence = job.attempt + 1, job.fence + 1
    job.started_at, job.done = at, 0
    job.save(update_fields=["state", "heartbeat_at", "attempt", "fence", "started_at", "done"])
    return job


def report(job: Job, *, done: int, total: int | None = None, message: str = "", at: datetime) -> None:
    """
    Write progress and heartbeat, inside the caller's transaction; the last `report` of a job guards its
    merge.

    :raises FenceLost: the job was taken over
    """
    changed = Job.objects.filter(pk=job.pk, fence=job.fence, state=State.RUNNING).update(
        done=done, total=total, message=message[:200], heartbeat_at=at
    )
    if not changed:
        raise FenceLost(f"Job #{job.pk}")


def finish(job: Job, *, rows_in: int | None = None, rows_out: int | None = None, at: datetime) -> None:
    """
    Close the job as done, in the transaction of its last writes.

    :raises FenceLost: the job was taken over
    """
    changed = Job.objects.filter(pk=job.pk, fence=job.fence, state=State.RUNNING).update(
        state=State.DONE,
        finished_at=at,
        rows_in=rows_in,
        rows_out=rows_out,
        error="",
        done=Coalesce(F("total"), F("done")),
    )
    if not changed:
        raise FenceLost(f"Job #{job.pk}")


def fail(job: Job, *, error: str, at: datetime) -> bool:
    """Note why an attempt failed; the job is tried again until its attempts are used up: then True."""
    last = job.attempt >= MOST_ATTEMPTS
    noted = Job.objects.filter(pk=job.pk, fence=job.fence, state=State.RUNNING).update(
        state=State.FAILED if last else State.WAITING,
        error=error[:500],
        due_at=at + WAIT_BETWEEN_ATTEMPTS,
        finished_at=at if last else None,
    )
    return last and noted > 0

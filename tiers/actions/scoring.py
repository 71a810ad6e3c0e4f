"""The computed index: onsets and periods brought up to date with the records and the active lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tiers.sets import computed, meanings, onsets, polypharmacy, summaries
from tiers.sets.derived import Change
from wsic.accounts.actors import SystemActor
from wsic.audit import actions as audit
from wsic.dates import london_date
from wsic.jobs import actions as jobs
from wsic.jobs.models import Job, State
from wsic.organisations.models import Kind, Organisation

from .proposals import propose_tiers
from .scoring_of import renew_scoring

JOB = "tiers.score"
PURPOSE = "Scores worked out anew"


@dataclass(frozen=True)
class DeficitChange:
    """What was written because records or lists changed."""

    onsets: Change
    periods: Change
    summaries: Change

    @property
    def rows(self) -> int:
        changes = (self.onsets, self.periods, self.summaries)
        return sum(change.written + change.removed for change in changes)


@transaction.atomic
def renew_deficits(people: Iterable[int] | None, *, by: SystemActor) -> DeficitChange:
    """
    Bring onsets, times of polypharmacy and summaries up to date with records and lists, in the transaction
    that changed them.

    :param people: primary keys of the persons whose records changed; None for everybody
    """
    people = None if people is None else sorted(set(people))
    change = DeficitChange(onsets.renew(people), polypharmacy.renew(people), summaries.renew(people))
    if change.rows:
        audit.record(
            "deficits.renewed",
            by=by,
            onsets=change.onsets.written,
            onsets_removed=change.onsets.removed,
            polypharmacy=change.periods.written,
            polypharmacy_removed=change.periods.removed,
            summaries=change.summaries.written,
            summaries_removed=change.summaries.removed,
        )
    return change


def take_in_records(people: Iterable[int], *, by: SystemActor) -> DeficitChange:
    """As `renew_deficits`, for a merge, which may have brought codes that nobody has recorded before."""
    meanings.renew()
    return renew_deficits(people, by=by)


@transaction.atomic
def ask_for_scores(
    *, by: SystemActor, at: datetime, due_at: datetime, practice: Organisation | None = None
) -> int:
    """
    Open a job for each practice whose scores are to be worked out anew; how many practices.

    :param due_at: the instant, for the ledger
    :param practice: None for all
    """
    practices = Organisation.objects.filter(kind=Kind.PRACTICE).order_by("pk")
    if practice is not None:
        practices = practices.filter(pk=practice.pk)
    for each in practices:
        jobs.open_job(
            name=JOB, key=each.code, payload={"practice": str(each.public_id)}, purpose=PURPOSE,
            as_on=london_date(at), by=by, at=due_at,
        )  # fmt: skip
    return len(practices)


def unfinished(practice: Organisation | None, *, on: date) -> list[Job]:
    """
    The last job of each practice whose scores do not follow the lists of now, because it waits, runs or came
    to nothing.

    :param practice: whose people of the day are asked about: somebody who has been registered elsewhere since
        is scored there
    """
    last = Job.objects.filter(name=JOB).order_by("key", "-pk").distinct("key")
    if practice is not None:
        last = last.filter(key__in=computed.scored_with(on=on, practice=practice.code))
    return [job for job in last if job.state != State.DONE]


@transaction.atomic
def jobs_to_do(
    practice: Organisation | None, *, on: date, by: SystemActor, at: datetime, due_at: datetime
) -> list[Job]:
    """Those that are open; those that came to nothing are opened anew."""
    failed = [job.key for job in unfinished(practice, on=on) if job.state == State.FAILED]
    for each in Organisation.objects.filter(kind=Kind.PRACTICE, code__in=failed):
        ask_for_scores(by=by, at=at, due_at=due_at, practice=each)
    return unfinished(practice, on=on)


def hold_lists() -> None:
    """Until the transaction ends no list changes."""
    meanings.hold_still()


def take(job: Job, *, at: datetime) -> Job | None:
    """
    The job to be run here, because it waits or whatever ran it has not been heard of; None when it is
    another's, or over.
    """
    is_silent = job.heartbeat_at is not None and job.heartbeat_at < at - jobs.STALE_AFTER
    if job.state == State.RUNNING and is_silent:
        taken = jobs.take_over(job, at=at, unless_locked=True)
    else:
        taken = jobs.claim(job, at=at)
    return taken if taken is not None and taken.state == State.RUNNING else None


def begin(*, job: Job, at: datetime) -> list[int]:
    """
    The people of the job's practice, whom the ledger now announces.

    :raises FenceLost: the job was taken over
    """
    practice = Organisation.objects.get(public_id=job.payload["practice"])
    people = computed.people_of(practice.pk)
    jobs.report(job, done=0, total=len(people), message=f"{len(people):,} people to score", at=at)
    return people


@transaction.atomic
def score_people(*, job: Job, people: list[int], by: SystemActor, at: datetime, due_at: datetime) -> None:
    """
    Score a practice's people and propose their tiers, by whichever score counts now: all of it or nothing.

    :param due_at: the instant, for the ledger
    :raises FenceLost: the job was taken over
    """
    jobs.report(job, done=0, total=len(people), message=f"Scoring {len(people):,} people", at=due_at)
    practice = Organisation.objects.get(public_id=job.payload["practice"])
    change = renew_deficits(people, by=by)
    renew_scoring([practice.pk], by=by, at=at, on=london_date(at))
    propose_tiers(people, by=by, at=at)
    jobs.finish(job, rows_in=len(people), rows_out=change.rows, at=due_at)

"""A file's way in: begun, staged piece by piece, merged in one transaction, or refused, or held.

Every step checks the job's fence in its own transaction, so an executor taken for dead changes nothing. What
was staged is forgotten when a job begins anew, the merge is one transaction: a killed import ends as if once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from patients.actions import together
from patients.actions.reach import refresh_reach
from patients.feeds import merging
from patients.feeds.declared import Feed, feed_named
from patients.feeds.files import fingerprint
from patients.feeds.merging import Outcome, Run, receiver_of
from patients.feeds.parsing import Blocked
from patients.feeds.reading import AnyExtract, BadRow
from patients.feeds.rules import Judged
from patients.feeds.sets import judging, locks, quarantine, staging
from patients.models import Import, ImportState
from patients.rules.importing import IDENTITY_MISMATCH, JOB, PURPOSE
from patients.rules.words import counted
from wsic import plans
from wsic.accounts.actors import SystemActor
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.jobs import actions as jobs
from wsic.jobs.models import Job, State
from wsic.organisations.models import Kind, Organisation

_COUNTED = ("accepted", "unchanged", "superseded", "duplicate", "quarantined")


class RowsLost(RuntimeError):
    """The rows of a file do not add up: a mistake of ours, and nothing of the file is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some batches of a file, judged. `rows` read so far; `done` and `total` in bytes of the file."""

    judged: Sequence[Judged | Blocked]
    bad: Sequence[BadRow]
    rows: int
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadThrough:
    """What the reader found of a whole file; `elapsed` gives the seconds since it began."""

    extract: AnyExtract
    rows: int
    empty_lines: int
    elapsed: Callable[[], float]


@transaction.atomic
def import_file(
    *,
    feed: Feed,
    path: Path,
    organisation: Organisation,
    as_on: date,
    by: SystemActor,
    at: datetime,
    due_at: datetime,
    source: str = "own",
    mapping: Mapping[str, str] | None = None,
) -> tuple[Import, Job]:
    """
    Take in a file that lies on this machine, for a command that runs its job itself.

    The same file, left unfinished by a process that died, is taken up where it is; one that is held stays so.

    :param mapping: our column -> the name in the file's header
    :param due_at: the instant, for the ledger
    :returns: the import and its job, which is the caller's to run when it is RUNNING
    """
    size, digest = fingerprint(path, feed=feed.name, source=source)
    same = Import.objects.select_for_update(of=["self"]).select_related("job").filter(
        feed=feed.name, sha256=digest, as_on=as_on, organisation=organisation, corrects=None,
    )  # fmt: skip
    if (known := _known(same, source, at, due_at)) is not None:
        return known
    imported = Import.objects.create(
        feed=feed.name, source=source, organisation=organisation, file_name=path.name[-255:],
        stored_path=str(path.absolute()), sha256=digest, size=size, mapping=dict(mapping or {}), as_on=as_on,
        uploaded_at=at,
    )  # fmt: skip
    _record("import.received", imported, by, feed=feed.name, size=size, sha256=digest)
    key = str(imported.public_id)
    job = jobs.open_job(
        name=JOB, key=key, payload={"import": key}, purpose=PURPOSE, as_on=as_on, by=by, at=due_at
    )
    imported.job = job
    imported.save(update_fields=["job"])
    return imported, jobs.claim(job, at=due_at) or job


def _known(same: QuerySet[Import], source: str, at: datetime, due_at: datetime) -> tuple[Import, Job] | None:
    """The import that is held, or that a process died over and goes on here; others like it are given up."""
    held = same.filter(state=ImportState.HELD).order_by("-pk").first()
    if held is not None and held.job is not None:
        return held, held.job
    running = same.filter(source=source, state__in=[ImportState.WAITING, ImportState.READING])
    for unfinished in running.order_by("pk"):
        job = unfinished.job and jobs.take_over(unfinished.job, at=due_at)
        if job is not None and job.state == State.RUNNING:
            return unfinished, job
        _give_up(unfinished, job or unfinished.job, at=at)
    return None


def _give_up(imported: Import, job: Job | None, *, at: datetime) -> None:
    """Its job used up its attempts: say so, and let the file be brought again."""
    error = job.error if job else ""
    imported.state, imported.finished_at = ImportState.REFUSED, at
    imported.refusal = (error if error.startswith("Given up") else f"Given up. {error}")[:500]
    imported.save(update_fields=["state", "finished_at", "refusal"])


def begin(*, job: Job, at: datetime) -> Import | None:
    """
    Begin an import, or begin it anew; None when there is nothing to do any more.

    :raises FenceLost: the job was taken over
    """
    jobs.report(job, done=0, message="Looking at the file", at=at)
    imported = (
        Import.objects.select_for_update(of=["self"])
        .select_related("organisation")
        .get(public_id=job.payload["import"])
    )
    if imported.state in (ImportState.DONE, ImportState.REFUSED):
        jobs.finish(job, at=at)
        return None
    staging.clear_left_behind(feed_named(imported.feed))
    staging.clear(feed_named(imported.feed), imported.pk)
    imported.state = ImportState.READING
    imported.save(update_fields=["state"])
    return imported


def forget_staged(*, job: Job, at: datetime) -> None:
    """Take back what was put beside the tables; the file may be brought again."""
    imported = Import.objects.get(public_id=job.payload["import"])
    staging.clear(feed_named(imported.feed), imported.pk)
    together.leave_rest(imported, at)


def refuse(
    *, job: Job, imported: Import, refusal: str, by: SystemActor, at: datetime, due_at: datetime
) -> None:
    """Close an import whose file cannot be trusted; nothing of it gets in.

    :raises FenceLost: the job was taken over
    """
    jobs.report(job, done=0, message="Refused", at=due_at)
    staging.clear(feed_named(imported.feed), imported.pk)
    imported.state, imported.refusal, imported.finished_at = ImportState.REFUSED, refusal[:500], at
    imported.save(update_fields=["state", "refusal", "finished_at"])
    together.leave_rest(imported, at)
    _record("import.refused", imported, by, reason_length=len(refusal))
    jobs.finish(job, at=due_at)


def stage(*, job: Job, imported: Import, piece: Piece, at: datetime) -> None:
    """
    Put a piece of the file beside the tables.

    :raises FenceLost: the job was taken over; the piece is not there
    """
    feed = feed_named(imported.feed)
    staging.copy_good(feed, imported.pk, piece.judged)
    faulty = [row for judged in piece.judged for row in judged.faulty]
    staging.copy_bad(feed, imported.pk, piece.bad, faulty)
    jobs.report(
        job, done=piece.done, total=piece.total, message=f"{counted(piece.rows, 'row', 'rows')} read", at=at
    )


def merge(
    *, job: Job, imported: Import, read: ReadThrough, by: SystemActor, at: datetime, due_at: datetime
) -> Import:
    """
    Judge what was staged against what is known and write it, or hold it: all of it or nothing.

    :raises FenceLost: the job was taken over
    """
    jobs.report(job, done=imported.size, total=imported.size, message="Merging", at=due_at)
    locks.wait_for_turn()
    plans.expect(read.rows)
    imported = Import.objects.select_for_update().get(pk=imported.pk)
    feed, run = feed_named(imported.feed), _run_of(imported, at)
    receiver = receiver_of(feed)
    left_out = receiver.judge(run) or {}
    quarantine.collect(feed, run, read.extract.wording)
    held = receiver.hold(run)
    _count(imported, read.rows - sum(left_out.values()))
    imported.save(update_fields=["rows", *_COUNTED])  # before those who follow the merge ask what came in
    outcome = held or _write(feed, run, by)
    imported.report = _report(read, outcome, left_out, held=held is not None)
    imported.state = ImportState.HELD if held else ImportState.DONE
    if held:  # an approval was for less than this
        imported.approved_by = imported.approved_at = None
    imported.overseer_id = _overseer_of(imported) if held else imported.overseer_id
    imported.encoding, imported.delimiter = read.extract.encoding, read.extract.delimiter
    imported.finished_at, imported.seconds = (None if held else at), round(read.elapsed(), 3)
    imported.save()
    counts = {name: getattr(imported, name) for name in _COUNTED}
    if not held:
        together.go_on(imported, by, due_at)
    _record("import.held" if held else "import.done", imported, by, was_approved=run.approved, **counts)
    staging.clear(feed, imported.pk)
    jobs.finish(job, rows_in=imported.rows, rows_out=imported.accepted, at=due_at)
    return imported


def _overseer_of(imported: Import) -> int | None:
    """The CCG decides on another's held file too: a practice may have nobody but the one who brought it."""
    commissioners = Organisation.objects.filter(kind=Kind.CCG).order_by("pk")
    overseer = commissioners.values_list("pk", flat=True).first()
    return None if imported.organisation.kind == Kind.CCG else overseer


def _run_of(imported: Import, at: datetime) -> Run:
    corrected = imported.corrects
    approved = imported.approved_by_id is not None
    identity_approved = approved and corrected is not None and corrected.reason == IDENTITY_MISMATCH
    return Run(
        import_id=imported.pk,
        # Whoever approves an identity lets in the row of whoever brought it, not one of their own.
        importer_id=corrected.importer_id if corrected and identity_approved else imported.organisation_id,
        source_id=corrected.importer_id if corrected else imported.organisation_id,
        as_on=imported.as_on,
        at=at,
        source=imported.source,
        partial=corrected is not None,
        approved=approved,
        identity_approved=identity_approved,
        allowed=imported.report.get("takes", {}),
    )


def _write(feed: Feed, run: Run, by: SystemActor) -> Outcome:
    outcome = receiver_of(feed).write(run)
    quarantine.write(feed, run)
    if outcome.everybody or (outcome.people and outcome.moved):
        refresh_reach(people=None if outcome.everybody else outcome.people, by=by)
    merging.tell_followers(outcome.people, run)  # of a file that changed nobody too: its date is news
    return outcome


def _count(imported: Import, rows: int) -> None:
    """The five buckets, which must hold every row in scope.

    :raises RowsLost: they do not
    """
    fates = judging.fates()
    fates["quarantined"] = sum(quarantine.reasons().values())
    for name in _COUNTED:
        setattr(imported, name, fates.get(name, 0))
    imported.rows = rows
    if sum(fates.get(name, 0) for name in _COUNTED) != rows:
        raise RowsLost(f"Import #{imported.pk}: {rows} rows read, {fates} accounted for")


def _report(
    read: ReadThrough, outcome: Outcome, left_out: Mapping[str, int], *, held: bool
) -> dict[str, Any]:
    return {
        "reasons": quarantine.reasons(),
        "notes": list(read.extract.notes) if held else [*read.extract.notes, *outcome.notes],
        "held": outcome.notes if held else [],
        "unknown_columns": list(read.extract.unknown_columns),
        "missing_optional": list(read.extract.missing_optional),
        "empty_lines": read.empty_lines,
        "left_out": {why: rows for why, rows in (read.extract.left_out | dict(left_out)).items() if rows},
        **outcome.numbers,
    }


def _record(verb: str, imported: Import, by: SystemActor | User, **detail: Any) -> None:
    audit.record(
        verb,
        by=by,
        subject=f"import:{imported.public_id}",
        organisation_id=imported.organisation_id,
        **detail,
    )

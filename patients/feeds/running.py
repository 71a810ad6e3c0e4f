"""The runner of imports: reads the file outside any transaction, and gives each piece to an action in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from patients.feeds import actions
from patients.feeds.actions import Piece, ReadThrough
from patients.feeds.declared import ORGANISATIONS, feed_named
from patients.feeds.files import fingerprint, is_systmone_extract
from patients.feeds.limits import limits
from patients.feeds.merging import register_receiver
from patients.feeds.parsing import Part, Task, is_worth_sharing, part_of, shared_out
from patients.feeds.reading import AnyExtract, RefusedFile, open_extract, open_systmone
from patients.feeds.reading.extract import Extract, Text
from patients.feeds.reading.headers import plain
from patients.feeds.rules import Judge
from patients.feeds.sets.organisations import OrganisationsReceiver
from patients.feeds.sets.people import PeopleReceiver
from patients.feeds.sets.preferences import PreferencesReceiver
from patients.feeds.sets.records import (
    AllergiesReceiver,
    CodedEntriesReceiver,
    CurrentMedicinesReceiver,
    MedicationIssuesReceiver,
)
from patients.feeds.sets.residence import ResidenceReceiver
from patients.models import Import
from patients.rules.importing import JOB
from patients.rules.words import counted
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.jobs.models import Job
from wsic.jobs.running import given_up, runner
from wsic.organisations.models import Kind
from wsic.work import unit_of_work

BY = SystemActor("feeds")
PIECE = 20_000  # rows staged in one transaction, a second or less: the heartbeat of the job

register_receiver(OrganisationsReceiver())
register_receiver(PeopleReceiver())
register_receiver(PreferencesReceiver())
register_receiver(ResidenceReceiver())
register_receiver(CodedEntriesReceiver())
register_receiver(MedicationIssuesReceiver())
register_receiver(AllergiesReceiver())
register_receiver(CurrentMedicinesReceiver())

Progress = Callable[[int, int, str], None]  # bytes done, bytes in all, what is being done
_progress: ContextVar[Progress | None] = ContextVar("import_progress", default=None)


@contextmanager
def shown_to(progress: Progress) -> Iterator[None]:
    """Imports run inside tell `progress` how far they are."""
    token = _progress.set(progress)
    try:
        yield
    finally:
        _progress.reset(token)


def _tell(done: int, total: int, message: str) -> None:
    if progress := _progress.get():
        progress(done, total, message)


@contextmanager
def _unit(job: Job) -> Iterator[SystemActor]:
    with unit_of_work(by=BY, purpose=job.purpose, on=clock.today()) as by:
        yield by


@runner(JOB)
def run_import(job: Job) -> None:
    """Run one claimed import to its end: done, held or refused."""
    started = clock.instant()
    with _unit(job):
        imported = actions.begin(job=job, at=clock.instant())
    if imported is None:
        return
    try:
        extract = _open(imported)
    except RefusedFile as refused:
        with _unit(job) as by:
            actions.refuse(
                job=job,
                imported=imported,
                refusal=str(refused),
                by=by,
                at=clock.now(),
                due_at=clock.instant(),
            )
        return
    rows, empty_lines = _stage(job, imported, extract)
    _tell(imported.size, imported.size, "Merging")
    read = ReadThrough(
        extract=extract,
        rows=rows,
        empty_lines=empty_lines,
        elapsed=lambda: (clock.instant() - started).total_seconds(),
    )
    with _unit(job) as by:
        actions.merge(job=job, imported=imported, read=read, by=by, at=clock.now(), due_at=clock.instant())


def _open(imported: Import) -> AnyExtract:
    if imported.feed == ORGANISATIONS.name and imported.organisation.kind != Kind.CCG:
        raise RefusedFile("Only the CCG brings the list of organisations.")
    path = Path(imported.stored_path)
    source = "own" if imported.corrects_id else imported.source  # a correction has our columns
    if fingerprint(path, feed=imported.feed, source=source)[1] != imported.sha256:
        raise RefusedFile("The file has changed since it was received. Send it again.")
    feed = feed_named(imported.feed)
    if is_systmone_extract(feed.name, source):
        return open_systmone(path, feed=feed.name, names=feed.names, limits=limits())
    return open_extract(path, columns=feed.to_read, mapping=_mapping(imported), limits=limits())


def _mapping(imported: Import) -> dict[str, str]:
    """Name in the file -> our column. Where somebody matched the columns no name counts by itself."""
    if not imported.mapping:
        return {}
    by_name = dict.fromkeys(feed_named(imported.feed).names, "")
    return by_name | {plain(name): column for column, name in imported.mapping.items()}


def _parts(imported: Import, extract: AnyExtract) -> Iterator[Part]:
    """The parts of the file, judged."""
    feed = feed_named(imported.feed)
    large = is_worth_sharing(feed, extract.total_bytes)
    if large and isinstance(extract, Extract) and isinstance(extract.source, Text):
        text, mixed = extract.source, extract.source.encoding.mixed
        task = Task(feed.name, imported.as_on, imported.source, imported.pk, extract.head, mixed)
        stretches = text.stretches(longest=task.form.longest)
        yield from shared_out(task, stretches, header_lines=text.header_lines)
        return
    judge = Judge(feed, on=imported.as_on, source=imported.source, wording=extract.wording)
    for batch in extract:
        yield part_of(judge, batch)


def _stage(job: Job, imported: Import, extract: AnyExtract) -> tuple[int, int]:
    """Read and stage the whole file; rows and empty lines."""
    total = extract.total_bytes
    rows = empty_lines = waiting = done = 0
    parts: list[Part] = []
    for part in _parts(imported, extract):
        parts.append(part)
        waiting += part.rows
        rows += part.rows
        empty_lines += part.empty_lines
        done = part.read_bytes
        if waiting >= PIECE:
            _stage_piece(job, imported, _piece(parts, rows=rows, done=done, total=total))
            parts, waiting = [], 0
    _stage_piece(job, imported, _piece(parts, rows=rows, done=done, total=total))
    return rows, empty_lines


def _piece(parts: Sequence[Part], *, rows: int, done: int, total: int) -> Piece:
    bad = [row for part in parts for row in part.bad]
    return Piece(judged=[part.judged for part in parts], bad=bad, rows=rows, done=done, total=total)


def _stage_piece(job: Job, imported: Import, piece: Piece) -> None:
    with _unit(job):
        actions.stage(job=job, imported=imported, piece=piece, at=clock.instant())
    _tell(piece.done, piece.total, f"{counted(piece.rows, 'row', 'rows')} read")


@given_up(JOB)
def forget_staged(job: Job) -> None:
    """Nobody will merge what a job that is given up has staged."""
    actions.forget_staged(job=job, at=clock.now())

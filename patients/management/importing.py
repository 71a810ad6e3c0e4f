"""What the commands that import have in common: who brings a file, its progress, and what became of it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from patients.feeds import actions
from patients.feeds.declared import Feed
from patients.feeds.reading import RefusedFile
from patients.feeds.running import BY, shown_to
from patients.models import Import, ImportState
from patients.rules.importing import PURPOSE
from patients.rules.words import counted, left_out_for
from wsic import clock
from wsic.jobs import running
from wsic.jobs.models import Job, State
from wsic.organisations.models import Kind, Organisation
from wsic.work import unit_of_work

TAKEN, REFUSED, HELD = 0, 1, 2
_EXIT = {ImportState.DONE: TAKEN, ImportState.HELD: HELD}
_BUCKETS = ("rows", "accepted", "unchanged", "superseded", "duplicate", "quarantined")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the file."""

    exit_code: int
    answer: dict[str, Any]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--organisation", metavar="CODE", help="who brings it; the CCG if left out")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def import_file(
    *,
    feed: Feed,
    path: Path,
    organisation: str | None,
    as_on: date | None,
    source: str,
    say: Callable[[str], object],
) -> Result:
    """
    Take in one file of one feed and run its job here.

    :param say: for what must be known besides the result
    :raises RefusedFile: it cannot be opened, or nobody can bring it
    """
    started = clock.instant()
    today = clock.today()
    as_on = as_on or today
    if as_on > today:
        raise RefusedFile(
            f"The date of the extract, {as_on}, lies after today, {today}. "
            "An extract cannot come from the future."
        )
    at = clock.now()
    with unit_of_work(by=BY, purpose=PURPOSE, on=today):
        imported, job = actions.import_file(
            feed=feed, path=path, organisation=_organisation(organisation), as_on=as_on, source=source,
            by=BY, at=at, due_at=clock.instant(),
        )  # fmt: skip
        given_up = _given_up(imported, at)
    for sentence in given_up:
        say(f"An earlier attempt at this file came to nothing. {sentence}")
    known = imported.state == ImportState.HELD
    with _bar(shown=sys.stderr.isatty()):
        _run(job)
    with unit_of_work(by=BY, purpose=PURPOSE, on=today):
        imported.refresh_from_db()
        job.refresh_from_db()
    seconds = round((clock.instant() - started).total_seconds(), 3)
    result = _result(imported, job, path, seconds)
    return _known_already(result, imported) if known else result


def _run(job: Job) -> None:
    if job.state == State.RUNNING:
        running.run(job)


@contextmanager
def _bar(*, shown: bool) -> Iterator[None]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not shown, transient=True) as bar:
        task = bar.add_task("Looking at the file", total=None)
        with shown_to(
            lambda done, total, words: bar.update(task, completed=done, total=total, description=words)
        ):
            yield


def _organisation(code: str | None) -> Organisation:
    """Raises RefusedFile: there is none of this code, or not one CCG alone."""
    chosen = Organisation.objects.filter(code=code) if code else Organisation.objects.filter(kind=Kind.CCG)
    found = list(chosen[:2])
    if len(found) == 1:
        return found[0]
    if code:
        raise RefusedFile(f"There is no organisation with the code {code}.")
    raise RefusedFile("There is not exactly one CCG. Name who brings the file: --organisation CODE.")


def _result(imported: Import, job: Job, file: Path, seconds: float) -> Result:
    if imported.state not in _EXIT:
        refusal = imported.refusal or _failure(job)
        return Result(REFUSED, _answer(imported, file, seconds) | {"refusal": refusal})
    exit_code = _EXIT[ImportState(imported.state)]
    answer = _answer(imported, file, seconds)
    return Result(exit_code, answer | {"held": imported.report["held"]} if exit_code == HELD else answer)


def _failure(job: Job) -> str:
    if job.state == State.FAILED:
        return f"Given up. {job.error} Nothing of it was taken. Bring the file again."
    return f"It failed: {job.error} Nothing of it was taken so far. A worker tries it again."


def _given_up(imported: Import, at: datetime) -> list[str]:
    """Why earlier attempts at the same file were given up, if that was found now."""
    found = Import.objects.filter(
        sha256=imported.sha256, feed=imported.feed, organisation_id=imported.organisation_id,
        state=ImportState.REFUSED, finished_at=at,
    )  # fmt: skip
    return list(found.exclude(pk=imported.pk).order_by("pk").values_list("refusal", flat=True))


def _known_already(result: Result, imported: Import) -> Result:
    held = [
        f"It waits for approval already, as import {imported.public_id}; nothing was brought again.",
        *imported.report["held"],
    ]
    return Result(result.exit_code, result.answer | {"held": held})


def _answer(imported: Import, file: Path, seconds: float) -> dict[str, Any]:
    counts = {name: getattr(imported, name) for name in _BUCKETS}
    reasons = imported.report.get("reasons", {})
    answer = {
        "feed": imported.feed, "file": str(file), "sha256": imported.sha256, **counts, "reasons": reasons,
        "seconds": seconds,
    }  # fmt: skip
    if left_out := imported.report.get("left_out"):
        answer["left_out"] = left_out
    if imported.source != "own":
        answer["notes"] = imported.report.get("notes", [])
    return answer


def refused(feed: str, path: Path, refusal: str) -> Result:
    counts: dict[str, Any] = dict.fromkeys(_BUCKETS, 0)
    answer = {"feed": feed, "file": str(path), "sha256": "", **counts, "reasons": {}}
    return Result(REFUSED, answer | {"seconds": 0.0, "refusal": refusal})


def text_of(answer: dict[str, Any]) -> str:
    found = counted(answer["rows"], "row", "rows")
    lines = [f"{answer['file']}: {found} of {answer['feed']} in {answer['seconds']:.1f} s"]
    lines += [f"  {name:<12}{answer[name]:>12,}" for name in _BUCKETS[1:]]
    lines += [f"    {reason:<24}{count:>8,}" for reason, count in answer["reasons"].items()]
    left_out = answer.get("left_out", {})
    lines += [
        f"  left out {left_out_for(why)}: {counted(rows, 'row', 'rows')}" for why, rows in left_out.items()
    ]
    lines += [f"  {note}" for note in answer.get("notes", ())]
    if "refusal" in answer:
        lines = [f"{answer['file']} was refused: {answer['refusal']}"]
    if "held" in answer:
        lines += ["Held: a second person must approve it.", *(f"  {sentence}" for sentence in answer["held"])]
    return "\n".join(lines)

"""The electronic Frailty Index of everybody as of a day, computed from the records."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from patients.rules.words import counted as counted_in_words
from patients.rules.words import listed
from tiers.actions import scoring
from tiers.actions.exporting import export_scores
from tiers.management.options import add_options, give, practice_named, refuse_future, refuse_unwritable
from tiers.queries import scores
from tiers.queries.scores import ActiveLists, Tally
from tiers.rules.files import ExportFormat
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.jobs import running
from wsic.jobs.models import OPEN_STATES, Job, State
from wsic.organisations.models import Organisation
from wsic.work import unit_of_work

BY = SystemActor("score_efi")
PURPOSE = "Scores computed from the records"
TEXT = "text"
_NO_LIST = (
    "There is no active code list, so nothing can be scored. Import one: manage.py import_codelist FILE, or"
    " manage.py import_starter_lists."
)
_LOOK_AGAIN = 1.0  # seconds


@contextmanager
def _unit() -> Iterator[SystemActor]:
    with unit_of_work(by=BY, purpose=PURPOSE, on=clock.today()) as by:
        yield by


class Command(BaseCommand):
    help = (
        "Scores everybody aged 65 and over who was registered (regular) and alive on a day, first bringing up"
        " to date whoever a changed list concerns (changed records are scored as they come in). As of a day"
        " means effective and recorded by then. CSV and JSON hold NHS numbers; the export is noted in the"
        " audit."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_options(parser)
        parser.add_argument(
            "--known-now",
            action="store_true",
            help="the retrospective view: by effective dates alone, with all that is known by now; it writes"
            " nothing",
        )
        parser.add_argument(
            "--again", action="store_true", help="work everything out anew, whatever has changed"
        )
        parser.add_argument("--format", choices=[TEXT, *ExportFormat], default=TEXT)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["known_now"] and options["again"]:
            raise CommandError("--known-now writes nothing, so it cannot be combined with --again.")
        refuse_future(options["as_of"], today=clock.today())
        refuse_unwritable(options["output"])
        with _unit():
            practice = practice_named(options["practice"])
            if scores.active_lists().code_list is None:
                raise CommandError(_NO_LIST)
        if not options["known_now"]:
            self._bring_up_to_date(practice, on=options["as_of"], again=options["again"])
        with TemporaryFile() as kept:
            with _unit() as by:
                scoring.hold_lists()
                _refuse_mixed(practice, on=options["as_of"])
                _write(kept, options, practice, scores.active_lists(), by)
            give(kept, options["output"], self.stdout)

    def _bring_up_to_date(self, practice: Organisation | None, *, on: date, again: bool) -> None:
        """Run the jobs that wait or came to nothing, and wait for what a worker runs."""
        with _unit() as by:
            if again:
                scoring.ask_for_scores(by=by, at=clock.now(), due_at=clock.instant(), practice=practice)
            waiting = scoring.jobs_to_do(practice, on=on, by=by, at=clock.now(), due_at=clock.instant())
        columns = (
            TextColumn("Scoring practices"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        bar = Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
        with bar:
            for job in bar.track(waiting):
                _run(job)


def _refuse_mixed(practice: Organisation | None, *, on: date) -> None:
    """:raises CommandError: scores of other lists would be told under the name of these"""
    waiting = [job.key for job in scoring.unfinished(practice, on=on)]
    again = "Run manage.py score_efi without --known-now and --practice, or let the workers do it."
    if waiting:
        raise CommandError(f"Not scored yet by the lists of now: {listed(waiting)}. {again}")
    if people := scores.of_other_lists(on=on, practice=practice.code if practice else None):
        raise CommandError(
            f"{counted_in_words(people, 'person is', 'people are')} still scored by other lists than are"
            " active now. Run manage.py score_efi with --again."
        )


def _run(job: Job) -> None:
    """
    See a job through: here, or where it runs.  One whose process died is taken over once that
    is known.

    :raises CommandError: the scores were not worked out
    """
    while True:
        with _unit():
            job.refresh_from_db()
            claimed = scoring.take(job, at=clock.instant())
        if claimed is not None or job.state not in OPEN_STATES:
            break
        time.sleep(_LOOK_AGAIN)
    if job.state == State.DONE or (claimed is not None and running.run(claimed)):
        return
    with _unit():
        job.refresh_from_db()
    why = job.error or "another process has taken it over."
    raise CommandError(f"Practice {job.key} could not be scored: {why} The workers try it again.")


def _write(
    kept: BinaryIO,
    options: dict[str, Any],
    practice: Organisation | None,
    lists: ActiveLists,
    by: SystemActor,
) -> None:
    on, known_now, code = options["as_of"], options["known_now"], options["practice"]
    if options["format"] == TEXT:
        counted = scores.tally(on=on, practice=code, known_now=known_now)
        kept.write(_text(counted, lists, on=on, known_now=known_now).encode())
        return
    export_format = ExportFormat(options["format"])
    lines = scores.lines(export_format, on=on, practice=code, known_now=known_now)
    export_scores(
        lines, to=kept, as_of=on, known_now=known_now, export_format=export_format, practice=practice, by=by
    )


def _text(counted: Tally, lists: ActiveLists, *, on: date, known_now: bool) -> str:
    view = "retrospective view: by effective dates alone, as known now" if known_now else "as known then"
    told = [f"eFI as of {on:%-d %B %Y}, {view}"]
    told.append(
        f"code list: {lists.code_list}; medicine map: {lists.medicine_map or 'none'};"
        f" polypharmacy: {lists.polypharmacy}"
    )
    for category, people in counted.people.items():
        share = people / counted.total if counted.total else 0
        told.append(f"  {category.label:<10}{people:>10,}{share:>9.1%}")
    if counted.unrecorded:
        told.append(f"  {'No score':<10}{counted.unrecorded:>10,}{counted.unrecorded / counted.total:>9.1%}")
    told.append(f"  {'Together':<10}{counted.total:>10,}")
    if counted.unrecorded:
        whom = counted_in_words(counted.unrecorded, "person", "people")
        practices = counted_in_words(counted.practices_unrecorded, "practice", "practices")
        told.append(
            f"No score: {whom} of {practices} without a coded entry by that day, which does not mean fit."
        )
    if counted.without_chapter.codes:
        told.append(
            f"Without a chapter, so counted for nobody: {counted.without_chapter.codes:,} medicine codes in"
            f" {counted.without_chapter.issues:,} issues of the 12 months. See import_medicine_map."
        )
    return "\n".join(told) + "\n"

"""Everybody's score and tier as of a day, as CSV or JSON."""

import shutil
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from tiers.actions import export_tiers
from tiers.queries import export as queries
from tiers.rules.files import ExportFormat
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.organisations.models import Kind, Organisation
from wsic.work import unit_of_work


def practice_named(code: str) -> Organisation:
    """:raises CommandError: there is no such practice"""
    practice = Organisation.objects.filter(code=code, kind=Kind.PRACTICE).first()
    if practice is None:
        raise CommandError(f"There is no practice {code}.")
    return practice


class Command(BaseCommand):
    help = (
        "Writes the tiers of everybody aged 65 and over who was registered (regular) and alive on a day. "
        "The file holds NHS numbers; the export is noted in the audit."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-of", required=True, type=date.fromisoformat, metavar="DATE", help="YYYY-MM-DD"
        )
        parser.add_argument(
            "--format", choices=list(ExportFormat), type=ExportFormat, default=ExportFormat.CSV
        )
        parser.add_argument("--practice", metavar="CODE", help="only the people of this practice")
        parser.add_argument("--output", type=Path, metavar="FILE", help="instead of standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        with TemporaryFile() as kept:
            with unit_of_work(
                by=SystemActor("export_tiers"), purpose="Export of tiers", on=clock.today()
            ) as by:
                code, on, export_format = options["practice"], options["as_of"], options["format"]
                practice = practice_named(code) if code else None
                lines = queries.lines(export_format, on=on, practice=code)
                export = export_tiers(
                    lines, to=kept, as_of=on, export_format=export_format, practice=practice, by=by
                )
            kept.seek(0)
            self._give(kept, options["output"])
        self.stderr.write(f"{export.rows} people, SHA-256 {export.sha256}")

    def _give(self, kept: BinaryIO, path: Path | None) -> None:
        """Only after the commit that holds the audit row."""
        if path is None:
            shutil.copyfileobj(kept, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        path.touch(mode=0o600)
        with path.open("wb") as out:
            shutil.copyfileobj(kept, out)

"""Everybody's score and tier as of a day, as CSV or JSON."""

from argparse import ArgumentParser
from tempfile import TemporaryFile
from typing import Any

from django.core.management.base import BaseCommand

from tiers.actions import export_tiers
from tiers.management.options import add_options, give, practice_named, refuse_future, refuse_unwritable
from tiers.queries import export as queries
from tiers.rules.files import ExportFormat
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.work import unit_of_work


class Command(BaseCommand):
    help = (
        "Writes the tiers of everybody aged 65 and over who was registered (regular) and alive on a day. "
        "The file holds NHS numbers; the export is noted in the audit."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_options(parser)
        parser.add_argument(
            "--format", choices=list(ExportFormat), type=ExportFormat, default=ExportFormat.CSV
        )

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_future(options["as_of"], today=clock.today())
        refuse_unwritable(options["output"])
        with TemporaryFile() as kept:
            with unit_of_work(
                by=SystemActor("export_tiers"), purpose="Export of tiers", on=clock.today()
            ) as by:
                code, on, export_format = options["practice"], options["as_of"], options["format"]
                practice = practice_named(code)
                lines = queries.lines(export_format, on=on, practice=code)
                export = export_tiers(
                    lines, to=kept, as_of=on, export_format=export_format, practice=practice, by=by
                )
            give(kept, options["output"], self.stdout)
        self.stderr.write(f"{export.rows} people, SHA-256 {export.sha256}")

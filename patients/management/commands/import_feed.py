"""Import one file of a feed, with progress and a report."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from patients.feeds.declared import Column, Feed, UnknownFeed, feed_named, feeds
from patients.feeds.reading import RefusedFile
from patients.management import importing


class Command(BaseCommand):
    help = (
        "Imports one file of a feed. Exit code 0: taken (rows in quarantine or not); 1: refused whole; "
        "2: held for a second person."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("feed", nargs="?", help="see --list")
        parser.add_argument(
            "file", nargs="?", type=Path,
            help=".csv, .csv.gz or .xlsx; of a SystmOne extract the zip, its folder, or the feed's table",
        )  # fmt: skip
        parser.add_argument(
            "--as-of", type=date.fromisoformat, metavar="DATE", help="of the extract; today if left out"
        )
        parser.add_argument(
            "--source", choices=["own", "systmone"], default="own", help="the system it comes from"
        )
        parser.add_argument("--list", action="store_true", help="name the feeds and their columns")
        importing.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.stdout.write("\n".join(line for feed in feeds() for line in _help(feed)))
            return
        if not options["feed"] or not options["file"]:
            raise CommandError("Give a feed and a file, or --list.")
        result = self._import(options)
        answer = result.answer
        self.stdout.write(json.dumps(answer) if options["format"] == "json" else importing.text_of(answer))
        if result.exit_code:
            sys.exit(result.exit_code)

    def _import(self, options: dict[str, Any]) -> importing.Result:
        try:
            return importing.import_file(
                feed=feed_named(options["feed"]),
                path=options["file"],
                organisation=options["organisation"],
                as_on=options["as_of"],
                source=options["source"],
                say=self.stderr.write,
            )
        except (RefusedFile, UnknownFeed) as refused:
            return importing.refused(options["feed"], options["file"], str(refused))


def _help(feed: Feed) -> list[str]:
    return [f"{feed.name}: {feed.says}", *map(_column_help, feed.columns), ""]


def _column_help(column: Column) -> str:
    choices = f" ({', '.join(column.choices).lower()})" if len(column.choices) > 1 else ""
    star = "*" if column.required else ""
    return f"  {column.name + star:<20} {column.kind.value}{choices}: {column.says}"

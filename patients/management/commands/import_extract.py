"""Import everything that an extract of a practice system holds, feed by feed."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from patients.feeds.declared import feed_named
from patients.feeds.limits import limits
from patients.feeds.reading import RefusedFile
from patients.feeds.reading.systmone_extract import FEEDS, feeds_in
from patients.feeds.reading.systmone_tables import find_tables
from patients.management import importing
from patients.management.importing import HELD, REFUSED, TAKEN, Result


class Command(BaseCommand):
    help = (
        f"Imports {', '.join(FEEDS)} from one extract, in this order. Exit code 0: all taken; 1: one was "
        "refused whole; 2: one is held for a second person. Without the list of people nothing else is taken."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="the zip, the folder, or one table with the others beside it"
        )
        parser.add_argument("--source", choices=["systmone"], default="systmone", help="the system")
        parser.add_argument(
            "--as-on", "--as-of", type=date.fromisoformat, metavar="DATE",
            help="of the extract; today if left out",
        )  # fmt: skip
        importing.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        codes = []
        for result in self._results(options):
            answer = result.answer
            self.stdout.write(
                json.dumps(answer) if options["format"] == "json" else importing.text_of(answer)
            )
            codes.append(result.exit_code)
        if code := _worst(codes):
            sys.exit(code)

    def _results(self, options: dict[str, Any]) -> Iterator[Result]:
        """One for each feed that the extract has tables of; the first alone where it was not taken."""
        path = options["file"]
        try:
            feeds = feeds_in(find_tables(path, limits()))
        except RefusedFile as refused:
            yield importing.refused(FEEDS[0], path, str(refused))
            return
        for place, feed in enumerate(feeds):
            result = self._import(feed, options)
            yield result
            if result.exit_code != TAKEN and feed == FEEDS[0]:
                self.stderr.write(_waits(feeds[place + 1 :]))
                return

    def _import(self, feed: str, options: dict[str, Any]) -> Result:
        try:
            return importing.import_file(
                feed=feed_named(feed), path=options["file"], organisation=options["organisation"],
                as_on=options["as_on"], source=options["source"], say=self.stderr.write,
            )  # fmt: skip
        except RefusedFile as refused:
            return importing.refused(feed, options["file"], str(refused))


def _waits(feeds: tuple[str, ...]) -> str:
    return (
        f"The list of people was not taken, so {' and '.join(feeds)} were not read: their rows would be of "
        "nobody. Bring the extract again when the list is in."
    )


def _worst(codes: list[int]) -> int:
    """Refused goes before held."""
    return next((code for code in (REFUSED, HELD) if code in codes), TAKEN)

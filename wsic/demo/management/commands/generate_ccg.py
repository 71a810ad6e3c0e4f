"""Write the synthetic CCG as extracts into a folder."""

from argparse import ArgumentParser, BooleanOptionalAction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from wsic.demo.extracts import MOST_PEOPLE_WITH_RECORDS, usual_formats, write_extracts
from wsic.demo.world import DEFAULT_PEOPLE, DEFAULT_SEED, World


class Command(BaseCommand):
    help = "Writes the extracts of a synthetic CCG (everybody in it is invented) and their answer key."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=DEFAULT_PEOPLE, help="on all registers together")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
        parser.add_argument(
            "--to", type=Path, required=True, metavar="FOLDER", help="made if it is not there"
        )
        parser.add_argument(
            "--records",
            action=BooleanOptionalAction,
            default=None,
            help="coded entries and medicines issued; "
            f"without this option up to {MOST_PEOPLE_WITH_RECORDS:,} people have them",
        )
        parser.add_argument("--clean", action="store_true", help="without the bad rows, 1 in 100")

    def handle(
        self,
        *args: Any,
        people: int,
        seed: int,
        to: Path,
        clean: bool,
        records: bool | None = None,
        **options: Any,
    ) -> None:
        try:
            world = World(seed=seed, people=people)
        except ValueError as error:
            raise CommandError(str(error)) from error
        bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
            console=Console(stderr=True),
        )  # fmt: skip
        with bar:
            practices = bar.add_task("Practices", total=world.practices)
            key = write_extracts(
                world, to, clean=clean, formats=usual_formats(world, records=records),
                on_practice=lambda index: bar.advance(practices),
            )  # fmt: skip
        self.stdout.write(
            f"{world.people:,} people on the registers of {world.practices} practices, seed {world.seed}: "
            f"{key.rows:,} rows in {len(key.files)} files, {key.bad:,} of them bad, in {to}"
        )

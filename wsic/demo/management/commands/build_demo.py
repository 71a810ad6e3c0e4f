"""Put the synthetic CCG into an empty system."""

from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from wsic import clock
from wsic.demo import building
from wsic.demo.extracts import MOST_PEOPLE_WITH_RECORDS, Formats, usual_formats
from wsic.demo.world import DEFAULT_PEOPLE, DEFAULT_SEED, World


class Command(BaseCommand):
    help = "Generates the synthetic CCG and imports it through the real feeds; does nothing if it is there."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=DEFAULT_PEOPLE, help="on all registers together")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
        parser.add_argument(
            "--records",
            action=BooleanOptionalAction,
            default=None,
            help="coded entries and medicines issued; "
            f"without this option up to {MOST_PEOPLE_WITH_RECORDS:,} people have them",
        )

    def handle(self, *args: Any, people: int, seed: int, records: bool | None = None, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The synthetic CCG belongs into a demo alone: set WSIC_DEMO=1.")
        try:
            world = World(seed=seed, people=people)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if building.is_built():
            self.stdout.write("The synthetic CCG is there.")
            return
        started = clock.instant()
        self._build(world, usual_formats(world, records=records))
        seconds = (clock.instant() - started).total_seconds()
        self.stdout.write(f"The synthetic CCG of {people:,} people is there, in {seconds:.0f} s.")

    @staticmethod
    def _build(world: World, formats: Formats) -> None:
        folder = settings.WSIC_VAR / "demo" / f"extracts-{world.seed}-{world.people}-{formats}"
        columns = (
            TextColumn("{task.description:<28}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=Console(stderr=True)) as bar:
            tasks: dict[str, TaskID] = {}

            def advance(what: str, done: int, total: int) -> None:
                if what not in tasks:
                    tasks[what] = bar.add_task(what, total=total)
                bar.update(tasks[what], completed=done)

            try:
                building.build(world, folder, formats=formats, advance=advance)
            except building.NotTaken as problem:
                raise CommandError(str(problem)) from problem

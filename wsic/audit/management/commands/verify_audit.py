import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.audit import queries
from wsic.audit.rules import Break, Head, NoHead
from wsic.audit.running import seal_all
from wsic.audit.sets import chain
from wsic.work import unit_of_work


class Command(BaseCommand):
    """Read the audit's whole chain anew and name the first broken link. Exit code 1 when there is one."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--kept", type=self._head, metavar="HEAD", help="the head of another day, noted elsewhere"
        )
        parser.add_argument(
            "--head", action="store_true", help="print the head alone, to be noted elsewhere; read nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        seal_all()
        with unit_of_work(by=SystemActor("verify_audit"), purpose="Verify the audit", on=clock.today()):
            if options["head"]:
                self.stdout.write(str(queries.head() or "Nothing has been sealed yet."))
                return
            found = self._verify(options["kept"])
        self.stdout.write(f"{found.rows} rows in {found.batches} batches were read.")
        if found.waiting:
            since = f"{found.since:%d %b %H:%M:%S}"
            self.stdout.write(f"{found.waiting} rows wait for their seal, the oldest since {since}.")
        if found.broken:
            raise SystemExit(self._say(found.broken))
        self.stdout.write(f"The chain holds. Its head is {found.head}")

    def _verify(self, kept: Head | None) -> queries.Verified:
        batches, *_ = chain.counted()
        with Progress(console=Console(file=sys.stderr), transient=True) as bar:
            task = bar.add_task("Batches read", total=batches)
            return queries.verify(kept=kept, progress=lambda number: bar.update(task, completed=number))

    def _say(self, broken: Break) -> int:
        when = f", of {broken.at:%d %b %Y %H:%M:%S} UTC" if broken.at else ""
        where = f"row {broken.number}" + (f", batch {broken.batch}" if broken.batch else "")
        self.stdout.write(f"The chain is broken at {where}{when}: {broken.kind}; {broken.says}.")
        return 1

    @staticmethod
    def _head(text: str) -> Head:
        try:
            return Head.read(text)
        except NoHead as problem:
            says = "A head is the number of a batch, a colon and 64 hexadecimal digits."
            raise CommandError(says) from problem

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from wsic.audit import spool
from wsic.audit.running import reconcile_spool, take_kept


class Command(BaseCommand):
    help = (
        "Takes the rows that this server kept while the audit could not be written into the audit, each once,"
        " as the worker does each minute. Exit code 1 when they cannot be taken or something is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="a file that was set aside, once its key is set again")

    def handle(self, *args: Any, **options: Any) -> None:
        if refusal := spool.why_not():
            raise CommandError(refusal)
        try:
            done = take_kept(options["file"].read_bytes()) if options["file"] else reconcile_spool()
        except OSError as problem:
            raise CommandError(f"{options['file']} cannot be read: {problem.strerror}.") from problem
        except Error as problem:
            raise CommandError(f"The audit takes no rows: {spool.waiting()} lines wait.") from problem
        self.stdout.write(f"{done.taken} lines taken into the audit, {spool.waiting()} wait.")
        for each in done.judged.problems:
            self.stdout.write(f"  {each.kind}: {each.says}.")
        if done.judged.problems:
            raise SystemExit(1)

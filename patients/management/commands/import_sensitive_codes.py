"""Take in the list of codes whose entries are never taken in for sharing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from patients.actions.sensitive import Replaced, replace_sensitive_codes
from patients.rules.sensitive import RefusedSensitiveList, read_sensitive_list
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.work import unit_of_work

BY = SystemActor("import_sensitive_codes")


class Command(BaseCommand):
    help = (
        "Replaces the list of sensitive codes: CSV in UTF-8 with the columns code,system,term. Entries with "
        "these codes are left out of every file from now on, and those that are there go from view and from "
        "the index. A fault in any line refuses the whole file, with every fault named."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV in UTF-8")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        try:
            with path.open(encoding="utf-8", newline="") as lines:
                listed = read_sensitive_list(lines)
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem.strerror}.") from problem
        except UnicodeDecodeError as problem:
            raise CommandError(f"{path} is not UTF-8 text. Save it as CSV UTF-8.") from problem
        except RefusedSensitiveList as refused:
            raise CommandError(f"{path} was refused; nothing of it was taken in.\n{refused}") from refused
        with unit_of_work(by=BY, purpose="Replacing the list of sensitive codes", on=clock.today()):
            replaced = replace_sensitive_codes(listed=listed, by=BY, at=clock.now())
        self.stdout.write(_said(len(listed.rows), replaced))


def _said(rows: int, replaced: Replaced) -> str:
    first = f"The list of {rows:,} sensitive codes " + (
        "is in force." if replaced.new else "was in force already."
    )
    return (
        f"{first} {replaced.codes:,} recorded codes changed, of {replaced.people:,} people; "
        f"{replaced.cleared:,} rows in quarantine were emptied."
    )

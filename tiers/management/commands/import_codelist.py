"""Take in a code list: which code, with which result, is a sign of which deficit."""

from tiers.actions.codelists import About, Taken, import_code_list
from tiers.codelists.reading import read_code_list
from tiers.management.lists import ListCommand
from wsic import clock
from wsic.accounts.actors import SystemActor


class Command(ListCommand):
    help = (
        "Imports a code list as a version of its own: CSV with the columns deficit,system,code,term,above,"
        "below,at_least,at_most,sex. A fault in any line refuses the whole file, with every fault named."
    )
    rows = "a code list"

    def import_lines(
        self, lines: list[str], about: About, *, activate: bool | None, by: SystemActor
    ) -> Taken:
        return import_code_list(
            read_code_list(lines),
            about=about,
            activate=activate,
            by=by,
            at=clock.now(),
            due_at=clock.instant(),
        )

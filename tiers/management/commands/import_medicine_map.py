"""Take in a map of medicines: which ingredient a code is, and its chapter in the BNF."""

from tiers.actions.codelists import About, Taken, import_medicine_map
from tiers.codelists.medicines import read_medicine_map
from tiers.management.lists import ListCommand
from wsic import clock
from wsic.accounts.actors import SystemActor


class Command(ListCommand):
    help = (
        "Imports a map of medicines as a version of its own: CSV with the columns medicine_code,system,"
        "medicine,ingredient,bnf_chapter. A fault in any line refuses the whole file, with every fault named."
    )
    rows = "a map of medicines"

    def import_lines(
        self, lines: list[str], about: About, *, activate: bool | None, by: SystemActor
    ) -> Taken:
        return import_medicine_map(
            read_medicine_map(lines),
            about=about,
            activate=activate,
            by=by,
            at=clock.now(),
            due_at=clock.instant(),
        )

"""Take in the lists that the project carries, so that an empty system can score."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from tiers.codelists import STARTER_CODE_LIST, STARTER_MEDICINE_MAP

_LICENCE = "SNOMED CT is licensed in the United Kingdom by NHS England; Read codes are Crown copyright."
_SOURCE = "Picked for this project; the source of each code stands in tiers/codelists/SOURCES.md"


class Command(BaseCommand):
    help = (
        "Imports the starter code list and the starter map of medicines, and makes them active when they are"
        " new. They are short and no substitute for the full lists (see import_codelist)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        about = {"source": _SOURCE, "stdout": self.stdout}
        call_command(
            "import_codelist", STARTER_CODE_LIST, name="Starter code list", licence_note=_LICENCE, **about
        )
        call_command("import_medicine_map", STARTER_MEDICINE_MAP, name="Starter medicine map", **about)

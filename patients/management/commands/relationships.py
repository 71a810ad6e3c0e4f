"""The documentation of who may see whom, made from the table that both walls read."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from patients.queries.relationships import as_markdown

PAGE = settings.BASE_DIR / "docs" / "relationships.md"


class Command(BaseCommand):
    help = "Prints who may see whom, or writes docs/relationships.md."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/relationships.md")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            PAGE.write_text(as_markdown())
        else:
            self.stdout.write(as_markdown(), ending="")

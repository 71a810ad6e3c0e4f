"""What the commands about agreements have in common."""

from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from wsic.organisations.models import AgreementKind, Organisation

PURPOSE = "Agreements between organisations"


class AgreementCommand(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("organisation", metavar="CODE", help="whose signature it is")
        parser.add_argument("--on", required=True, type=date.fromisoformat, metavar="DATE", help="YYYY-MM-DD")
        parser.add_argument(
            "--kind",
            choices=list(AgreementKind),
            type=AgreementKind,
            default=AgreementKind.INFORMATION_SHARING,
            help="the agreement; the Information Sharing Agreement if left out",
        )


def organisation_named(code: str) -> Organisation:
    """:raises CommandError: there is no such organisation"""
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise CommandError(f"There is no organisation with the code {code}.")
    return organisation

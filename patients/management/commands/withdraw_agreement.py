"""An organisation's signature ends, and with it the sharing that rests on it."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from patients.actions import agreements
from patients.management.agreements import PURPOSE, AgreementCommand, organisation_named
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.organisations.actions import NotWithdrawn
from wsic.work import unit_of_work


class Command(AgreementCommand):
    help = "Withdraws an organisation's agreement from a day on; sharing that rests on it ends on that day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--hand-over-until",
            type=date.fromisoformat,
            metavar="DATE",
            help="first day on which care under way is not readable either;"
            f" {settings.HAND_OVER.days} days later if left out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind, on = options["kind"], options["on"]
        until = options["hand_over_until"] or on + settings.HAND_OVER
        with unit_of_work(by=SystemActor("withdraw_agreement"), purpose=PURPOSE, on=clock.today()) as by:
            organisation = organisation_named(options["organisation"])
            try:
                agreements.withdraw_agreement(
                    organisation=organisation, kind=kind, withdrawn_on=on, hand_over_until=until, by=by
                )
            except NotWithdrawn as refused:
                raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{organisation.name}: {kind.label} withdrawn from {on} on, hand-over until {until}."
        )

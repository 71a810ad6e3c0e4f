"""An organisation signs; what may be shared from then on follows."""

from argparse import ArgumentParser
from typing import Any

from patients.actions import agreements
from patients.management.agreements import PURPOSE, AgreementCommand, organisation_named
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.work import unit_of_work


class Command(AgreementCommand):
    help = "Notes that an organisation has signed an agreement; one that stands already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--by", required=True, metavar="NAME", help="who signed for it")

    def handle(self, *args: Any, **options: Any) -> None:
        with unit_of_work(by=SystemActor("sign_agreement"), purpose=PURPOSE, on=clock.today()) as by:
            organisation = organisation_named(options["organisation"])
            agreement = agreements.sign_agreement(
                organisation=organisation,
                kind=options["kind"],
                signed_on=options["on"],
                signed_by=options["by"],
                by=by,
                at=clock.now(),
            )
        self.stdout.write(f"{organisation.name}: {options['kind'].label} signed on {agreement.signed_on}.")

"""Which score counts for a practice, the computed or the imported one; shown, or chosen."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiers.actions import CannotCompute, choose_scoring, renew_scoring
from tiers.models import ScoringChoice, ScoringOf
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.organisations.models import Kind, Organisation
from wsic.work import unit_of_work


class Command(BaseCommand):
    help = (
        "Chooses which score counts for a practice: automatic (computed while coded entries keep coming, "
        "otherwise imported), imported or computed. Without a choice it says what holds now."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("practice", metavar="PRACTICE", help="its code")
        parser.add_argument("choice", nargs="?", choices=[each.lower() for each in ScoringChoice.values])

    def handle(self, *args: Any, **options: Any) -> None:
        by, today = SystemActor("score_source"), clock.today()
        with unit_of_work(by=by, purpose="Which score counts for a practice", on=today):
            practice = Organisation.objects.filter(code=options["practice"], kind=Kind.PRACTICE).first()
            if practice is None:
                raise CommandError(f"There is no practice {options['practice']}.")
            if options["choice"]:
                self._choose(practice, ScoringChoice(options["choice"].upper()), by)
            else:
                renew_scoring([practice.pk], by=by, at=clock.now(), on=today)
            row = ScoringOf.objects.filter(practice=practice).first()
        self.stdout.write(f"{practice.code}: {_in_words(row)}")

    def _choose(self, practice: Organisation, choice: ScoringChoice, by: SystemActor) -> None:
        try:
            choose_scoring(practice, choice, by=by, at=clock.now(), on=clock.today())
        except CannotCompute as refusal:
            raise CommandError(f"{practice.code}: {refusal}") from refusal


def _in_words(row: ScoringOf | None) -> str:
    if row is None:
        return "automatic; the imported score counts"
    return f"{row.choice.lower()}; the {row.source.lower()} score counts since {row.since_on}"

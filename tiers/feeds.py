"""The feed of frailty scores (SystmOne's eFI report), and the tiers that follow from files."""

from collections.abc import Sequence
from datetime import datetime

from patients.feeds.declared import BIRTH_DATE, NHS_NUMBER, Column, Fault, Feed, Kind, Order, register
from patients.feeds.merging import Outcome, Run, follow, read_anew, register_receiver
from tiers.actions import keep_evidence_file, propose_tiers, renew_scoring, scoring
from tiers.rules import count_of_text
from tiers.sets import scores
from tiers.sets.scoring_of import practices_about
from wsic.accounts.actors import SystemActor
from wsic.dates import london_date


def check_score(cell: str) -> Fault | None:
    """Why this score, as the file has it, is no whole number of deficits out of 36."""
    result = count_of_text(cell)
    return Fault(result.reason, result.sentence) if result.reason else None


FRAILTY_SCORES = register(
    Feed(
        name="frailty_scores",
        title="Frailty scores",
        says="The electronic Frailty Index of each person, as the clinical system calculated it.",
        key=("nhs_number", "calculated_on"),
        columns=(
            NHS_NUMBER,
            BIRTH_DATE,
            Column(name="calculated_on", kind=Kind.DATE, says="the day it was calculated for", required=True),
            Column(
                name="score",
                kind=Kind.NUMBER,
                says="0 to 1, with two decimals or more",
                required=True,
                check=check_score,
            ),
        ),
        orders=(Order("birth_date", "calculated_on", "date_before_birth"),),
    )
)


class FrailtyScores:
    """How scores are merged; nothing is ever taken away by them, so nothing is held."""

    feed = FRAILTY_SCORES

    def judge(self, run: Run) -> None:
        scores.judge(run)

    def hold(self, run: Run) -> None:
        """Nothing is taken away by scores."""

    def write(self, run: Run) -> Outcome:
        return Outcome(people=scores.write(run))


def renew_deficits_for(people: Sequence[int], run: Run) -> None:
    """
    What the records of the people a file touched say, in the transaction of its merge.

    Of every feed: a person's sex, which the list of people brings, decides about results as well.
    """
    if people:
        scoring.take_in_records(people, by=SystemActor("patients.import"))


def choose_source_for(people: Sequence[int], run: Run) -> None:
    """
    Whose score counts for the practices of these people, now that a file has come about them.

    Any file: records make their scores computed, and somebody may have moved to a practice that has none.
    Also one that changed nobody, which says that all is as it was on a later day.
    """
    by = SystemActor("patients.import")
    if people:
        keep_evidence_file(run.import_id)
    practices = practices_about(people, running=run.import_id, importer=run.importer_id)
    renew_scoring(practices, by=by, at=run.at, on=london_date(run.at), running=run.import_id)


def propose_for(people: Sequence[int], run: Run) -> None:
    """
    Tiers of the people a file touched, in the transaction of its merge.

    Not a job of its own: nobody ever sees a new score beside an old tier, a killed import leaves neither, and
    the people are at hand.  It costs a small part of the merge.
    """
    if people:
        propose_tiers(people, by=SystemActor("patients.import"), at=run.at)


def read_records_anew(people: Sequence[int], at: datetime) -> None:
    """Deficits and tiers of people some of whose codes went from view, or came back."""
    if people:
        by = SystemActor("patients.sensitive_codes")
        scoring.take_in_records(people, by=by)
        propose_tiers(people, by=by, at=at)


def register_feeds() -> None:
    register_receiver(FrailtyScores())
    follow(renew_deficits_for)  # before the tiers that follow from it
    follow(choose_source_for)
    follow(propose_for)
    read_anew(read_records_anew)

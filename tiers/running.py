"""The runners of tiers' jobs: a practice whose people are scored anew because a list changed, and what
follows a decision."""

from tiers.actions import scoring
from tiers.actions.decisions import FOLLOW
from tiers.actions.proposals import propose_tiers
from tiers.actions.scoring import JOB
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.jobs import actions as jobs
from wsic.jobs.models import Job
from wsic.jobs.running import runner
from wsic.work import unit_of_work

BY = SystemActor("tiers.score")
FOLLOWING = SystemActor(FOLLOW)


@runner(JOB)
def score_practice(job: Job) -> None:
    """Run one claimed job to its end."""
    with unit_of_work(by=BY, purpose=job.purpose, on=clock.today()):
        people = scoring.begin(job=job, at=clock.instant())
    with unit_of_work(by=BY, purpose=job.purpose, on=clock.today()) as by:
        scoring.score_people(job=job, people=people, by=by, at=clock.now(), due_at=clock.instant())


@runner(FOLLOW)
def follow_decision(job: Job) -> None:
    """The numbers that are published without people."""
    with unit_of_work(by=FOLLOWING, purpose=job.purpose, on=clock.today()) as by:
        propose_tiers(job.payload["people"], by=by, at=clock.now())
        jobs.finish(job, rows_out=len(job.payload["people"]), at=clock.instant())

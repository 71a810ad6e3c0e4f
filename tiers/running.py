"""The runner of the job of a practice whose people are scored anew, because a list changed."""

from tiers.actions import scoring
from tiers.actions.scoring import JOB
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.jobs.models import Job
from wsic.jobs.running import runner
from wsic.work import unit_of_work

BY = SystemActor("tiers.score")


@runner(JOB)
def score_practice(job: Job) -> None:
    """Run one claimed job to its end."""
    with unit_of_work(by=BY, purpose=job.purpose, on=clock.today()):
        people = scoring.begin(job=job, at=clock.instant())
    with unit_of_work(by=BY, purpose=job.purpose, on=clock.today()) as by:
        scoring.score_people(job=job, people=people, by=by, at=clock.now(), due_at=clock.instant())

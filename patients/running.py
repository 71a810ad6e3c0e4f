"""The runner of the job that tells the privacy officers of a record opened in an emergency."""

from patients.actions.access_alerts import send_alert
from patients.actions.break_glass import ALERT
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.jobs import actions as jobs
from wsic.jobs.models import Job
from wsic.jobs.running import runner
from wsic.work import unit_of_work

BY = SystemActor(ALERT)


@runner(ALERT)
def alert_access(job: Job) -> None:
    """Sent before it is noted as sent: after a fault in between it comes twice, not never."""
    sent = send_alert(reference=job.payload["reference"])
    with unit_of_work(by=BY, purpose=job.purpose, on=clock.today()):
        jobs.finish(job, rows_out=int(sent), at=clock.instant())

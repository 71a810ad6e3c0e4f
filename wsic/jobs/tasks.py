from celery import shared_task

from . import running


@shared_task(name="jobs.look")
def look(**_newer_arguments: object) -> None:
    """Run what is due.  Sent on commit by `open_job`, and every 15 seconds by beat."""
    running.run_due()

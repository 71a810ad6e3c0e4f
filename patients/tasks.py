from celery import shared_task

from patients.actions import keeping
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.work import unit_of_work


@shared_task(name="patients.remove_files")
def remove_files(**_newer_arguments: object) -> None:
    """Remove uploaded files whose time is over."""
    by = SystemActor("patients.remove_files")
    with unit_of_work(by=by, purpose="Retention of uploaded files", on=clock.today()):
        keeping.remove_files(by=by, at=clock.now(), instant=clock.instant())

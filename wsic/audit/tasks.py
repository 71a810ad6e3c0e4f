import logging

from celery import shared_task
from django.db import Error

from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.work import unit_of_work

from . import actions, queries, spool
from .running import reconcile_spool, seal_all

log = logging.getLogger(__name__)


@shared_task(name="audit.seal")
def seal(**_newer_arguments: object) -> None:
    """Seal what was written since the last time; every few seconds, so that little waits without a seal."""
    seal_all()


@shared_task(name="audit.reconcile_spool")
def reconcile(**_newer_arguments: object) -> None:
    """Each minute; while the audit takes no rows they wait where they are."""
    try:
        reconcile_spool()
    except (Error, OSError) as problem:
        log.error("The spool is not reconciled, %s lines wait: %s", spool.waiting(), type(problem).__name__)


@shared_task(name="audit.add_months")
def add_months(**_newer_arguments: object) -> None:
    """Make places for the months ahead, and write the chain's head to the log, which is kept elsewhere."""
    today = clock.instant().date()
    with unit_of_work(by=SystemActor("audit.add_months"), purpose="Keep the audit", on=clock.today()) as by:
        actions.add_months(today=today, by=by)
        head = queries.head()
    log.info("The audit's head is %s", head)

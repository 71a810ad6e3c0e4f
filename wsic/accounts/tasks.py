from celery import shared_task

from wsic import clock
from wsic.work import unit_of_work

from . import actions
from .actors import SystemActor


@shared_task(name="accounts.clear_sessions")
def clear_sessions(**_newer_arguments: object) -> None:
    """Delete sessions that have expired, and wrong tries to sign in that count no more."""
    with unit_of_work(
        by=SystemActor("accounts.clear_sessions"), purpose="End expired sessions", on=clock.today()
    ):
        actions.clear_sessions(at=clock.instant())
        actions.clear_failed_sign_ins(at=clock.instant())

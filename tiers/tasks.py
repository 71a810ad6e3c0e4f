from celery import shared_task

from tiers.actions import renew_scoring
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.work import unit_of_work


@shared_task(name="tiers.renew_scoring")
def renew_scoring_of_all(**_newer_arguments: object) -> None:
    """Where coded entries stopped coming, the imported score counts again; no file tells us so."""
    by, today = SystemActor("tiers.renew_scoring"), clock.today()
    with unit_of_work(by=by, purpose="Which score counts for each practice", on=today):
        renew_scoring(None, by=by, at=clock.now(), on=today)

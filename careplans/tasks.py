from celery import shared_task

from careplans.running import count_all
from wsic import clock


@shared_task(name="careplans.count_sessions")
def count_sessions(**_newer_arguments: object) -> None:
    """Once a month, the numbers of planning sessions for who sees numbers without people."""
    count_all(on=clock.today())

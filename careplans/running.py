"""What runs over all practices, each in a unit of work of its own."""

from datetime import date

from careplans.actions.capacity import count_sessions
from wsic.accounts.actors import SystemActor
from wsic.organisations.models import Kind, Organisation
from wsic.work import unit_of_work

BY = SystemActor("careplans.count_sessions")
PURPOSE = "Numbers of planning sessions of the month, without people"


def count_all(*, on: date) -> None:
    """A practice that has its numbers of the month is left as it is, so that a killed run goes on."""
    with unit_of_work(by=BY, purpose=PURPOSE, on=on):
        practices = list(Organisation.objects.filter(kind=Kind.PRACTICE, live_on__lte=on).order_by("code"))
    for practice in practices:
        with unit_of_work(by=BY, purpose=PURPOSE, on=on):
            count_sessions(practice=practice, on=on)

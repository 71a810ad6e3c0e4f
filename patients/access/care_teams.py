"""Who says who is on a person's care team."""

from patients.access.people import may_about
from patients.models import Person
from wsic.accounts.models import User
from wsic.accounts.roles import Verb


def refuse_change_team(user: User, person: Person) -> str | None:
    """The person's practice and hub, in a role that does; others ask them."""
    if may_about(user, person, Verb.CARE_TEAM):
        return None
    return "The person's practice or hub says who is on the care team. Ask them."

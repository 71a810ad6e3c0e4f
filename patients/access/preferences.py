"""Who notes what a person says about sharing."""

from patients.access.people import may_about
from patients.models import Person
from wsic.accounts.models import User
from wsic.accounts.roles import Verb


def refuse_note(user: User, person: Person) -> str | None:
    """The person's practice and hub, in a role that does; others ask them."""
    if may_about(user, person, Verb.PREFERENCES):
        return None
    return "The person's practice or hub notes what they say about sharing. Ask them."

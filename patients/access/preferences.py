"""Who notes what a person says about sharing."""

from patients.access.people import may_about
from patients.models import Person, Preference, PreferenceKind
from patients.models.base import reaching
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.relationships import Why


def refuse_note(user: User, person: Person) -> str | None:
    """The person's practice and hub, in a role that does; others ask them."""
    if may_about(user, person, Verb.PREFERENCES):
        return None
    return "The person's practice or hub notes what they say about sharing. Ask them."


def refuse_end(user: User, preference: Preference) -> str | None:
    """Whereabouts that the Personal Demographics Service withholds are shown again by the practice alone."""
    person = preference.person
    if refusal := refuse_note(user, person):
        return refusal
    marked = preference.kind == PreferenceKind.SENSITIVE
    if marked and not reaching(user).filter(person=person, why=Why.REGISTERED).exists():
        return "The person's practice ends this mark, or its next extract does. Ask them."
    return None

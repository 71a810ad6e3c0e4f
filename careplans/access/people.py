"""Who plans care with a person: records contacts and tasks."""

from careplans.access.own import refuse_others
from careplans.models import Contact, Task
from patients.access.people import standings_about
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import Standing, User
from wsic.accounts.roles import Verb

NOT_THEIRS = (
    "Contacts and tasks are recorded by those who care for the person: practice, hub, team or service."
)


def refuse_plan(user: User, person: Person) -> str | None:
    return None if standings_about(user, person, Verb.PLAN) else NOT_THEIRS


def refuse_my_day(user: User) -> str | None:
    return None if user.may(Verb.PLAN) else "Your role has no list of contacts and tasks."


def planning_as(user: User, person: Person) -> Standing:
    """
    The standing in which the user cares for the person; of several the first by organisation.

    :raises PermissionDenied: the sentence of `refuse_plan`
    """
    require(refuse_plan(user, person))
    found = standings_about(user, person, Verb.PLAN)
    return min(found, key=lambda each: (each.organisation_id, each.role))


def refuse_retract(user: User, contact: Contact) -> str | None:
    """Who recorded it, or a colleague: the organisation answers for what was written in its name."""
    if refusal := refuse_plan(user, contact.person):
        return refusal
    return refuse_others(user, contact)


def refuse_close(user: User, task: Task) -> str | None:
    if refusal := refuse_plan(user, task.person):
        return refusal
    if task.closed_at is not None:
        return "It was closed meanwhile."
    return None

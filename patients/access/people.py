"""Who may look for people and read their pages.  Which people is a matter of Reach."""

from patients.models import Person
from patients.models.base import reaching
from wsic.accounts.models import Standing, User
from wsic.accounts.roles import Role, Verb
from wsic.relationships import Why, opens
from wsic.work import once


def refuse_search(user: User) -> str | None:
    return None if user.may(Verb.READ) else "Your role does not read the records of people."


def may_about(user: User, person: Person, verb: Verb) -> bool:
    """Whether a relationship of today in which the user stands opens the verb about the person."""
    return bool(standings_about(user, person, verb))


def standings_about(user: User, person: Person, verb: Verb) -> list[Standing]:
    """The standings in which a relationship of today opens the verb about the person to the user."""
    return [
        standing
        for why, organisation_id, acting_for_id in once(
            ("ties", user.pk, person.pk), lambda: _ties(user, person)
        )
        for standing in _acting(user, organisation_id or acting_for_id)
        if opens(Why(why), standing.role, verb)
    ]


def _ties(user: User, person: Person) -> list[tuple[str, int | None, int | None]]:
    rows = reaching(user).filter(person=person)
    return list(rows.values_list("why", "organisation_id", "acting_for_id"))


def shared_with(user: User, person: Person, verb: Verb) -> dict[int, frozenset[Role]]:
    """
    Organisations through which the user has the verb about the person, and the roles in which colleagues
    there have it too.  A relationship in the user's own name opens the person to no colleague.
    """
    rows = reaching(user).filter(person=person).exclude(organisation_id=None)
    found: dict[int, frozenset[Role]] = {}
    for why, organisation_id in rows.values_list("why", "organisation_id"):
        roles = frozenset(role for role in Role if opens(Why(why), role, verb))
        if any(each.role in roles for each in _acting(user, organisation_id)):
            found[organisation_id] = found.get(organisation_id, frozenset()) | roles
    return found


def _acting(user: User, organisation_id: int | None) -> list[Standing]:
    """The standings in which somebody holds a relationship: there, or anywhere where it names no place."""
    return [each for each in user.standings if organisation_id in (None, each.organisation_id)]

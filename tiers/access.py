"""Who may read which register, and who decides a tier."""

from django.conf import settings

from patients.access.people import standings_about
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import Standing, User
from wsic.accounts.roles import Role, Verb


def refuse_registers(user: User) -> str | None:
    return None if user.may(Verb.REGISTER) else "Your role does not read a register."


def refuse_numbers(user: User) -> str | None:
    return None if user.may(Verb.AGGREGATES) else "Your role does not see numbers of the whole CCG."


def refuse_decide(user: User, person: Person) -> str | None:
    if _deciding(user, person):
        return None
    roles = " or ".join(Role(each).label for each in settings.TIER_DECIDERS)
    return f"A tier is decided by a {roles} of the person's practice or hub. Ask them."


def deciding_as(user: User, person: Person) -> Standing:
    """
    The standing in which the user decides this person's tier.

    :raises PermissionDenied: the sentence of `refuse_decide`
    """
    require(refuse_decide(user, person))
    return _deciding(user, person)[0]


def _deciding(user: User, person: Person) -> list[Standing]:
    standings = standings_about(user, person, Verb.DECIDE_TIER)
    return [each for each in standings if each.role in settings.TIER_DECIDERS]

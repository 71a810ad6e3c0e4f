"""Who may read which register, and who decides a tier."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from patients.access.people import standings_about
from patients.models import Person, PersonDetail, Registration
from wsic.access import require
from wsic.accounts.models import Standing, User
from wsic.accounts.roles import VERBS, Role, Verb


def refuse_registers(user: User) -> str | None:
    return None if user.may(Verb.REGISTER) else "Your role does not read a register."


def refuse_save_view(user: User) -> str | None:
    return None if user.standings else "You work for no organisation today, so there is no list of yours."


def refuse_numbers(user: User) -> str | None:
    return None if user.may(Verb.AGGREGATES) else "Your role does not see numbers of the whole CCG."


def refuse_deciders(roles: Sequence[str]) -> str | None:
    """What is wrong with the setting of who decides tiers, if anything is."""
    may = [role.value for role in Role if Verb.DECIDE_TIER in VERBS[role]]
    if roles and set(roles) <= set(may):
        return None
    said, could = ", ".join(roles) or "empty", ", ".join(may)
    return f"WSIC_TIER_DECIDERS is {said}: give one or more of {could}, with commas."


def refuse_decide(user: User, person: Person, *, on: date) -> str | None:
    if not _deciding(user, person):
        roles = " or ".join(Role(each).label for each in settings.TIER_DECIDERS)
        return f"A tier is decided by a {roles} of the person's practice or hub. Ask them."
    registered = Registration.objects.visible_to(user).regular_on(on).filter(person=person)
    died = PersonDetail.objects.visible_to(user).current().filter(person=person, died_on__lte=on)
    if not registered.exclude(person__in=died.values("person")).exists():
        return "Nobody stands on a tier who has died or is registered nowhere, so there is nothing to decide."
    return None


def deciding_as(user: User, person: Person, *, on: date) -> Standing:
    """
    The standing in which the user decides this person's tier.

    :raises PermissionDenied: the sentence of `refuse_decide`
    """
    require(refuse_decide(user, person, on=on))
    return _deciding(user, person)[0]


def _deciding(user: User, person: Person) -> list[Standing]:
    standings = standings_about(user, person, Verb.DECIDE_TIER)
    found = [each for each in standings if each.role in settings.TIER_DECIDERS]
    return sorted(found, key=lambda each: (settings.TIER_DECIDERS.index(each.role), each.organisation_id))

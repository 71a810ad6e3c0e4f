"""What is the business of the practice that a person is registered with, and of no other."""

from patients.access.people import standings_about
from patients.models import Person, Registration
from patients.models.base import Today
from wsic.accounts.models import Standing, User
from wsic.accounts.roles import Verb


def standings_at_practice(user: User, person: Person, verb: Verb) -> list[Standing]:
    """Those that open the verb about the person, at the practice of their regular registration of today."""
    found = standings_about(user, person, verb)
    if not found:
        return []
    rows = Registration.objects.visible_to(user).filter(person=person)
    practices = set(rows.regular_on(Today()).values_list("practice_id", flat=True))
    return [each for each in found if each.organisation_id in practices]

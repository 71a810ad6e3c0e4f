"""Who says whom a person rings first."""

from collections.abc import Sequence

from careplans.access.people import refuse_plan
from patients.models import Person
from patients.models.base import reach_of
from wsic.accounts.models import User
from wsic.accounts.roles import Verb


def refuse_name(user: User, person: Person) -> str | None:
    return refuse_plan(user, person)


def planned_by(user: User, people: Sequence[int]) -> frozenset[int]:
    """Those among them whose care the user plans; one statement."""
    rows = Person.objects.visible_to(user).filter(pk__in=people)
    return frozenset(rows.filter(pk__in=reach_of(user, to=Verb.PLAN)).values_list("pk", flat=True))

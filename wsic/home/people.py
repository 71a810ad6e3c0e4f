"""Who comes to somebody that has no register: by referral, care team or emergency."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import F

from patients.models import PersonDetail
from patients.models.base import reach_of
from patients.queries.cells import PersonCell, cells_of
from wsic.accounts.models import User
from wsic.accounts.roles import Verb

MOST_PEOPLE = 50  # on the first page; the rest is found by the search


@dataclass(frozen=True)
class OwnPeople:
    """The first MOST_PEOPLE of `total`, by name; who has died last."""

    rows: tuple[PersonCell, ...]
    total: int


def own_people(user: User, *, on: date) -> OwnPeople | None:
    """None for who reads no records, or has a register; four statements."""
    if user.may(Verb.REGISTER) or not user.may(Verb.READ):
        return None
    details = PersonDetail.objects.visible_to(user).current().filter(person__in=reach_of(user, to=Verb.READ))
    living_first = F("died_on").asc(nulls_first=True)
    named = details.order_by(living_first, "family_name", "given_name", "person_id")
    ids = cast("list[int]", list(named.values_list("person_id", flat=True)[:MOST_PEOPLE]))
    cells = cells_of(ids, user=user, on=on)
    return OwnPeople(tuple(cells[each] for each in ids), details.count())

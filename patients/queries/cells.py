"""People as the rows of lists show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, cast
from uuid import UUID

from django.urls import reverse

from patients.models import Person, PersonDetail, PersonIdentifier
from wsic.accounts.models import User
from wsic.dates import age_on


@dataclass(frozen=True, kw_only=True)
class PersonCell:
    """As `components/person_cell.html` takes it; `age` is that at death of somebody who died."""

    pk: int
    public_id: UUID
    family_name: str
    given_name: str
    title: str
    birth_date: date
    age: int
    nhs_number: str
    died_on: date | None = None

    @classmethod
    def of(cls, detail: PersonDetail, *, nhs_number: str, on: date, **more: Any) -> Self:
        return cls(
            pk=detail.person_id,
            public_id=detail.person.public_id,
            family_name=detail.family_name,
            given_name=detail.given_name,
            title=detail.title,
            birth_date=detail.birth_date,
            age=age_on(detail.birth_date, detail.died_on or on),
            nhs_number=nhs_number,
            died_on=detail.died_on,
            **more,
        )

    @property
    def address(self) -> str:
        return reverse("careplans:front_sheet", args=[self.public_id])


def cells_of(people: Iterable[int], *, user: User, on: date) -> dict[int, PersonCell]:
    """
    Those among them whom the user reaches, by key; three statements.

    Persons come apart from their details: joined, each of them is looked for among all whom the user reaches.
    """
    ids = set(people)
    persons = Person.objects.visible_to(user).in_bulk(ids)
    numbers = PersonIdentifier.objects.visible_to(user).current().filter(person_id__in=ids)
    by_person = dict(numbers.values_list("person_id", "value"))
    details = PersonDetail.objects.visible_to(user).current().filter(person_id__in=persons)
    found = {}
    for each in cast("Iterable[PersonDetail]", details):
        each.person = persons[each.person_id]
        number = str(by_person.get(each.person_id, ""))
        found[each.person_id] = PersonCell.of(each, nhs_number=number, on=on)
    return found

"""People as the rows of lists show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.urls import reverse

from patients.models import PersonDetail
from patients.sets.cells import cells_among
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
    """Those among them whom the user reaches, by key; one statement."""
    return {
        pk: PersonCell(
            pk=pk,
            public_id=public_id,
            family_name=family_name,
            given_name=given_name,
            title=title,
            birth_date=birth_date,
            age=age_on(birth_date, died_on or on),
            nhs_number=number or "",
            died_on=died_on,
        )
        for pk, public_id, family_name, given_name, title, birth_date, died_on, number in cells_among(
            people, user
        )
    }

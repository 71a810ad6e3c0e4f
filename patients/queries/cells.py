"""People as the rows of lists show them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse


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

    @property
    def address(self) -> str:
        return reverse("patients:person_detail", args=[self.public_id])

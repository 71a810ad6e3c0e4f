"""A contact that its author has just recorded, as the list says so that it was recorded from."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from careplans.models import Contact, Means, Outcome
from careplans.queries.contacts import SAYS
from patients.queries.cells import PersonCell, cells_of
from wsic.accounts.models import User
from wsic.dates import london_date


@dataclass(frozen=True, kw_only=True)
class Told:
    """`row` is that of the list from which it was told, None where it does not stand there any more."""

    public_id: UUID
    person: PersonCell
    says: str
    at: datetime
    row: UUID | None = None


def just_told(contact_id: UUID | None, *, user: User, now: datetime, row: UUID | None = None) -> Told | None:
    """The user's own of today, unless it was entered in error; three statements."""
    if contact_id is None:
        return None
    began = now.replace(hour=0, minute=0, second=0, microsecond=0)
    own = Contact.objects.visible_to(user).standing().filter(recorded_by=user, recorded_at__gte=began)
    contact = own.filter(public_id=contact_id).first()
    cells = cells_of([contact.person_id], user=user, on=london_date(now)) if contact else {}
    if contact is None or contact.person_id not in cells:
        return None
    says = SAYS[Means(contact.means), Outcome(contact.outcome)]
    return Told(
        public_id=contact.public_id, person=cells[contact.person_id], says=says, at=contact.at, row=row
    )

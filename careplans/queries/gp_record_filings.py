"""What the practice has said of events: filed, not to be filed, taken out of the GP record."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from careplans.access import gp_record as access
from careplans.models import RecordFiling
from careplans.models.gp_record import RecordFilingQuerySet
from careplans.rules.gp_record import DONE, Done
from patients.models import Person
from patients.queries.authors import author_of
from patients.queries.people import reached
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class FilingLine:
    public_id: UUID
    done: Done
    label: str
    words: str
    at: datetime
    author: str
    may_undo: bool


def filings_of(user: User) -> RecordFilingQuerySet:
    """About whom the user reaches."""
    rows = RecordFiling.objects.visible_to(user).filter(person__in=reached(user))
    return rows.select_related("person", "organisation", "recorded_by")


def filings_by_event(person: Person, user: User) -> dict[UUID, list[FilingLine]]:
    rows = filings_of(user).standing().filter(person=person).annotate(withheld=is_withheld(person, user=user))
    acts = access.refuse_file(user, person) is None
    found: dict[UUID, list[FilingLine]] = {}
    for each in rows.order_by("recorded_at", "pk"):
        found.setdefault(each.event, []).append(filing_line(each, user, acts=acts))
    return found


def filing_line(row: RecordFiling, user: User, *, acts: bool) -> FilingLine:
    author = author_of(
        author=row.recorded_by,
        role=row.role,
        organisation=row.organisation,
        reader=user,
        withheld=bool(getattr(row, "withheld", False)),
    )
    return FilingLine(
        public_id=row.public_id,
        done=Done(row.done),
        label=DONE[Done(row.done)],
        words=row.words,
        at=row.recorded_at,
        author=author,
        may_undo=acts,
    )

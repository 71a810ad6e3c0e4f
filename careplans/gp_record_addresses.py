"""Addresses of what is copied to the GP record."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from careplans.addresses import Opened
from careplans.queries.gp_record import VIEWS, FiledRow, RecordLine, RecordRow
from wsic.pages import address_with


def of_practice(organisation_id: UUID) -> str:
    return reverse("careplans:gp_record_of", args=[organisation_id])


def of_event(person_id: UUID, event: UUID | None = None) -> str:
    """An event on the page of its person; None: the page."""
    address = reverse("careplans:person_gp_record", args=[person_id])
    return f"{address}?{urlencode({'event': str(event)})}#event-{event}" if event else address


def of_row(row: RecordRow | FiledRow) -> str:
    event = row.asked.event if isinstance(row, RecordRow) else row.event
    return of_event(row.person.public_id, event)


def pdf(person_id: UUID, event: UUID) -> str:
    return f"{reverse('careplans:gp_record_pdf', args=[person_id])}?{urlencode({'event': str(event)})}"


@dataclass(frozen=True)
class Links:
    """Of an event: with its text, and its sheet."""

    shown: str
    pdf: str


def links(person_id: UUID, line: RecordLine) -> Links:
    event = line.asked.event
    return Links(shown=of_event(person_id, event), pdf=pdf(person_id, event))


def views(
    organisation_id: UUID, counts: Mapping[str, int], query: QueryDict, *, current: str
) -> list[Opened]:
    """Each view with its count; the filter stays."""
    first = next(iter(VIEWS))
    return [
        Opened(
            label=label,
            count=counts[name],
            address=of_practice(organisation_id) + address_with(query, view=None if name == first else name),
            current=name == current,
        )
        for name, label in VIEWS.items()
    ]

"""Records that a user has open in an emergency, and by which entry."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from patients.models import AccessReview, Person, PersonDetail, PersonIdentifier, ReachGrant
from patients.models.base import reaching
from wsic.accounts.models import User
from wsic.relationships import Why

from .cells import PersonCell


@dataclass(frozen=True, kw_only=True)
class OpenNow:
    """An entry under which a record is open; `end_address` takes a POST."""

    reference: str
    review_id: UUID
    until: datetime
    opened_by: str

    @property
    def end_address(self) -> str:
        return reverse("patients:break_glass_end", args=[self.review_id])


@dataclass(frozen=True)
class OpenRecord:
    entry: OpenNow
    person: PersonCell


def reached_already(user: User, *, nhs_number: str, birth_date: date) -> Person | None:
    """The person whom the user reaches without any emergency, or has opened already."""
    known = PersonIdentifier.objects.visible_to(user).current().filter(value=nhs_number)
    people = list(known.values_list("person_id", flat=True))
    details = PersonDetail.objects.visible_to(user).current().filter(birth_date=birth_date)
    detail = details.filter(person_id__in=people).select_related("person").first()
    person: Person | None = detail.person if detail else None  # type: ignore[attr-defined]
    return person


def open_about(person: Person, *, user: User, by: Collection[Why] = (Why.BREAK_GLASS,)) -> OpenNow | None:
    """
    The user's own entry under which the person's record is open, the one that lasts longest; one statement
    for who has none.

    :param by: as what it was opened
    """
    follows = reaching(user).filter(person=person, why__in=by).values_list("source", flat=True)
    rows = {row for source in follows for row in source.split()}
    entries = [each for each in _running(user, by) if each.source in rows] if rows else []
    return _open(max(entries, key=lambda each: each.ends_at), user) if entries else None


def open_records(user: User, *, on: date) -> tuple[OpenRecord, ...]:
    """What the user has open in an emergency, the newest first; one statement for who has nothing open."""
    running = _running(user, [Why.BREAK_GLASS])
    if not running:
        return ()
    sources = {each.source: _open(each, user) for each in running}
    grants = ReachGrant.objects.visible_to(user).filter(user_id=user.pk, source__in=sources)
    people = dict(grants.values_list("source", "person_id"))
    cells = _cells(user, list(people.values()), on=on)
    found = ((entry, people.get(source)) for source, entry in sources.items())
    return tuple(OpenRecord(entry, cells[person]) for entry, person in found if person in cells)


def _running(user: User, by: Collection[Why]) -> list[AccessReview]:
    own = AccessReview.objects.filter(opened_by_id=user.pk, kind__in=by)
    return list(own.running().order_by("-opened_at"))


def _open(review: AccessReview, user: User) -> OpenNow:
    return OpenNow(
        reference=review.reference,
        review_id=review.public_id,
        until=review.ends_at,
        opened_by=user.display_name,
    )


def _cells(user: User, people: list[int], *, on: date) -> dict[int | None, PersonCell]:
    details: Any = PersonDetail.objects.visible_to(user).current().filter(person_id__in=people)
    numbers = PersonIdentifier.objects.visible_to(user).current().filter(person_id__in=people)
    by_person = dict(numbers.values_list("person_id", "value"))
    return {
        detail.person_id: PersonCell.of(detail, nhs_number=by_person.get(detail.person_id, ""), on=on)
        for detail in details.select_related("person")
    }

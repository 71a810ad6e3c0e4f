"""Contacts with a person, and what follows from them for the safe-and-well check."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from careplans.access import people as access
from careplans.actions.following import follow_contacts
from careplans.actions.once import UsedForm, add_once
from careplans.actions.tasks import Order, drop_next_step, raise_task
from careplans.models import (
    Contact,
    ContactRetraction,
    Means,
    Outcome,
    Place,
    RetractionReason,
    TaskKind,
    WithWhom,
)
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit


@dataclass(frozen=True, kw_only=True)
class Said:
    """A contact as somebody tells it; `minutes` None where nobody looked at the clock."""

    at: datetime
    means: Means
    outcome: Outcome
    with_whom: WithWhom
    with_name: str = ""
    place: Place | None = None
    minutes: int | None = None
    note: str = ""
    next_step: str = ""


@transaction.atomic
def record_contact(
    *, person: Person, said: Said, once: UUID, next_step_by: datetime | None, by: User, at: datetime
) -> Contact:
    """
    :param once: of the form; sent twice it is one contact
    :param next_step_by: by when the next step is done, where there is one
    :raises UsedForm: the form was used for something else
    """
    standing = access.planning_as(by, person)
    contact = Contact(
        person=person,
        once=once,
        recorded_by=by,
        role=standing.role,
        organisation_id=standing.organisation_id,
        recorded_at=at,
        **_as_columns(said),
    )
    if not add_once(contact, constraint="careplans_one_contact_of_a_form"):
        return _sent_twice(person, said, once=once, by=by)
    _record("contact.recorded", contact, by, means=contact.means, outcome=contact.outcome)
    follow_contacts(person=person, standing=standing, by=by, at=at)
    if said.next_step and next_step_by:
        order = Order(
            kind=TaskKind.NEXT_STEP, words=said.next_step, due_at=next_step_by, owner=by, contact=contact
        )
        raise_task(person=person, order=order, standing=standing, by=by, at=at)
    return contact


@transaction.atomic
def retract_contact(*, contact: Contact, reason: RetractionReason, by: User, at: datetime) -> None:
    """Entered in error: what stood on it is decided anew.  Once is enough; a second time changes nothing."""
    require(access.refuse_retract(by, contact))
    standing = access.planning_as(by, contact.person)
    _, is_new = ContactRetraction.objects.visible_to(by).get_or_create(
        contact=contact,
        defaults={"person": contact.person, "reason": reason, "recorded_by": by, "recorded_at": at},
    )
    if is_new:
        _record("contact.retracted", contact, by, reason=reason)
        drop_next_step(contact=contact, by=by, at=at)
        follow_contacts(person=contact.person, standing=standing, by=by, at=at)


def _sent_twice(person: Person, said: Said, *, once: UUID, by: User) -> Contact:
    found = Contact.objects.visible_to(by).filter(
        person=person, recorded_by=by, once=once, **_as_columns(said)
    )
    contact = found.first()
    if contact is None:
        raise UsedForm(
            "This form has recorded a contact already. Open it again to record another; your words are below."
        )
    return contact


def _as_columns(said: Said) -> dict[str, Any]:
    return {**asdict(said), "place": said.place or ""}


def _record(verb: str, contact: Contact, by: User, **detail: Any) -> None:
    audit.record(
        verb,
        by=by,
        people=[contact.person_id],
        subject=f"person:{contact.person.public_id}",
        contact=str(contact.public_id),
        **detail,
    )

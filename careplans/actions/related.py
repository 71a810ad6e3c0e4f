"""A person's carers, relatives and who decides for them: added, changed, ended, entered in error."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from careplans.access import people as access
from careplans.actions.offers import USED
from careplans.actions.once import UsedForm, add_once
from careplans.models import RelatedPerson
from careplans.rules.related import RelatedRole
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit

CHANGED = "Somebody changed this contact meanwhile. What stands now is above; your words are below."


class ChangedMeanwhile(Exception):
    """Somebody has changed the same contact, or ended it.  Its text is the sentence the user reads."""


@dataclass(frozen=True, kw_only=True)
class Related:
    """Who they are; `telephone` None where it is as it stood; `when` they can be rung; `document` seen on
    `seen_on`."""

    name: str
    relationship: str
    roles: Sequence[RelatedRole]
    telephone: str | None = ""
    when: str = ""
    document: str = ""
    seen_on: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A form, and the row that stood in it when it was opened; None for a new contact."""

    once: UUID
    replaces: RelatedPerson | None = None


@transaction.atomic
def keep_related(*, person: Person, said: Related, sent: Sent, by: User, at: datetime) -> RelatedPerson:
    """
    A new contact, or what is new about one.

    :raises ChangedMeanwhile: another one stands in its place, or it was ended
    :raises UsedForm: the form was used for something else
    """
    standing = access.planning_as(by, person)
    words = {name: getattr(said, name) for name in _SAID} | {"roles": [str(each) for each in said.roles]}
    if said.telephone is None:
        words["telephone"] = sent.replaces.telephone if sent.replaces else ""
    row = RelatedPerson(
        person=person,
        once=sent.once,
        replaces=sent.replaces,
        organisation_id=standing.organisation_id,
        role=standing.role,
        recorded_by=by,
        recorded_at=at,
        **words,
    )
    own = RelatedPerson.objects.visible_to(by).filter(recorded_by=by, once=sent.once, person=person)
    if found := own.first():
        if own.filter(replaces=sent.replaces, **words).exists():
            return found
        raise UsedForm(USED)
    if sent.replaces and not _stands(sent.replaces, by):
        raise ChangedMeanwhile(CHANGED)
    try:
        added = add_once(row, constraint="careplans_one_related_person_of_a_form")
    except IntegrityError as taken:
        if "careplans_one_in_place_of_another" not in str(taken):
            raise
        raise ChangedMeanwhile(CHANGED) from taken
    if not added:
        raise UsedForm(USED)
    _record("related.changed" if sent.replaces else "related.added", row, by)
    return row


_SAID = ("name", "relationship", "telephone", "when", "document", "seen_on", "note")


@transaction.atomic
def end_related(*, related: RelatedPerson, words: str, by: User, at: datetime) -> None:
    """They are no contact any more.  Twice is once."""
    locked = _locked(related, by)
    require(access.refuse_plan(by, locked.person))
    if locked.ended_at is None and locked.in_error_at is None:
        locked.ended_words, locked.ended_by, locked.ended_at = words, by, at
        locked.save(update_fields=["ended_words", "ended_by", "ended_at"])
        _record("related.ended", locked, by)


@transaction.atomic
def mark_related_in_error(*, related: RelatedPerson, by: User, at: datetime) -> None:
    """It was never so, and nobody reads it any more; what it replaced stands again.  Twice is once."""
    locked = _locked(related, by)
    require(access.refuse_plan(by, locked.person))
    if locked.in_error_at is None:
        locked.in_error_by, locked.in_error_at = by, at
        locked.save(update_fields=["in_error_by", "in_error_at"])
        _record("related.in_error", locked, by)


def _stands(row: RelatedPerson, by: User) -> bool:
    return RelatedPerson.objects.visible_to(by).standing().filter(pk=row.pk).exists()


def _locked(row: RelatedPerson, by: User) -> RelatedPerson:
    rows = RelatedPerson.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("person").get(pk=row.pk)


def _record(verb: str, row: RelatedPerson, by: User, **detail: Any) -> None:
    subject = f"person:{row.person.public_id}"
    audit.record(verb, by=by, people=[row.person_id], subject=subject, related=str(row.public_id), **detail)

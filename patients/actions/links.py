"""Two records are said to be of one human being, or not to be.  Nothing but the link is written."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from patients.access import links as access
from patients.models import LinkReason, Person, PersonLink
from patients.rules.links import refuse_pair, why_words
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.dates import london_date

MEANWHILE = "One of the two records has been linked meanwhile. Look at both again."


class NotLinked(Exception):
    """It stands already, or cannot.  Its text is the sentence the user reads."""


class WordsMissing(NotLinked):
    """It can, once somebody says in words how it is known."""


@transaction.atomic
def link_people(
    *, person: Person, kept: Person, reason: LinkReason, words: str, by: User, at: datetime
) -> PersonLink:
    """
    Set a record aside for another of the same human being, from today on.

    :param kept: the one to work with
    :param words: how it is known; needed where something speaks against it, or the reason is none of the list
    :raises WordsMissing: something speaks against it, or the reason needs words
    :raises NotLinked: the two cannot be linked so
    """
    require(access.refuse_link(by, person))
    require(access.refuse_link(by, kept))
    if person.pk == kept.pk:
        raise NotLinked("Both are the same record. Find the other one.")
    today = london_date(at)
    sides = {"aside": access.side_of(person, by, on=today), "kept": access.side_of(kept, by, on=today)}
    if refusal := refuse_pair(**sides):
        raise NotLinked(refusal)
    asked = "Say the reason in words." if reason is LinkReason.OTHER else why_words(**sides)
    if asked and not words:
        raise WordsMissing(asked)
    try:
        with transaction.atomic():
            link = PersonLink.objects.create(
                person=person,
                kept=kept,
                from_on=today,
                reason=reason,
                words=words,
                recorded_by=by,
                recorded_at=at,
            )
    except IntegrityError as refused:
        raise NotLinked(MEANWHILE) from refused
    _record("person.linked", link, kept, by, reason=reason.value)
    return link


@transaction.atomic
def end_link(*, link: PersonLink, person: Person, why: str, by: User, at: datetime) -> None:
    """
    The two are not one human being, or are one record by now: both are listed again from today on.

    :param person: the one of the two on whose page it is said
    :raises NotLinked: the link has been ended already
    """
    require(access.refuse_unlink(by, link))
    standing = PersonLink.objects.visible_to(by).filter(pk=link.pk, to_on=None)
    locked = standing.select_for_update().first()
    if locked is None:
        raise NotLinked("The link has been ended already. Look at the page again.")
    locked.to_on, locked.ended_by, locked.ended_at, locked.ended_why = london_date(at), by, at, why
    locked.save(update_fields=["to_on", "ended_by", "ended_at", "ended_why"])
    _record("person.unlinked", locked, person, by)


def _record(verb: str, link: PersonLink, person: Person, by: User, **detail: Any) -> None:
    """Of both people; what was said in words is not for the audit."""
    audit.record(
        verb,
        by=by,
        people=[link.person_id, link.kept_id],
        subject=f"person:{person.public_id}",
        link=link.pk,
        **detail,
    )

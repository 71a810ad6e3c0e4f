"""Events of care planning filed in the GP record, left out of it or taken out of it; and each undone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from careplans.access import gp_record as access
from careplans.models import RecordFiling
from careplans.queries.gp_record import asked_of
from careplans.rules.gp_record import Done, fits
from careplans.sets.locks import lock_person
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit


class DoneMeanwhile(Exception):
    """A colleague has said something else of the event, or it is none any more.  Its text is the sentence the
    user reads."""


WRONG = "It was entered in error since. Take it out of the GP record, then say so here."
CHANGED = "Meanwhile this was filed, left out or entered in error. Look at it again below."


@transaction.atomic
def file_event(
    *, person: Person, event: UUID, done: Done, words: str = "", by: User, at: datetime
) -> RecordFiling:
    """
    Whoever is first; the same again, or by a colleague, finds it done.

    :param words: why it is not filed
    :raises DoneMeanwhile: it cannot be said of the event, as it stands now
    """
    require(access.refuse_file(by, person))
    lock_person(person.pk)
    known = RecordFiling.objects.visible_to(by).standing().filter(person=person, event=event)
    if found := known.filter(done=done, words=words).first():
        return found
    asked = asked_of(person, event, user=by)
    if asked is None or not fits(done, asked.to_do):
        raise DoneMeanwhile(CHANGED)
    standing = access.filing_as(by, person)
    filing = RecordFiling.objects.create(
        person=person,
        event=event,
        kind=asked.kind,
        on=asked.on,
        done=done,
        words=words,
        organisation_id=standing.organisation_id,
        role=standing.role,
        recorded_by=by,
        recorded_at=at,
    )
    _record(f"gp_record.{done.lower()}", filing, by)
    return filing


@transaction.atomic
def undo_filing(*, filing: RecordFiling, by: User, at: datetime) -> None:
    """
    It is to be filed, or taken out, again.  Twice is once.

    :raises DoneMeanwhile: it was entered in error since, so that it is to be taken out
    """
    require(access.refuse_undo(by, filing))
    lock_person(filing.person_id)
    rows = RecordFiling.objects.visible_to(by).select_related("person")
    found = rows.get(pk=filing.pk)
    if found.undone_at:
        return
    asked = asked_of(found.person, found.event, user=by)
    if asked and asked.in_error and found.done == Done.FILED:
        raise DoneMeanwhile(WRONG)
    found.undone_by, found.undone_at = by, at
    found.save(update_fields=["undone_by", "undone_at"])
    _record("gp_record.undone", found, by)


def _record(verb: str, filing: RecordFiling, by: User) -> None:
    person = filing.person
    subject, event = f"person:{person.public_id}", str(filing.event)
    audit.record(verb, by=by, people=[person.pk], subject=subject, event=event, event_kind=filing.kind)

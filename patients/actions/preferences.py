"""What people say about sharing: noted, ended, corrected.  Reach follows in the same transaction."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from patients.access import preferences as access
from patients.actions.reach import refresh_reach
from patients.models import Person, Preference, PreferenceKind
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.dates import london_date


class NotNoted(Exception):
    """It stands already, or stands otherwise now.  Its text is the sentence the user reads."""


@transaction.atomic
def note_preference(
    *,
    person: Person,
    kind: PreferenceKind,
    from_on: date,
    to_on: date | None,
    said_by: str,
    by: User,
    at: datetime,
) -> None:
    """
    Note what a person says.

    :param to_on: the first day on which it does not hold; None while it does
    :param said_by: who says so: the person, or somebody for them
    :raises NotNoted: the same from the same day on stands already
    """
    require(access.refuse_note(by, person))
    standing = Preference.objects.visible_to(by).known_now().filter(person=person, kind=kind)
    if standing.filter(from_on=from_on).exists():
        raise NotNoted("This is noted from that day on already. End it or take it back there.")
    Preference.objects.create(
        person=person,
        kind=kind,
        from_on=from_on,
        to_on=to_on,
        said_by=said_by,
        as_on=london_date(at),
        recorded_by=by,
        recorded_at=at,
    )
    _after("preference.noted", person, kind, by, from_on=from_on.isoformat())


@transaction.atomic
def end_preference(*, preference: Preference, on: date | None, by: User, at: datetime) -> None:
    """
    It holds no longer, or was noted wrongly.  What was known before is kept.

    :param on: the first day on which it does not hold; None where it never held
    :raises NotNoted: it is not as it was shown any more, or began later
    """
    person = preference.person
    require(access.refuse_end(by, preference))
    locked = (
        Preference.objects.visible_to(by).known_now().select_for_update().filter(pk=preference.pk).first()
    )
    if locked is None:
        raise NotNoted("This has been changed meanwhile. Look at the page again.")
    if on is not None and on < locked.from_on:
        raise NotNoted("It cannot end before it begins. Take it back if it never held.")
    locked.replaced_at = at
    locked.save(update_fields=["replaced_at"])
    if on is not None:
        Preference.objects.create(
            person=person,
            kind=locked.kind,
            from_on=locked.from_on,
            to_on=on,
            said_by=locked.said_by,
            as_on=london_date(at),
            recorded_by=by,
            recorded_at=at,
        )
    verb = "preference.taken_back" if on is None else "preference.ended"
    _after(verb, person, PreferenceKind(locked.kind), by, from_on=locked.from_on.isoformat())


def _after(verb: str, person: Person, kind: PreferenceKind, by: User, **detail: Any) -> None:
    subject = f"person:{person.public_id}"
    audit.record(verb, by=by, people=[person.pk], subject=subject, preference=kind.value, **detail)
    if kind is PreferenceKind.DIRECT_CARE_DISSENT:
        refresh_reach(people=[person.pk], by=by)

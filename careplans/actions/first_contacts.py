"""Whom a person rings first: named, given with others to a colleague, given back, told, entered in error."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from careplans.access import first_contacts as access
from careplans.actions.notices import tell_of_people
from careplans.actions.once import UsedForm
from careplans.models import FirstContact, FirstContactReason
from careplans.rules.first_contact import How
from careplans.sets import first_contacts as sets
from careplans.sets.locks import lock_person
from patients.models import Person
from patients.queries.preferences import withheld_among
from wsic.access import require
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.audit import actions as audit
from wsic.dates import london_date

ROWS = 2_000  # at once
UNABLE = (
    "who was chosen does not work where they are cared for; of people marked sensitive only your own "
    "colleagues can be named."
)
USED = "This form was used already. Open it again; your words are below."


class CannotBeRung(Exception):
    """Who was chosen cannot be named any more.  Its text is the sentence the user reads."""


class ChangedMeanwhile(Exception):
    """Somebody else named first contacts of the same people at the same moment; nothing was written.  Its
    text is the sentence the user reads."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Whom, for which organisation, and why."""

    user: User
    organisation_id: int
    reason: FirstContactReason
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Given:
    """Keys of persons: who has another first contact now, who had this one already, and about whom they
    cannot be rung."""

    changed: tuple[int, ...]
    same: tuple[int, ...]
    unable: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Told:
    """How many were marked now, and of how many it stands, those included who were marked before."""

    marked: int
    standing: int


@transaction.atomic
def name_first_contact(*, person: Person, choice: Choice, once: UUID, by: User, at: datetime) -> None:
    """
    From today on; who is named already stays, and nothing is written.

    :param once: of the form; sent twice it does one thing
    :raises UsedForm: the form named somebody else
    :raises CannotBeRung: they do not work where the person is cared for
    """
    require(access.refuse_name(by, person))
    lock_person(person.pk)
    sent = FirstContact.objects.visible_to(by).filter(person=person, recorded_by=by, once=once).first()
    if sent is not None:
        if (sent.user_id, sent.organisation_id) != (choice.user.pk, choice.organisation_id):
            raise UsedForm(USED)
        return
    given = _give([person.pk], choice, once=once, by=by, at=at)
    if given.unable:
        raise CannotBeRung("They do not work where this person is cared for. Choose somebody else.")


@transaction.atomic
def give_people(
    *, people: Iterable[int], choices: Sequence[Choice], once: UUID, by: User, at: datetime
) -> Given:
    """
    Name a colleague for many at once, or several for each a share of them, in turn; people whom the user does
    not plan for are among the `unable`.

    :param once: of the form; sent twice it does one thing
    :raises ChangedMeanwhile: of one of them somebody else was named at the same moment
    """
    wanted = list(dict.fromkeys(people))
    reached = access.planned_by(by, wanted)
    done = FirstContact.objects.visible_to(by).filter(recorded_by=by, once=once)
    if before := tuple(done.values_list("person_id", flat=True)):
        return Given(changed=before, same=(), unable=())
    own = [each for each in wanted if each in reached]
    found = [
        _give(own[place :: len(choices)], choice, once=once, by=by, at=at)
        for place, choice in enumerate(choices)
    ]
    strangers = [each for each in wanted if each not in reached]
    return Given(
        changed=tuple(key for each in found for key in each.changed),
        same=tuple(key for each in found for key in each.same),
        unable=(*(key for each in found for key in each.unable), *strangers),
    )


@transaction.atomic
def give_back(*, once: UUID, by: User, at: datetime) -> int:
    """What the user gave in one press goes back to who had them before, as far as it stands; for how many.
    Whose naming was an error is not named again."""
    rows = FirstContact.objects.visible_to(by).on(london_date(at)).filter(recorded_by=by, once=once)
    found = list(rows.select_for_update(of=("self",)).select_related("previous"))
    reached = access.planned_by(by, [each.person_id for each in found])
    standing = [each for each in found if each.person_id in reached]
    _end(standing, by=by, at=at)
    named = [(each, each.previous) for each in standing if each.previous]
    back = [_back(each, before, by=by, at=at) for each, before in named if before.in_error_at is None]
    _add(back)
    tell_of_people(back, taken=standing, by=by, at=at)
    if standing:
        _record("first_contact.given_back", [each.person_id for each in standing], by, once=str(once))
    return len(standing)


@transaction.atomic
def tell(*, contacts: Iterable[int], by: User, at: datetime) -> Told:
    """
    The persons were told that these are their first contacts, as far as they stand and can be rung.

    :param contacts: keys of the rows that were shown: who was named meanwhile is not who they were told of
    """
    on = london_date(at)
    rows = FirstContact.objects.visible_to(by).on(on).filter(pk__in=list(contacts))
    found = list(rows.select_for_update(of=("self",)))
    people = [each.person_id for each in found]
    reached, state = access.planned_by(by, people), sets.named(people, on=on)
    standing = [each for each in found if each.person_id in reached and state[each.pk]["how"] == How.WORKS]
    new = [each for each in standing if each.told_at is None]
    rows = FirstContact.objects.visible_to(by).filter(pk__in=[each.pk for each in new])
    rows.update(told_by=by, told_at=at)
    if new:
        _record("first_contact.told", [each.person_id for each in new], by)
    return Told(marked=len(new), standing=len(standing))


@transaction.atomic
def mark_in_error(*, contact: FirstContact, by: User, at: datetime) -> None:
    """It was never so; nobody is named in its place.  A second time changes nothing."""
    require(access.refuse_name(by, contact.person))
    locked = FirstContact.objects.visible_to(by).select_for_update(of=("self",)).get(pk=contact.pk)
    if locked.in_error_at is None:
        locked.in_error_by, locked.in_error_at = by, at
        locked.save(update_fields=["in_error_by", "in_error_at"])
        _record("first_contact.in_error", [locked.person_id], by, contact=str(locked.public_id))
        tell_of_people((), taken=[locked], by=by, at=at)


def _give(people: Sequence[int], choice: Choice, *, once: UUID, by: User, at: datetime) -> Given:
    on = london_date(at)
    roles = _roles(people, choice, by=by, on=on)
    able = [each for each in people if each in roles]
    rows = FirstContact.objects.visible_to(by).on(on).filter(person_id__in=able)
    standing = {each.person_id: each for each in rows.select_for_update(of=("self",))}
    same = [key for key, each in standing.items() if _is(each, choice)]
    changed = [each for each in able if each not in same]
    new = [
        FirstContact(
            person_id=each, user=choice.user, organisation_id=choice.organisation_id, role=roles[each],
            reason=choice.reason, note=choice.note, from_on=on, previous=standing.get(each), once=once,
            recorded_by=by, recorded_at=at,
        )
        for each in changed
    ]  # fmt: skip
    ended = [standing[each] for each in changed if each in standing]
    _end(ended, by=by, at=at)
    _add(new)
    tell_of_people(new, taken=ended, by=by, at=at)
    if changed:
        _record(
            "first_contact.named", changed, by,
            user=str(choice.user.public_id), reason=choice.reason, once=str(once),
        )  # fmt: skip
    unable = tuple(each for each in people if each not in roles)
    return Given(changed=tuple(changed), same=tuple(same), unable=unable)


def _roles(people: Sequence[int], choice: Choice, *, by: User, on: date) -> dict[int, Role]:
    """In which role they would be rung, by person; the first by name where they have several.  Of somebody
    whose whereabouts are withheld only colleagues are named: that anybody else can be told would tell where
    they are."""
    own = {each.organisation_id for each in by.standings}
    hidden = frozenset() if choice.organisation_id in own else withheld_among(people, user=by, on=on)
    open_to_all = [each for each in people if each not in hidden]
    found = sets.choosable(open_to_all, on=on, user=choice.user.pk)
    here = [each for each in found if each.organisation_id == choice.organisation_id]
    return {each.person_id: each.role for each in sorted(here, key=lambda each: each.role, reverse=True)}


def _back(given: FirstContact, before: FirstContact, *, by: User, at: datetime) -> FirstContact:
    return FirstContact(
        person_id=given.person_id, user_id=before.user_id, organisation_id=before.organisation_id,
        role=before.role, reason=FirstContactReason.BACK, from_on=london_date(at), previous=given,
        once=uuid5(given.once, "back"), recorded_by=by, recorded_at=at,
    )  # fmt: skip


def _is(contact: FirstContact, choice: Choice) -> bool:
    return (contact.user_id, contact.organisation_id) == (choice.user.pk, choice.organisation_id)


def _end(contacts: Sequence[FirstContact], *, by: User, at: datetime) -> None:
    rows = FirstContact.objects.visible_to(by).filter(pk__in=[each.pk for each in contacts])
    rows.update(to_on=london_date(at), ended_by=by, ended_at=at)


def _add(rows: Sequence[FirstContact]) -> None:
    try:
        with transaction.atomic():
            FirstContact.objects.bulk_create(rows, ROWS)
    except IntegrityError as clash:
        if "first_contact" not in str(clash):
            raise
        raise ChangedMeanwhile(
            "Somebody named a first contact of one of them at the same moment. Look again, then repeat it."
        ) from clash


def _record(verb: str, people: Sequence[int], by: User, **detail: Any) -> None:
    audit.record(verb, by=by, people=list(people), **detail)

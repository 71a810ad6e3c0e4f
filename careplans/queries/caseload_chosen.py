"""Who of a caseload is chosen, one by one or all of a list, and what was given in one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from careplans.models import FirstContact
from careplans.queries.caseload import Staff, Wanted, parameters_of
from careplans.sets import caseload as sets
from patients.models import Person
from patients.models.base import reach_of
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.ids import typed_id
from wsic.organisations.models import Organisation

MOST_GIVEN = 5_000  # in one press; said on the page


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Keys of people, and of the first contacts that stood beside them; of a list how many it has, and its
    mark."""

    people: list[int]
    contacts: list[int]
    total: int
    mark: str


def everybody(
    user: User, practices: Sequence[Organisation], staff: Sequence[Staff], wanted: Wanted, *, on: date
) -> Chosen:
    """Everybody on the list, all its pages; no more than MOST_GIVEN."""
    parameters = parameters_of(user, practices, staff, wanted, on=on)
    rows = sets.keys_of(reach_of(user, to=Verb.PLAN), parameters, most=MOST_GIVEN)
    return Chosen(
        people=[each["person_id"] for each in rows],
        contacts=[each["contact_id"] for each in rows if each["contact_id"]],
        total=rows[0]["total"] if rows else 0,
        mark=rows[0]["mark"] if rows else "0",
    )


def ticked(user: User, people: Sequence[str], contacts: Sequence[str]) -> Chosen:
    """:param people: public ids, as a form sent them; `contacts` those of the first contacts on its page"""
    keys = keys_of_ids(user, people)
    ids = [each for each in map(typed_id, contacts) if each]
    shown = FirstContact.objects.visible_to(user).filter(public_id__in=ids, person_id__in=keys)
    return Chosen(people=keys, contacts=list(shown.values_list("pk", flat=True)), total=len(keys), mark="")


@dataclass(frozen=True)
class JustGiven:
    """What the user gave in one press, as far as it stands; `once` gives it back."""

    once: UUID
    people: int
    names: tuple[str, ...]


def keys_of_ids(user: User, typed: Sequence[str]) -> list[int]:
    """Of the public ids those of people whom the user reaches, in their order."""
    ids = [each for each in map(typed_id, typed) if each]
    found = dict(Person.objects.visible_to(user).filter(public_id__in=ids).values_list("public_id", "pk"))
    return [found[each] for each in ids if each in found]


def given_with(user: User, once: UUID) -> frozenset[tuple[int, int]]:
    """To whom the user has given people with this form: user and organisation, by key; none, where it was not
    used."""
    rows = FirstContact.objects.visible_to(user).filter(recorded_by=user, once=once)
    return frozenset(rows.values_list("user_id", "organisation_id").distinct())


def given_in(user: User, typed: str, *, on: date) -> JustGiven | None:
    """:param typed: of an address"""
    once = typed_id(typed)
    if once is None:
        return None
    rows = FirstContact.objects.visible_to(user).on(on).filter(recorded_by=user, once=once)
    names = list(rows.order_by("user__display_name").values_list("user__display_name", flat=True))
    return JustGiven(once, len(names), tuple(dict.fromkeys(names))) if names else None

"""Going through the tiers to look at, one person after the other; the address says where one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from patients.models import Person
from tiers import access, addresses
from tiers.addresses import Found
from tiers.forms.worklist import WalkForm, WorklistFilter
from tiers.queries import register as registers
from tiers.queries import worklist as queries
from tiers.views.asking import choices_of
from wsic.accounts.models import User
from wsic.accounts.requests import user_of
from wsic.organisations.models import Organisation
from wsic.organisations.queries import practices_of


@dataclass(frozen=True, kw_only=True)
class Walk:
    """A list that somebody goes through, and `place` of `total` where they are: None when no longer on it."""

    name: str
    place: int | None
    total: int
    list_address: str
    skip_address: str
    back_address: str
    form_address: str


def of_list(
    organisation: Organisation, form: WorklistFilter, shown: queries.WorklistPage, *, at_end: bool
) -> dict[str, Any]:
    """The rows with the addresses at which they are looked at, one after the other."""
    query, public_id = form.walked(), organisation.public_id
    left = shown.counts.total
    ended = f"{left:,} {'is' if left == 1 else 'are'} still on the list." if left else "Nobody is left."
    return {
        "rows": [
            (row, addresses.looked_at(row.person.public_id, public_id, query, row.place))
            for row in shown.rows
        ],
        "first_address": addresses.went_on(public_id, query),
        "ended": ended if at_end else "",
    }


def walk_of(request: HttpRequest, person: Person, *, on: date) -> Walk | None:
    """Where on which list the person's page is opened; None where the address names none of the user's."""
    user, step = user_of(request), WalkForm(request.GET)
    organisation = _of_user(user, step)
    if organisation is None:
        return None
    practices = practices_of(organisation, on=on)
    form = filter_of(request, practices)
    order = queries.places(user, practices, form.wanted(), on=on)
    place = order.index(person.pk) + 1 if person.pk in order else None
    whom, query, of = person.public_id, form.walked(), organisation.public_id
    found = Found(place or step.from_place, _number(person, user, step, listed=place is not None, on=on))
    back = addresses.went_on(of, query, after=whom, found=found, back=True)
    return Walk(
        name=organisation.name,
        place=place,
        total=len(order),
        list_address=addresses.worklist_address(of, query),
        skip_address=addresses.went_on(of, query, after=whom, found=found),
        back_address=back if found.place > 1 else "",
        form_address=addresses.decided(whom, of, query, found),
    )


def _number(person: Person, user: User, step: WalkForm, *, listed: bool, on: date) -> int:
    """Of the last decision when somebody came; of who is off the list already, before those of today."""
    if step.last_number is not None:
        return step.last_number
    return queries.last_number(person, user=user, before=None if listed else on)


def order_before(request: HttpRequest, *, on: date) -> list[int]:
    """Who is on the list that is gone through, in order; nobody where none is."""
    user = user_of(request)
    organisation = _of_user(user, WalkForm(request.GET))
    if organisation is None:
        return []
    practices = practices_of(organisation, on=on)
    return queries.places(user, practices, filter_of(request, practices).wanted(), on=on)


def after_decision(request: HttpRequest, person: Person, *, before: Sequence[int], on: date) -> str:
    """The next on the list as it was `before`, where one is gone through; otherwise the person's page."""
    user, step = user_of(request), WalkForm(request.GET)
    organisation = _of_user(user, step)
    if organisation is None:
        return addresses.explained(person.public_id, {}, opened=False)
    practices = practices_of(organisation, on=on)
    form = filter_of(request, practices)
    found = queries.following_decision(
        user, practices, form.wanted(), on=on, before=before, after=person, place=step.from_place
    )
    return gone_on(organisation, form, found)


def gone_on(organisation: Organisation, form: WorklistFilter, found: tuple[int, UUID] | None) -> str:
    """To whom the list goes on, at the form; without anybody, back to the list, which says that it ended."""
    query, public_id = form.walked(), organisation.public_id
    if found is None:
        return addresses.walked_to_the_end(public_id, query)
    place, person_id = found
    return addresses.looked_at(person_id, public_id, query, place, at_the_form=True)


def filter_of(request: HttpRequest, practices: tuple[Organisation, ...]) -> WorklistFilter:
    return WorklistFilter(request.GET, practices=choices_of(practices))


def _of_user(user: User, step: WalkForm) -> Organisation | None:
    if step.of_list is None or access.refuse_registers(user):
        return None
    return next((each for each in registers.registers(user) if each.public_id == step.of_list), None)

"""Numbers of an organisation: of its people for who reads its register, without people for who does not."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tiers import addresses
from tiers.opened import JUDGED, MOVES, Opens, agreement, flows_of, month_row, opened_numbers, tier_row
from tiers.queries import numbers as numbers_queries
from tiers.queries import organisation_tiers as tiers_queries
from tiers.queries import register as register_queries
from tiers.queries.links import how_many_not_listed
from tiers.queries.organisation_tiers import TIERS
from tiers.rules.flow_chart import flow_chart
from tiers.rules.flows import MOVE_LABELS, Move
from wsic import clock
from wsic.accounts.models import User
from wsic.accounts.requests import user_of
from wsic.organisations.models import Organisation
from wsic.organisations.queries import practices_of
from wsic.pages import page

NUMBERS_PARTIALS = frozenset({"numbers"})
PEOPLE_PARTIALS = frozenset({"people"})
TIERS_PARTIALS = frozenset({"flow"})


@require_safe
def organisation_tiers(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    organisation, holding = _with_register(user, organisation_id, on=today)
    own = organisation == holding
    practices = practices_of(holding, on=today)
    of_one = None if own else str(organisation.public_id)
    shown = tiers_queries.organisation_tiers(user, organisation.name, practices, practice=of_one, on=today)
    opened = opened_numbers(holding.public_id, None if own else addresses.of_practice(organisation.public_id))
    context = {"organisation": organisation, "everybody": shown.together.everybody}
    context |= _tables(shown, _month(request, shown), opened)
    if own:  # beside a hub's practices it would tell where somebody marked sensitive is registered
        context["not_listed"] = how_many_not_listed(user, practices, on=today)
    return page(request, "tiers/organisation_tiers.html", context, partials=TIERS_PARTIALS)


def _tables(
    shown: tiers_queries.OrganisationTiers, month: tiers_queries.MonthOfMoves, opened: Opens
) -> dict[str, Any]:
    ups_and_downs = [
        (f"{each.month.first:%b}", each.moved(Move.UP), each.moved(Move.DOWN)) for each in shown.months
    ]
    return {
        "tiers": TIERS,
        "known": TIERS[:-1],
        "decisions": JUDGED,
        "moves": [MOVE_LABELS[each] for each in MOVES],
        "rows": [tier_row(each, opened) for each in (*shown.practices, shown.together)],
        "agreement": agreement(shown.together, opened),
        "months": [month_row(each, opened, chosen=each is month) for each in reversed(shown.months)],
        "chosen": month.month,
        "flows": flows_of(month, opened),
        "chart": flow_chart(ups_and_downs),
    }


def _month(request: HttpRequest, shown: tiers_queries.OrganisationTiers) -> tiers_queries.MonthOfMoves:
    """The month asked for, or the last that is complete."""
    named = {each.month.name: each for each in shown.months}
    return named.get(request.GET.get("month", ""), shown.months[-2])


def _with_register(user: User, organisation_id: UUID, *, on: date) -> tuple[Organisation, Organisation]:
    """An organisation, and the one of the user's registers that holds its people."""
    organisation = get_object_or_404(Organisation, public_id=organisation_id)
    holding = get_object_or_404(register_queries.registers_with(user, organisation, on=on)[:1])
    return organisation, holding


@require_safe
def organisation_numbers(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    organisation = get_object_or_404(Organisation, public_id=organisation_id)
    shown = numbers_queries.numbers(user, organisation, on=today)
    if shown is None:
        raise Http404
    context = {"name": organisation.name, "organisation_id": organisation_id, "page": shown}
    return page(request, "tiers/organisation_numbers.html", context, partials=NUMBERS_PARTIALS)


@require_safe
def organisation_people(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    organisation, holding = _with_register(user, organisation_id, on=today)
    own = holding == organisation
    wanted = register_queries.Wanted(practice=None if own else str(organisation.public_id))
    practices = practices_of(holding, on=today)
    counts = register_queries.register_page(user, practices, wanted, on=today, size=1).counts
    query = None if own else addresses.of_practice(organisation.public_id)
    context = {
        "name": organisation.name,
        "organisation_id": organisation_id,
        "counts": counts,
        "address": addresses.register_address(holding.public_id, query),
        "tallies": addresses.tallies(holding.public_id, counts, query),
    }
    return page(request, "tiers/organisation_people.html", context, partials=PEOPLE_PARTIALS)

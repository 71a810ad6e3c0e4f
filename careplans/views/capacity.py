"""Capacity of a practice, a hub or all practices: what is owed against what the staff can hold."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from careplans import capacity_opened as opened
from careplans.access.capacity import refuse_capacity
from careplans.forms.capacity import CapacityFilter, MonthsFilter
from careplans.models import StaffRole as Role
from careplans.queries import capacity as queries
from careplans.queries import capacity_months as months_queries
from careplans.queries import capacity_scope
from careplans.queries.capacity_facts import Owed, live_facts, published_facts
from careplans.settings import session_settings
from tiers.models import ListName
from tiers.queries.links import how_many_not_listed
from tiers.queries.saved import defaults_of
from tiers.saved_here import saved_here
from tiers.views.asking import choices_of
from wsic import clock
from wsic.access import require
from wsic.accounts.models import User
from wsic.accounts.requests import user_of
from wsic.organisations.models import Organisation
from wsic.pages import page, without_empty_words

PARTIALS, MONTHS_PARTIALS = frozenset({"capacity"}), frozenset({"months"})


@dataclass(frozen=True)
class _Asked:
    """`register`: its people are the user's to read; else the numbers that are published."""

    user: User
    today: date
    organisation: Organisation
    scope: capacity_scope.Scope

    @property
    def facts(self) -> dict[int | None, Owed]:
        if self.scope.register:
            return live_facts(self.user, self.scope.practices, on=self.today)
        return published_facts(self.scope.practices, on=self.today)


@require_safe
def capacity(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    require(refuse_capacity(user))
    own = capacity_scope.organisations(user)
    views = defaults_of(user, ListName.CAPACITY)
    rows = [
        (each.name, each.get_kind_display(), _address(each.public_id, views.get(each.pk))) for each in own
    ]
    if len(rows) == 1:
        return redirect(rows[0][-1])
    return page(request, "tiers/list_choose.html", {"rows": rows, "list": "Capacity"})


@require_safe
@without_empty_words
def capacity_of(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of = _asked(request, organisation_id)
    form = CapacityFilter(request.GET, waves=len(of.scope.groups) > 1)
    name = "All practices together" if len(of.scope.groups) > 1 else of.organisation.name
    groups = of.scope.of_wave(form.of_wave)
    shown = queries.capacity_page(of.facts, groups, form.kinds, on=of.today, name=name)
    context = {"name": of.organisation.name, "organisation": of.organisation, "filter": form}
    context |= {"today": of.today, "live": of.scope.register, "sessions": session_settings()}
    context |= _tables(of, form, shown)
    context["saved"] = saved_here(ListName.CAPACITY, organisation_id, request.GET, form)
    if of.scope.register:
        context["not_listed"] = how_many_not_listed(of.user, of.scope.practices, on=of.today)
    return page(request, "careplans/capacity.html", context, partials=PARTIALS)


@require_safe
@without_empty_words
def capacity_months(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """The twelve months before: owed, offered, held and not attended."""
    of = _asked(request, organisation_id)
    form = MonthsFilter(request.GET, practices=choices_of(of.scope.practices))
    months = months_queries.months_page(of.user, of.scope, practice=form.chosen, on=of.today)
    context = {"name": of.organisation.name, "organisation": of.organisation, "months": months}
    context["saved"] = saved_here(ListName.MONTHS, organisation_id, request.GET, form)
    context |= {"filter": form, "live": of.scope.register, "window": session_settings().window}
    return page(request, "careplans/capacity_months.html", context, partials=MONTHS_PARTIALS)


def _asked(request: HttpRequest, organisation_id: UUID) -> _Asked:
    """Any that is neither of the user's registers nor one whose numbers they see is not found."""
    user, today = user_of(request), clock.today()
    require(refuse_capacity(user))
    organisation = get_object_or_404(capacity_scope.readable(user), public_id=organisation_id)
    return _Asked(user, today, organisation, capacity_scope.scope_of(user, organisation, on=today))


def _tables(of: _Asked, form: CapacityFilter, shown: queries.CapacityPage) -> dict[str, Any]:
    here, several = of.organisation.public_id, len(of.scope.practices) > 1
    kind = form.kinds[0] if len(form.kinds) == 1 else None
    practices = {str(each.public_id) for each in of.scope.practices} if several else set()
    opens = opened.opened_list(here if of.scope.register else None, practices, kind)
    last = (*shown.rows, *shown.totals)[-1] if shown.rows else None
    rows = [(each, False) for each in opened.in_order(shown, form.order)]
    rows += [(each, True) for each in shown.totals]
    return {
        "periods": shown.periods,
        "roles": [Role(each).label for each in dict.fromkeys(shown.roles)],
        "settings": shown.settings,
        "rows": [
            (opened.shown(each, shown.periods, opens, here=here, linked=not of.scope.register), is_total)
            for each, is_total in rows
        ],
        "months": opened.months_of(last, shown.periods) if last else [],
        "months_address": reverse("careplans:capacity_months", args=[here]),
        "hours_address": reverse("careplans:hours", args=[here]) if of.scope.has_hours else "",
        "here": _address(here),
    }


def _address(organisation_id: UUID, query: QueryDict | None = None) -> str:
    address = reverse("careplans:capacity_of", args=[organisation_id])
    return f"{address}?{query.urlencode()}" if query else address

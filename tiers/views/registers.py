"""Registers of practices and hubs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from tiers import addresses
from tiers.forms.registers import RegisterFilter
from tiers.queries import register as queries
from tiers.queries.links import how_many_not_listed
from tiers.views.recording import record_export, record_read
from wsic import clock
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import step_up
from wsic.organisations.models import Organisation
from wsic.organisations.queries import practices_of
from wsic.pages import Heading, address_with, heading, page, paging, without_empty_words

REGISTER_PARTIALS = frozenset({"people"})
LIMIT_OF_PRINT = (
    "At most {:,} people are printed at a time. Choose a practice, a tier or an age to print the others."
)
# label, the name it sorts by ("": it does not)
COLUMNS = (
    ("Person", "name"),
    ("Born", "born"),
    ("NHS No.", ""),
    ("Practice", "practice"),
    ("Tier", "tier"),
    ("Deficits", "deficits"),
    ("Reason to look", ""),
    ("Score of", "scored"),
)


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    own = list(queries.registers(user_of(request)))
    if len(own) == 1:
        return redirect(addresses.register_address(own[0].public_id, request.GET))
    rows = [
        (each.name, each.get_kind_display(), addresses.register_address(each.public_id, request.GET))
        for each in own
    ]
    return page(request, "tiers/register_choose.html", {"rows": rows})


@require_safe
@without_empty_words
def register_of(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    organisation = get_object_or_404(queries.registers(user), public_id=organisation_id)
    practices = practices_of(organisation, on=today)
    form = RegisterFilter(
        request.GET, on=today, practices=[(str(each.public_id), each.name) for each in practices]
    )
    shown = queries.register_page(
        user,
        practices,
        form.wanted(),
        on=today,
        sort=form.sort_name,
        number=form.page_number,
        size=form.size,
    )
    record_read(user, "register.read", shown.ids, f"organisation:{organisation_id}")
    context = {"name": organisation.name, "page": shown, "several": len(practices) > 1}
    context |= _frame_of_list(organisation, form, shown.counts, several=len(practices) > 1)
    context["not_listed"] = how_many_not_listed(user, practices, on=today)
    return page(request, "tiers/register_list.html", context, partials=REGISTER_PARTIALS)


@require_safe
@step_up
@without_empty_words
def register_print(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    organisation = get_object_or_404(queries.registers(user), public_id=organisation_id)
    practices = practices_of(organisation, on=today)
    form = RegisterFilter(
        request.GET, on=today, practices=[(str(each.public_id), each.name) for each in practices]
    )
    most = queries.MOST_PRINTED
    shown = queries.register_page(user, practices, form.wanted(), on=today, sort=form.sort_name, size=most)
    subject = f"organisation:{organisation_id}"
    record_export(user, "register.printed", shown.ids, subject)
    context = {
        "name": organisation.name,
        "page": shown,
        "several": len(practices) > 1,
        "limit": LIMIT_OF_PRINT.format(most),
        "facts": form.facts({name: label for label, name in COLUMNS}),
        "printed_at": clock.now(),
        "back": addresses.register_address(organisation_id, form.query()),
    }
    return page(request, "tiers/register_print.html", context)


def _frame_of_list(
    organisation: Organisation, form: RegisterFilter, counts: queries.Counts, *, several: bool
) -> dict[str, Any]:
    """Tabs, tallies, chips, headings and pages; every link keeps the filters that are on."""
    query, public_id = form.query(), organisation.public_id
    return {
        "within": public_id,
        "here": addresses.register_address(public_id),
        "print_address": addresses.print_address(public_id, query),
        "filter": form,
        "fields": form.shown_fields(),
        "views": addresses.views(public_id, counts, query),
        "tallies": addresses.tallies(public_id, counts, query),
        "chips": [(words, address_with(query, **{name: None})) for name, words in form.chips()],
        "headings": [_heading(query, *column) for column in COLUMNS if several or column[1] != "practice"],
        "paging": paging(query, counts.total),
    }


def _heading(query: Any, label: str, name: str) -> Heading:
    """A heading; without an address where the column does not sort."""
    return heading(query, label, name, default=name == "name") if name else Heading(label, "", "")

"""Registers of practices and hubs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from tiers import addresses
from tiers.forms.registers import RegisterFilter
from tiers.models import ListName
from tiers.queries import register as queries
from tiers.queries.links import how_many_not_listed
from tiers.queries.saved import defaults_of
from tiers.saved_here import saved_here
from tiers.views.asking import Asked, asked, choices_of
from tiers.views.recording import record_export, record_read
from wsic import clock
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import step_up
from wsic.organisations.models import Organisation
from wsic.pages import Heading, address_with, heading, page, paging, without_empty_words

REGISTER_PARTIALS = frozenset({"people"})
LIMIT_OF_PRINT = (
    "At most {:,} people are printed at a time. Choose a practice, a tier or an age to print the others."
)
Columns = tuple[tuple[str, str], ...]  # label, the name it sorts by ("": it does not)
COLUMNS: Columns = (
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
    views = {} if request.GET else defaults_of(user_of(request), ListName.REGISTER)
    rows = [
        (
            each.name,
            each.get_kind_display(),
            addresses.register_address(each.public_id, views.get(each.pk, request.GET)),
        )
        for each in own
    ]
    if len(rows) == 1:
        return redirect(rows[0][-1])
    return page(request, "tiers/register_choose.html", {"rows": rows})


@require_safe
@without_empty_words
def register_of(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of = asked(request, organisation_id)
    form = _filter(request, of)
    shown = queries.register_page(
        of.user,
        of.practices,
        form.wanted(),
        on=of.today,
        sort=form.sort_name,
        number=form.page_number,
        size=form.size,
    )
    record_read(of.user, "register.read", shown.ids, of.subject)
    context = {"name": of.organisation.name, "page": shown, "several": of.several}
    context |= _frame_of_list(of.organisation, form, shown.counts, several=of.several)
    context["saved"] = saved_here(ListName.REGISTER, organisation_id, request.GET, form)
    linked = how_many_not_listed(of.user, of.practices, on=of.today) if shown.any_linked else 0
    context["not_listed"] = linked
    return page(request, "tiers/register_list.html", context, partials=REGISTER_PARTIALS)


@require_safe
@step_up
@without_empty_words
def register_print(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of, most = asked(request, organisation_id), queries.MOST_PRINTED
    form = _filter(request, of)
    shown = queries.register_page(
        of.user, of.practices, form.wanted(), on=of.today, sort=form.sort_name, size=most
    )
    record_export(of.user, "register.printed", shown.ids, of.subject)
    context = {
        "list": "Register",
        "name": of.organisation.name,
        "page": shown,
        "several": of.several,
        "labels": labels_of(COLUMNS, several=of.several),
        "limit": LIMIT_OF_PRINT.format(most),
        "facts": form.facts({name: label for label, name in COLUMNS}),
        "printed_at": clock.now(),
        "back": addresses.register_address(organisation_id, form.query()),
        "back_to": "Back to the register",
    }
    return page(request, "tiers/register_print.html", context)


def labels_of(columns: Columns, *, several: bool) -> list[str]:
    """The headings of a table; whose practice it is only beside others."""
    return [label for label, name in columns if several or name != "practice"]


def _filter(request: HttpRequest, of: Asked) -> RegisterFilter:
    return RegisterFilter(request.GET, on=of.today, practices=choices_of(of.practices))


def _frame_of_list(
    organisation: Organisation, form: RegisterFilter, counts: queries.Counts, *, several: bool
) -> dict[str, Any]:
    """Tabs, tallies, chips, headings and pages; every link keeps the filters that are on."""
    query, public_id = form.query(), organisation.public_id
    return {
        "within": public_id,
        "here": addresses.register_address(public_id),
        "listed": addresses.register_address(public_id, query),
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

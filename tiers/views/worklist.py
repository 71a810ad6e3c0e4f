"""Tiers to look at, of a practice or a hub."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from patients.queries.spreadsheet import spreadsheet
from tiers import addresses
from tiers.forms.worklist import WalkForm, WorklistFilter
from tiers.models import ListName
from tiers.queries import people_file, worklist_file
from tiers.queries import register as registers
from tiers.queries import worklist as queries
from tiers.queries.links import how_many_not_listed
from tiers.queries.saved import defaults_of
from tiers.queries.worklist_words import rules
from tiers.saved_here import saved_here
from tiers.views import walks
from tiers.views.asking import asked
from tiers.views.recording import record_export, record_read
from tiers.views.registers import LIMIT_OF_PRINT, Columns, labels_of
from tiers.views.walks import filter_of
from wsic import clock
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import step_up
from wsic.organisations.models import Organisation
from wsic.pages import Heading, address_with, heading, page, paging, without_empty_words

WORKLIST_PARTIALS = frozenset({"people"})
COLUMNS: Columns = (
    ("Person", "name"),
    ("Born", "born"),
    ("NHS No.", ""),
    ("Practice", "practice"),
    ("Tier", ""),
    ("Deficits", "deficits"),
    ("Why to look", ""),
    ("Waiting since", "waiting"),
)


@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    own = list(registers.registers(user_of(request)))
    views = defaults_of(user_of(request), ListName.WORKLIST)
    rows = [
        (
            each.name,
            each.get_kind_display(),
            addresses.worklist_address(each.public_id, views.get(each.pk)),
        )
        for each in own
    ]
    if len(rows) == 1:
        return redirect(rows[0][-1])
    return page(request, "tiers/list_choose.html", {"rows": rows, "list": "Tiers to look at"})


@require_safe
@without_empty_words
def worklist_of(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of = asked(request, organisation_id)
    form = filter_of(request, of.practices)
    shown = queries.worklist_page(
        of.user, of.practices, form.wanted(), on=of.today, number=form.page_number, size=form.size
    )
    record_read(of.user, "worklist.read", shown.ids, of.subject)
    context = {"name": of.organisation.name, "page": shown, "several": of.several, "today": of.today}
    context |= walks.of_list(of.organisation, form, shown, at_end="ended" in request.GET)
    context |= _frame_of_list(of.organisation, form, shown.counts, several=of.several)
    context["saved"] = saved_here(ListName.WORKLIST, organisation_id, request.GET, form)
    context["not_listed"] = how_many_not_listed(of.user, of.practices, on=of.today)
    return page(request, "tiers/worklist_list.html", context, partials=WORKLIST_PARTIALS)


@require_safe
@step_up
@without_empty_words
def worklist_print(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of, most = asked(request, organisation_id), registers.MOST_PRINTED
    form = filter_of(request, of.practices)
    shown = queries.worklist_page(of.user, of.practices, form.wanted(), on=of.today, size=most)
    record_export(of.user, "worklist.printed", shown.ids, of.subject)
    context = {
        "list": "Tiers to look at",
        "name": of.organisation.name,
        "page": shown,
        "several": of.several,
        "labels": labels_of(COLUMNS, several=of.several),
        "today": of.today,
        "limit": LIMIT_OF_PRINT.format(most),
        "facts": form.facts(),
        "printed_at": clock.now(),
        "back": addresses.worklist_address(organisation_id, form.walked()),
        "back_to": "Back to the list",
    }
    return page(request, "tiers/worklist_print.html", context)


@require_safe
@step_up
@without_empty_words
def worklist_csv(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of, most = asked(request, organisation_id), people_file.MOST_IN_A_FILE
    form = filter_of(request, of.practices)
    shown = queries.worklist_page(of.user, of.practices, form.wanted(), on=of.today, size=most)
    record_export(of.user, "worklist.exported", shown.ids, of.subject)
    name = f"tiers-to-look-at-{of.organisation.code}-{of.today}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = spreadsheet(worklist_file.lines(shown))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def worklist_next(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """To the next person on the list after the one whom the address names."""
    of = asked(request, organisation_id)
    form, step = filter_of(request, of.practices), WalkForm(request.GET).step()
    found = queries.following(of.user, of.practices, form.wanted(), step, on=of.today)
    return redirect(walks.gone_on(of.organisation, form, found))


def _frame_of_list(
    organisation: Organisation, form: WorklistFilter, counts: queries.WorklistCounts, *, several: bool
) -> dict[str, Any]:
    """Tabs, tallies, chips, headings and pages; every link keeps the filters that are on."""
    query, public_id = form.query(), organisation.public_id
    return {
        "within": public_id,
        "here": addresses.worklist_address(public_id),
        "listed": addresses.worklist_address(public_id, query),
        "csv_address": addresses.worklist_csv(public_id, form.walked()),
        "print_address": addresses.worklist_print(public_id, form.walked()),
        "filter": form,
        "fields": form.shown_fields(),
        "views": addresses.reasons(public_id, counts, query),
        "tallies": addresses.worklist_tallies(public_id, counts, query),
        "chips": [(words, address_with(query, **{name: None})) for name, words in form.chips()],
        "headings": [_heading(query, *column) for column in COLUMNS if several or column[1] != "practice"],
        "in_order": address_with(query, sort=None) if "sort" in query else "",
        "paging": paging(query, counts.total),
        "rules": rules(),
    }


def _heading(query: Any, label: str, name: str) -> Heading:
    """A heading; without an address where the column does not sort."""
    return heading(query, label, name) if name not in ("", "practice") else Heading(label, "", "")

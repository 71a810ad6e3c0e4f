"""Sessions that are due, of a practice or a hub."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from careplans import addresses, due_addresses
from careplans.forms.due import DueFilter
from careplans.queries import due as queries
from careplans.rules.due import DueList
from careplans.settings import session_settings
from tiers.models import ListName
from tiers.queries.links import how_many_not_listed
from tiers.queries.register import registers
from tiers.queries.saved import defaults_of
from tiers.saved_here import saved_here
from tiers.views.asking import asked, choices_of
from tiers.views.recording import record_read
from wsic.accounts.requests import user_of
from wsic.pages import Heading, address_with, heading, page, paging, without_empty_words

PARTIALS = frozenset({"people"})
COLUMNS = (
    ("Person", "name"),
    ("Practice", ""),
    ("Tier", "tier"),
    ("List", ""),
    ("Window", "due"),
    ("Session", ""),
    ("Last that counts", "last"),
)


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    own = list(registers(user_of(request)))
    views = {} if request.GET else defaults_of(user_of(request), ListName.DUE)
    rows = [
        (
            each.name,
            each.get_kind_display(),
            due_addresses.due(each.public_id, views.get(each.pk, request.GET)),
        )
        for each in own
    ]
    if len(rows) == 1:
        return redirect(rows[0][-1])
    return page(request, "tiers/list_choose.html", {"rows": rows, "list": "Sessions due"})


@require_safe
@without_empty_words
def due_of(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of = asked(request, organisation_id)
    form = DueFilter(request.GET, practices=choices_of(of.practices))
    shown = queries.due_page(
        of.user, of.practices, form.wanted(), on=of.today, number=form.page_number, size=form.size
    )
    record_read(of.user, "due.read", shown.ids, of.subject)
    here = due_addresses.due(organisation_id, form.query())
    context = {"name": of.organisation.name, "page": shown, "several": of.several, "today": of.today}
    context |= {"rows": [(row, addresses.sessions(row.person.public_id, back=here)) for row in shown.rows]}
    context |= _frame(organisation_id, form, shown.counts, several=of.several)
    context["saved"] = saved_here(ListName.DUE, organisation_id, request.GET, form)
    if shown.any_linked:
        context["not_listed"] = how_many_not_listed(of.user, of.practices, on=of.today)
    return page(request, "careplans/due_list.html", context, partials=PARTIALS)


def _frame(public_id: UUID, form: DueFilter, counts: queries.DueCounts, *, several: bool) -> dict[str, Any]:
    """Tabs, chips, headings and pages; every link keeps the filters that are on."""
    query = form.query()
    return {
        "within": public_id,
        "here": due_addresses.due(public_id),
        "listed": due_addresses.due(public_id, query),
        "filter": form,
        "fields": form.shown_fields(),
        "views": due_addresses.due_lists(public_id, counts, query),
        "chips": [(words, address_with(query, **{name: None})) for name, words in form.chips()],
        "headings": [_heading(query, *column) for column in COLUMNS if several or column[0] != "Practice"],
        "csv_address": due_addresses.due_csv(public_id, form.walked()),
        "print_address": due_addresses.due_print(public_id, form.walked()),
        "letters_address": due_addresses.letters(public_id, query),
        "to_write": counts.lists[DueList.INVITE] + counts.lists[DueList.SECOND],
        "late_address": address_with(query, late="yes", list=None),
        "paging": paging(query, counts.total),
        "rules": queries.rules(),
        "settings": session_settings(),
    }


def _heading(query: QueryDict, label: str, name: str) -> Heading:
    """A heading; without an address where the column does not sort."""
    return heading(query, label, name, default=name == "due") if name else Heading(label, "", "")

"""Tiers to look at, of a practice or a hub."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from tiers import addresses
from tiers.forms.worklist import WalkForm, WorklistFilter
from tiers.queries import register as registers
from tiers.queries import worklist as queries
from tiers.queries.links import how_many_not_listed
from tiers.queries.worklist_words import rules
from tiers.views import walks
from tiers.views.recording import record_export, record_read
from tiers.views.registers import LIMIT_OF_PRINT
from wsic import clock
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import step_up
from wsic.organisations.models import Organisation
from wsic.organisations.queries import practices_of
from wsic.pages import Heading, address_with, heading, page, paging, without_empty_words

WORKLIST_PARTIALS = frozenset({"people"})
# label, the name it sorts by ("": it does not)
COLUMNS = (
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
    if len(own) == 1:
        return redirect(addresses.worklist_address(own[0].public_id))
    rows = [(each.name, each.get_kind_display(), addresses.worklist_address(each.public_id)) for each in own]
    return page(request, "tiers/worklist_choose.html", {"rows": rows})


@require_safe
@without_empty_words
def worklist_of(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    organisation = get_object_or_404(registers.registers(user), public_id=organisation_id)
    practices = practices_of(organisation, on=today)
    form = WorklistFilter(request.GET, practices=[(str(each.public_id), each.name) for each in practices])
    shown = queries.worklist_page(
        user, practices, form.wanted(), on=today, number=form.page_number, size=form.size
    )
    record_read(user, "worklist.read", shown.ids, f"organisation:{organisation_id}")
    context = {"name": organisation.name, "page": shown, "several": len(practices) > 1, "today": today}
    context |= walks.of_list(organisation, form, shown, at_end="ended" in request.GET)
    context |= _frame_of_list(organisation, form, shown.counts, several=len(practices) > 1)
    context["within"], context["not_listed"] = organisation_id, how_many_not_listed(user, practices, on=today)
    return page(request, "tiers/worklist_list.html", context, partials=WORKLIST_PARTIALS)


@require_safe
@step_up
@without_empty_words
def worklist_print(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    organisation = get_object_or_404(registers.registers(user), public_id=organisation_id)
    practices = practices_of(organisation, on=today)
    form = WorklistFilter(request.GET, practices=[(str(each.public_id), each.name) for each in practices])
    most = registers.MOST_PRINTED
    shown = queries.worklist_page(user, practices, form.wanted(), on=today, size=most)
    record_export(user, "worklist.printed", shown.ids, f"organisation:{organisation_id}")
    context = {
        "name": organisation.name,
        "page": shown,
        "several": len(practices) > 1,
        "today": today,
        "limit": LIMIT_OF_PRINT.format(most),
        "facts": form.facts(),
        "printed_at": clock.now(),
        "back": addresses.worklist_address(organisation_id, form.walked()),
    }
    return page(request, "tiers/worklist_print.html", context)


@require_safe
def worklist_next(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """To the next person on the list after the one whom the address names."""
    user, today = user_of(request), clock.today()
    organisation = get_object_or_404(registers.registers(user), public_id=organisation_id)
    practices = practices_of(organisation, on=today)
    form = WorklistFilter(request.GET, practices=[(str(each.public_id), each.name) for each in practices])
    step = WalkForm(request.GET).step()
    found = queries.following(user, practices, form.wanted(), step, on=today)
    return redirect(walks.gone_on(organisation, form, found))


def _frame_of_list(
    organisation: Organisation, form: WorklistFilter, counts: queries.WorklistCounts, *, several: bool
) -> dict[str, Any]:
    """Tabs, tallies, chips, headings and pages; every link keeps the filters that are on."""
    query, public_id = form.query(), organisation.public_id
    return {
        "here": addresses.worklist_address(public_id),
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

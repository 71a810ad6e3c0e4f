from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from wsic import clock
from wsic.accounts.requests import user_of
from wsic.pages import Heading, address_with, heading, page, paging, without_empty_words

from . import queries
from .forms import OrganisationFilter

LIST_PARTIALS = frozenset({"organisations"})
COLUMNS = (
    ("Organisation", "name"),
    ("Code", "code"),
    ("Kind", "kind"),
    ("Borough", "borough"),
    ("Wave", "wave"),
    ("Live from", "live"),
)


@require_safe
@without_empty_words
def organisation_list(request: HttpRequest) -> HttpResponse:
    form = OrganisationFilter(request.GET, boroughs=queries.boroughs(), hubs=queries.hubs())
    found = queries.organisations(form.chosen(), on=clock.today())
    pages = paging(request.GET, found.count())
    first, last = max(0, pages.first - 1), pages.last
    context = {
        "filter": form,
        "chips": [(words, address_with(request.GET, **{name: None})) for name, words in form.chips()],
        "headings": _headings(request),
        "rows": queries.organisation_rows(
            found, sort=form.sort_by(), first=first, last=last, on=clock.today()
        ),
        "paging": pages,
        "clear": request.path,
    }
    return page(request, "organisations/organisation_list.html", context, partials=LIST_PARTIALS)


@require_safe
def organisation_detail(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    found = queries.organisations({}, on=clock.today())
    organisation = get_object_or_404(found, public_id=organisation_id)
    shown = queries.organisation_page(organisation, user=user_of(request), on=clock.today())
    return page(request, "organisations/organisation_detail.html", {"page": shown})


def _headings(request: HttpRequest) -> list[Heading]:
    return [heading(request.GET, label, name, default=name == "name") for label, name in COLUMNS]

"""Sessions that are due, on paper and as a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from careplans import due_addresses
from careplans.forms.due import DueFilter
from careplans.queries import due as queries
from careplans.queries import due_file
from patients.queries.spreadsheet import spreadsheet
from tiers.queries import people_file
from tiers.queries.register import MOST_PRINTED
from tiers.views.asking import Asked, asked, choices_of
from tiers.views.recording import record_export
from tiers.views.registers import Columns, labels_of
from wsic import clock
from wsic.accounts.step_up import step_up
from wsic.pages import page, without_empty_words

LIMIT_OF_PRINT = (
    "At most {:,} people are printed at a time. Choose a list, a tier or a practice to print the others."
)
COLUMNS: Columns = (
    ("Person", "name"),
    ("Born", ""),
    ("NHS No.", ""),
    ("Practice", "practice"),
    ("Tier", "tier"),
    ("List", ""),
    ("Window", "due"),
    ("Session", ""),
    ("Last that counts", "last"),
)


@require_safe
@step_up
@without_empty_words
def due_print(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of, most = asked(request, organisation_id), MOST_PRINTED
    form, shown = _whole(request, of, size=most)
    record_export(of.user, "due.printed", shown.ids, of.subject)
    context = {
        "list": "Sessions due",
        "name": of.organisation.name,
        "page": shown,
        "several": of.several,
        "labels": labels_of(COLUMNS, several=of.several),
        "today": of.today,
        "limit": LIMIT_OF_PRINT.format(most),
        "facts": form.facts(),
        "printed_at": clock.now(),
        "back": due_addresses.due(organisation_id, form.walked()),
        "back_to": "Back to the list",
    }
    return page(request, "careplans/due_print.html", context)


@require_safe
@step_up
@without_empty_words
def due_csv(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of = asked(request, organisation_id)
    _, shown = _whole(request, of, size=people_file.MOST_IN_A_FILE)
    record_export(of.user, "due.exported", shown.ids, of.subject)
    name = f"sessions-due-{of.organisation.code}-{of.today}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = spreadsheet(due_file.lines(shown))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _whole(request: HttpRequest, of: Asked, *, size: int) -> tuple[DueFilter, queries.DuePage]:
    """All pages of the list under the filters of the address, as far as they go into `size` rows."""
    form = DueFilter(request.GET, practices=choices_of(of.practices))
    return form, queries.due_page(of.user, of.practices, form.wanted(), on=of.today, size=size)

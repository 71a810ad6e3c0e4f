"""Somebody's day on paper, and their sessions as a calendar file."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from careplans import addresses
from careplans.access import people as access
from careplans.queries import my_day as queries
from careplans.queries.calendar import calendar_file
from careplans.views.my_day import asked_of
from tiers.views.recording import record_export
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import step_up
from wsic.dates import LONDON
from wsic.pages import page, without_empty_words

LABELS = ("Person", "Born", "NHS No.", "Tier", "Why, and whose", "Clock", "Last contact, attempts", "Notes")
LIMIT_OF_PRINT = "The first {:,} are printed. Choose one of the tiles on the page to print the others."


@require_safe
@step_up
@without_empty_words
def my_day_print(request: HttpRequest) -> HttpResponse:
    user, now = user_of(request), clock.now().astimezone(LONDON)
    require(access.refuse_my_day(user))
    whose, narrow = asked_of(request)
    shown = queries.my_day(user, whose=whose, narrow=narrow, now=now)
    record_export(user, "day.printed", shown.ids, f"user:{user.public_id}")
    tile = [("Only", addresses.TILES[narrow][0])] if narrow else []
    context = {
        "list": "My day",
        "name": user.display_name,
        "page": {"rows": shown.rows, "counts": {"total": shown.total}},
        "what": "to be done" if whose is not queries.Whose.DONE else "done",
        "labels": LABELS,
        "facts": [("List", queries.WHOSE[whose]), *tile],
        "today": clock.today(),
        "limit": LIMIT_OF_PRINT.format(queries.MOST),
        "printed_at": clock.now(),
        "back": addresses.my_day(whose=whose, only=narrow or ""),
        "back_to": "Back to My day",
    }
    return page(request, "careplans/my_day_print.html", context)


@require_safe
def my_day_calendar(request: HttpRequest) -> HttpResponse:
    """Sessions that the user leads, for their own calendar."""
    user = user_of(request)
    require(access.refuse_my_day(user))
    link = partial(_whole_address, request)
    found = calendar_file(user, today=clock.today(), at=clock.now(), link=link)
    record_export(user, "day.calendar", found.people, f"user:{user.public_id}")
    headers = {"Content-Disposition": 'attachment; filename="sessions.ics"'}
    return HttpResponse(found.content, content_type="text/calendar; charset=utf-8", headers=headers)


def _whole_address(request: HttpRequest, session_id: UUID) -> str:
    return request.build_absolute_uri(reverse("careplans:session_detail", args=[session_id]))

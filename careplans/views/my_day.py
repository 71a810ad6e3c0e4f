"""What somebody has to do today, ranked."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from careplans import addresses
from careplans.access import people as access
from careplans.forms.contacts import ToldForm
from careplans.queries import my_day as queries
from careplans.queries.calendar import calendar_file
from careplans.queries.my_day import MyDay, Narrow, Whose
from careplans.queries.told import just_told
from careplans.rules.my_day import PLACES
from careplans.settings import safe_and_well
from tiers.views.recording import record_export
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.dates import LONDON
from wsic.pages import page, without_empty_words

PARTIALS = frozenset({"work"})


@require_safe
@without_empty_words
def my_day(request: HttpRequest) -> HttpResponse:
    user, now = user_of(request), clock.now().astimezone(LONDON)
    require(access.refuse_my_day(user))
    whose, narrow = _asked(request)
    shown = queries.my_day(user, whose=whose, narrow=narrow, now=now)
    audit.record("day.read", by=user, kind=EventKind.READ, people=shown.ids)
    here = addresses.my_day(whose=whose, only=narrow or "")
    context = {
        "today": clock.today(),
        "here": here,
        "day": shown,
        "rows": [(row, addresses.row_links(row, back=here)) for row in shown.rows],
        **_told(request, shown, now),
        "done": whose is Whose.DONE,
        "of_caseload": whose is Whose.CASELOAD,
        "limit": queries.MOST,
        "most": safe_and_well().after,
        "order": list(PLACES.values()),
        **_frame(shown, whose, narrow),
    }
    return page(request, "careplans/my_day.html", context, partials=PARTIALS)


def _asked(request: HttpRequest) -> tuple[Whose, Narrow | None]:
    whose, only = request.GET.get("whose", ""), request.GET.get("only", "")
    chosen = Whose(whose) if whose in set(Whose) else Whose.MINE
    return chosen, Narrow(only) if only in set(Narrow) and chosen is not Whose.DONE else None


def _told(request: HttpRequest, shown: MyDay, now: datetime) -> dict[str, Any]:
    """What was just recorded from here, and the row below which it is said; None: above the list."""
    asked = ToldForm(request.GET)
    told = just_told(asked.contact_id, user=user_of(request), now=now)
    if told is None:
        return {"told": None}
    rows = [row.public_id for row in shown.rows if row.person.pk == told.person.pk]
    return {"told": told, "told_row": asked.row_id if asked.row_id in rows else next(iter(rows), None)}


def _frame(shown: MyDay, whose: Whose, narrow: Narrow | None) -> dict[str, Any]:
    return {
        "tabs": addresses.tabs(shown, whose),
        "tiles": addresses.tiles(shown, whose, narrow),
        "everything": addresses.my_day(whose=whose) if narrow else "",
        "narrowed": addresses.TILES[narrow][0] if narrow else "",
    }


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

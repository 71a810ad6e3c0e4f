"""What somebody has to do today, ranked."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from careplans import addresses
from careplans.access import people as access
from careplans.forms.contacts import ToldForm
from careplans.forms.day import DayFilter
from careplans.queries import duty
from careplans.queries import my_day as queries
from careplans.queries.my_day import MyDay, Narrow, Whose
from careplans.queries.told import just_told
from careplans.rules.my_day import PLACES
from careplans.settings import goal_days, safe_and_well
from tiers.models import ListName
from tiers.saved_here import saved_here
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.dates import LONDON
from wsic.pages import page, paging, without_empty_words

PARTIALS = frozenset({"work"})


@require_safe
@without_empty_words
def my_day(request: HttpRequest) -> HttpResponse:
    user, now = user_of(request), clock.now().astimezone(LONDON)
    require(access.refuse_my_day(user))
    whose, narrow = asked_of(request)
    form = DayFilter(request.GET)
    shown = queries.my_day(user, whose=whose, narrow=narrow, now=now, number=form.page_number, size=form.size)
    audit.record("day.read", by=user, kind=EventKind.READ, people=shown.ids)
    here = addresses.listed_day(form.query())
    context = {
        "here": here,
        "day": shown,
        "rows": [(row, addresses.row_links(row, back=here)) for row in shown.rows],
        **_told(request, shown, now),
        "paging": paging(form.query(), shown.total),
        "most": safe_and_well().after,
        "on_duty": addresses.rotas(duty.on_duty(user, on=clock.today())),
        "order": list(PLACES.values()),
        **_frame(shown, whose, narrow),
        "saved": saved_here(ListName.MY_DAY, None, request.GET, form),
    }
    return page(request, "careplans/my_day.html", context, partials=PARTIALS)


def asked_of(request: HttpRequest) -> tuple[Whose, Narrow | None]:
    """Tab and tile of the address; what is none of them is as if it were left out."""
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
        "today": clock.today(),
        "goal_days": goal_days(),
        "done": whose is Whose.DONE,
        "of_caseload": whose is Whose.CASELOAD,
        "waiting": whose is Whose.WAITING,
        "tabs": addresses.tabs(shown, whose),
        "printed": addresses.my_day_print(whose=whose, only=narrow or ""),
        "tiles": addresses.tiles(shown, whose, narrow),
        "everything": addresses.my_day(whose=whose) if narrow else "",
        "narrowed": addresses.TILES[narrow][0] if narrow else "",
    }

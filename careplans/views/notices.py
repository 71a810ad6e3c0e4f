"""What colleagues did that the user is told of."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from careplans import notice_addresses as addresses
from careplans.access import people as access
from careplans.actions import notices as actions
from careplans.forms.notices import MarkedForm, MarkForm
from careplans.queries import notices as queries
from careplans.settings import notice_days
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page, page_number, page_size, paging, without_empty_words

PARTIALS = frozenset({"notices"})
UNREAD = "Notices-Unread"  # how many, of the answer that a page asks for by itself


@require_safe
@without_empty_words
def notices(request: HttpRequest) -> HttpResponse:
    user, everything = user_of(request), request.GET.get("show") == addresses.ALL
    require(access.refuse_my_day(user))
    shown = queries.notice_page(
        user,
        unread=not everything,
        since=_since(),
        number=page_number(request.GET),
        size=page_size(request.GET),
        on=clock.today(),
    )
    audit.record("notices.read", by=user, kind=EventKind.READ, people=shown.ids)
    context = {"shown": shown, "everything": everything, "days": notice_days(), **_marking(request, shown)}
    context["tabs"] = addresses.tabs(shown, everything=everything)
    context["paging"] = paging(request.GET, shown.all if everything else shown.unread)
    context["all_address"] = addresses.notices(everything=True)
    return page(request, "careplans/notices.html", context, partials=PARTIALS)


@require_safe
def notices_count(request: HttpRequest) -> HttpResponse:
    """How many are unread, in a header alone: it shows nothing, and so leaves no row in the audit."""
    user = user_of(request)
    require(access.refuse_my_day(user))
    count = queries.unread_count(user, since=_since())
    return HttpResponse(status=204, headers={UNREAD: str(count)})


@require_POST
def notice_open(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    user = user_of(request)
    pointed = queries.pointed_at(user, notice_id)
    if pointed is None:
        raise Http404
    actions.mark_read(together=notice_id, by=user, at=clock.now())
    return redirect(addresses.opens(pointed))


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    user, form = user_of(request), MarkForm(request.POST)
    require(access.refuse_my_day(user))
    if not form.is_valid():
        return redirect(addresses.notices())
    said = form.cleaned_data
    try:
        once = actions.mark_all_read(
            since=_since(), until=said["until"], listed=said["listed"], by=user, at=clock.now()
        )
    except actions.MoreCame as refused:
        messages.warning(request, str(refused))
        return redirect(addresses.notices())
    return redirect(addresses.marked(once))


@require_POST
def notices_unread(request: HttpRequest) -> HttpResponse:
    user, form = user_of(request), MarkedForm(request.POST)
    require(access.refuse_my_day(user))
    if form.is_valid() and (once := form.cleaned_data["marked"]):
        actions.mark_unread(once=once, by=user)
    return redirect(addresses.notices())


def _since() -> datetime:
    return clock.now() - timedelta(days=notice_days())


def _marking(request: HttpRequest, shown: queries.NoticePage) -> dict[str, Any]:
    """The form that marks all as read, and the press that can be undone."""
    undone = MarkedForm(request.GET)
    once = undone.cleaned_data["marked"] if undone.is_valid() else None
    marked = queries.marked_together(user_of(request), once) if once else 0
    until = shown.newest.isoformat() if shown.newest else None
    return {"mark": MarkForm(until=until, listed=shown.unread), "once": once, "marked": marked}

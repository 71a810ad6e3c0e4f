"""Hours that staff have for planning sessions: the entries of an organisation, and a further one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from careplans.access import capacity as access
from careplans.actions import capacity as actions
from careplans.forms.capacity import HoursForm
from careplans.models import StaffHours
from careplans.queries import capacity_hours as queries
from careplans.queries import capacity_scope
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.organisations.models import Kind, Organisation
from wsic.pages import page


@require_safe
def hours(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    return _page(request, _organisation(request, organisation_id))


@require_POST
def hours_enter(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    organisation, user, today = _organisation(request, organisation_id), user_of(request), clock.today()
    require(access.refuse_enter_hours(user, organisation, on=today))
    enterable = queries.hours_page(user, organisation, on=today).enterable
    form = HoursForm(request.POST, today=today, organisations=enterable)
    if not form.is_valid():
        return _page(request, organisation, form, status=422)
    try:
        actions.enter_hours(entered=form.entered(), by=user, at=clock.now(), on=today)
    except actions.EnteredAlready as refused:
        form.add_error("from_on", str(refused))
        return _page(request, organisation, form, status=409)
    return redirect("careplans:hours", organisation_id)


@require_POST
def hours_in_error(request: HttpRequest, hours_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    require(access.refuse_capacity(user))
    entry = get_object_or_404(StaffHours, public_id=hours_id, organisation__in=queries.around(user, on=today))
    require(access.refuse_enter_hours(user, entry.organisation, on=today))
    if not entry.in_error_at:  # the button was not pressed before
        actions.mark_hours_in_error(hours=entry, by=user, at=clock.now(), on=today)
    return redirect("careplans:hours", entry.organisation.public_id)


def _organisation(request: HttpRequest, organisation_id: UUID) -> Organisation:
    """A practice or a hub whose capacity the user sees."""
    require(access.refuse_capacity(user_of(request)))
    found = get_object_or_404(capacity_scope.readable(user_of(request)), public_id=organisation_id)
    if found.kind == Kind.CCG:
        raise Http404
    return found


def _page(
    request: HttpRequest, organisation: Organisation, form: HoursForm | None = None, *, status: int = 200
) -> HttpResponse:
    today = clock.today()
    shown = queries.hours_page(user_of(request), organisation, on=today)
    form = form or HoursForm(today=today, organisations=shown.enterable)
    context = {
        "page": shown,
        "form": form if shown.enterable else None,
        "enter_address": reverse("careplans:hours_enter", args=[organisation.public_id]),
        "back": reverse("careplans:capacity_of", args=[organisation.public_id]),
    }
    return page(request, "careplans/capacity_hours.html", context, status=status)

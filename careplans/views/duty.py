"""Who of a team is on duty on each of the next days."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from careplans import addresses
from careplans.access import duty as access
from careplans.access import people
from careplans.actions import duty as actions
from careplans.forms.duty import RotaForm
from careplans.queries import duty as queries
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.organisations.models import Organisation
from wsic.pages import page


@require_safe
def duty(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    organisation = _organisation(request, organisation_id)
    return _page(request, organisation, _form(organisation))


@require_POST
def duty_keep(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    organisation = _organisation(request, organisation_id)
    form = _form(organisation, request.POST)
    if not form.is_valid():
        return _page(request, organisation, form, status=422)
    try:
        changed = actions.keep_rota(
            organisation=organisation, was=form.was(), now=form.chosen(), by=user_of(request), at=clock.now()
        )
    except actions.ChangedMeanwhile as refused:
        beside = _form(organisation, request.POST, beside=True)
        beside.add_error(None, str(refused))
        return _page(request, organisation, beside, status=409)
    messages.success(request, "Saved." if changed else "Nothing was changed.")
    return redirect("careplans:duty", organisation_id)


def _organisation(request: HttpRequest, organisation_id: UUID) -> Organisation:
    """Of the user's own."""
    user = user_of(request)
    require(people.refuse_my_day(user))
    own = [each.organisation_id for each in access.teams_of(user)]
    return get_object_or_404(Organisation, public_id=organisation_id, pk__in=own)


def _form(organisation: Organisation, data: object = None, *, beside: bool = False) -> RotaForm:
    today = clock.today()
    days, team = queries.rota(organisation, on=today), queries.teammates(organisation, on=today)
    return RotaForm(data, days=days, team=team, beside=beside)


def _page(
    request: HttpRequest, organisation: Organisation, form: RotaForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "name": organisation.name,
        "public_id": organisation.public_id,
        "form": form,
        "days": queries.DAYS,
        "back": addresses.my_day(whose="team"),
    }
    return page(request, "careplans/duty.html", context, status=status)

"""A booked session given to another colleague, and back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from careplans.access import people as access
from careplans.access import sessions as sessions_access
from careplans.actions import leads as actions
from careplans.actions.once import UsedForm
from careplans.forms.session_lead import LeadForm
from careplans.queries import session_lead as queries
from careplans.queries.sessions import sessions_of
from careplans.views.sessions import session_page
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of


@require_POST
def session_lead(request: HttpRequest, session_id: UUID) -> HttpResponse:
    user = user_of(request)
    session = get_object_or_404(sessions_of(user), public_id=session_id)
    require(access.refuse_plan(user, session.person))
    form = LeadForm(request.POST, choices=queries.all_who_may_lead(session, user=user, on=clock.today()))
    if refusal := sessions_access.refuse_give(user, session):
        form.add_error(None, refusal)
    if not form.is_valid():
        return session_page(request, session, form, status=422)
    given = {"to": form.to(), "was": form.was_led_by(), "once": form.cleaned_data["once"]}
    try:
        actions.give_session(session=session, **given, by=user, at=clock.now())
    except (actions.LedMeanwhile, UsedForm) as refused:
        form.add_error(None, str(refused))
        return session_page(request, session, form, status=409)
    messages.success(request, f"{form.to().display_name} leads this session from now on.")
    return redirect("careplans:session_detail", session_id)


@require_POST
def session_lead_back(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    user = user_of(request)
    given = get_object_or_404(queries.leads_of(user), public_id=lead_id)
    require(access.refuse_plan(user, given.session.person))
    require(sessions_access.refuse_give(user, given.session))
    try:
        actions.give_session_back(given=given, by=user, at=clock.now())
    except (actions.LedMeanwhile, actions.HasLeft) as refused:
        messages.warning(request, str(refused))
    return redirect("careplans:session_detail", given.session.public_id)

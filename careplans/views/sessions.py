"""A person's planning sessions: what is next, and each that was."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from careplans import addresses
from careplans.access import people as access
from careplans.access import sessions as sessions_access
from careplans.actions import sessions as actions
from careplans.actions.once import UsedForm
from careplans.forms.session_lead import LeadForm
from careplans.forms.sessions import BookForm, EndForm, InErrorForm, RecordForm, beside_words
from careplans.models import PlanningSession, SessionState
from careplans.queries import sessions as queries
from careplans.queries.goals import goals_on
from careplans.queries.session_lead import lead_panel
from careplans.queries.tasks import tasks_raised_at
from careplans.settings import session_settings
from careplans.views.session_desk import Desk, desk_page, recorded_read
from patients.models import Person
from patients.queries.people import banner_of, died_on, reached
from patients.views.going import go
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import inside, user_of
from wsic.dates import LONDON
from wsic.pages import page


@require_safe
def person_sessions(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return desk_page(request, _person(request, person_id))


@require_POST
def session_book(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person = user_of(request), _person(request, person_id)
    require(access.refuse_plan(user, person))
    form = BookForm(request.POST, **Desk(user, person).of_session())
    if not form.is_valid():
        return desk_page(request, person, form, status=422)
    try:
        actions.book_session(
            person=person, booking=form.booking(), once=form.cleaned_data["once"], by=user, at=clock.now()
        )
    except (actions.BookedAlready, UsedForm) as refused:
        form.add_error(None, str(refused))
        return desk_page(request, person, form, status=409)
    return _gone(request, person, form.back_to)


@require_POST
def session_record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person = user_of(request), _person(request, person_id)
    require(access.refuse_plan(user, person))
    form = RecordForm(request.POST, **Desk(user, person).of_session())
    if not form.is_valid():
        return desk_page(request, person, form, status=422)
    told = {"booking": form.booking(), "ended": form.ended(), "once": form.cleaned_data["once"]}
    try:
        actions.record_session(person=person, **told, by=user, at=clock.now())
    except (actions.BookedAlready, UsedForm) as refused:
        form.add_error(None, str(refused))
        return desk_page(request, person, form, status=409)
    return _gone(request, person, form.back_to)


@require_safe
def session_detail(request: HttpRequest, session_id: UUID) -> HttpResponse:
    return session_page(request, _session(request, session_id))


@require_POST
def session_end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    user, session = user_of(request), _session(request, session_id)
    require(access.refuse_plan(user, session.person))
    form = EndForm(request.POST, **_of_end(request, session))
    if form.is_valid() and (refusal := sessions_access.refuse_end(user, session)):
        form.add_error(None, beside_words(refusal, form.cleaned_data["note"]))
    if not form.is_valid():
        return session_page(request, session, form, status=422)
    actions.end_session(session=session, ended=form.ended(), by=user, at=clock.now())
    return _gone(request, session.person, form.back_to)


@require_POST
def session_in_error(request: HttpRequest, session_id: UUID) -> HttpResponse:
    user, session, form = user_of(request), _session(request, session_id), InErrorForm(request.POST)
    require(access.refuse_plan(user, session.person))
    if session.in_error_at:  # the button was pressed twice
        return _gone(request, session.person, "")
    if form.is_valid() and (refusal := sessions_access.refuse_mark_in_error(user, session)):
        form.add_error(None, refusal)
    if not form.is_valid():
        return session_page(request, session, form, status=422)
    actions.mark_session_in_error(session=session, reason=form.why(), by=user, at=clock.now())
    return _gone(request, session.person, "")


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(reached(user_of(request)), public_id=person_id)


def _session(request: HttpRequest, session_id: UUID) -> PlanningSession:
    return get_object_or_404(queries.sessions_of(user_of(request)), public_id=session_id)


def _gone(request: HttpRequest, person: Person, back_to: str) -> HttpResponse:
    return go(request, inside(request, back_to or addresses.sessions(person.public_id)))


def _of_end(request: HttpRequest, session: PlanningSession) -> dict[str, Any]:
    died = died_on(session.person, user=user_of(request))
    return {"on": session.on, "now": clock.now(), "died_on": died, "note": session.outcome_note}


def session_page(
    request: HttpRequest, session: PlanningSession, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    user, person = user_of(request), session.person
    banner = banner_of(person, user=user, on=clock.today())
    recorded_read(user, person, banner)
    back = request.GET.get("back", "")
    leads = lead_panel(session, user=user, on=clock.today())
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "line": queries.session_line(session, user=user, why_not=access.refuse_plan(user, person)),
        "form": form if isinstance(form, EndForm) else EndForm(**_of_end(request, session), back=back),
        "in_error": form if isinstance(form, InErrorForm) else InErrorForm(),
        "problems_of": form,
        "settings": session_settings(),
        "may_run": session.on <= clock.today(),
        "leads": leads,
        "tasks": tasks_raised_at(session, user=user, now=clock.now().astimezone(LONDON)),
        "goals": goals_on(person, user=user, on=session.on) if session.state == SessionState.HELD else (),
        "lead_form": form if isinstance(form, LeadForm) else LeadForm(choices=leads.choices, was=leads.was),
    }
    return page(request, "careplans/session_detail.html", context, status=status)

"""Session mode: one page for the forty minutes of a planning session."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from careplans import addresses, plan_addresses
from careplans.access import people as access
from careplans.access import sessions as sessions_access
from careplans.actions import sessions as actions
from careplans.forms.assessments import AssessmentForm
from careplans.forms.sessions import EndForm
from careplans.models import PlanningSession, SessionState
from careplans.queries import session_run as queries
from careplans.queries import sessions as sessions_queries
from careplans.queries.assessments import was_sent
from careplans.views.assessments import save
from careplans.views.session_desk import recorded_read
from patients.queries.people import banner_of, died_on
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import inside, user_of
from wsic.dates import LONDON
from wsic.pages import page

LONGEST = 500  # of the address to go back to
END = "end"  # the button that ends the session; the other saves and stays


@require_http_methods(["GET", "HEAD", "POST"])
def session_run(request: HttpRequest, session_id: UUID) -> HttpResponse:
    user = user_of(request)
    session = get_object_or_404(sessions_queries.sessions_of(user), public_id=session_id)
    require(access.refuse_plan(user, session.person))
    if request.method != "POST":
        if session.state != SessionState.BOOKED:
            return redirect(addresses.session(session_id, back=""))
        return _page(request, session)
    return _saved(request, session)


def _saved(request: HttpRequest, session: PlanningSession) -> HttpResponse:
    user, ends = user_of(request), request.POST.get("then") == END
    run = queries.session_run(session, user=user, now=_now())
    form = _asked(session, run, request.POST)
    end = EndForm(request.POST, **_of_end(request, session), ends=ends)
    if ends and form.is_valid() and _is_sent_twice(request, session, form):
        return _over(request, session)
    died = died_on(session.person, user=user)
    right = form.is_valid() & end.is_valid()
    if refusal := sessions_access.refuse_run(user, session, on=clock.today(), died_on=died):
        form.add_error(None, refusal)
    if refusal or not right:
        return _page(request, session, form, end, status=422)
    return _save(request, session, form, end)


def _save(request: HttpRequest, session: PlanningSession, form: AssessmentForm, end: EndForm) -> HttpResponse:
    """The assessment where it says something new, the note, and how the session ended."""
    user, said = user_of(request), end.cleaned_data
    if form.says_something_new and (beside := save(request, session.person, form, session=session)):
        return _page(request, session, beside, end, status=409)
    try:
        actions.note_session(session=session, note=said["note"], was=said["note_was"], by=user)
    except actions.NoteChanged as theirs:
        end.add_error("note", f"Somebody wrote meanwhile: {theirs} Save again to keep yours.")
        return _page(request, session, None, _with_note(request, session, end, str(theirs)), status=409)
    if request.POST.get("then") != END:
        return _page(request, session, None, _with_note(request, session, end, said["note"]), saved=True)
    actions.end_session(session=session, ended=end.ended(), by=user, at=clock.now())
    return _over(request, session)


def _over(request: HttpRequest, session: PlanningSession) -> HttpResponse:
    back = request.POST.get("back", "")[:LONGEST]
    return redirect(inside(request, back or addresses.sessions(session.person.public_id)))


def _is_sent_twice(request: HttpRequest, session: PlanningSession, form: AssessmentForm) -> bool:
    """The same user has ended it so already, and the form has nothing else: the button was pressed twice."""
    if form.says_something_new and not was_sent(user_of(request), form.cleaned_data["once"]):
        return False
    said = {"state": request.POST.get("state"), "attended": request.POST.getlist("attended")}
    there = {"state": session.state, "attended": session.attended}
    return session.ended_by_id == user_of(request).pk and said == there


def _with_note(request: HttpRequest, session: PlanningSession, end: EndForm, note: str) -> EndForm:
    """As it was sent, upon the note that stands; with its problems."""
    sent = request.POST.copy()
    sent["note_was"] = note
    anew = EndForm(sent, **_of_end(request, session), ends=False)
    for problem in end.errors.get("note", []):
        anew.add_error("note", problem)
    return anew


def _page(
    request: HttpRequest,
    session: PlanningSession,
    form: AssessmentForm | None = None,
    end: EndForm | None = None,
    *,
    status: int = 200,
    saved: bool = False,
) -> HttpResponse:
    user, person = user_of(request), session.person
    banner = banner_of(person, user=user, on=clock.today())
    recorded_read(user, person, banner)
    run = queries.session_run(session, user=user, now=_now())
    end = end or EndForm(**_of_end(request, session))
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "run": run,
        "task_added": addresses.tasks(person.public_id, session=session.public_id),
        "plan_address": plan_addresses.to_write(person.public_id, run.plan.draft),
        "goals": plan_addresses.goals_of(person.public_id, run.goals, run.plan.draft),
        "form": form or _asked(session, run, back=request.POST.get("back") or request.GET.get("back", "")),
        "end": end,
        "problems_of": form if form is not None and form.errors else end,
        "end_word": END,
        "saved_at": clock.now() if saved else None,
    }
    return page(request, "careplans/session_run.html", context, status=status)


def _asked(
    session: PlanningSession, run: queries.SessionRun, data: Any = None, *, back: str = ""
) -> AssessmentForm:
    """Told late, it was asked on the day of the session."""
    on = min(session.on, clock.today())
    return AssessmentForm(data, current=run.assessment.current, back=back[:LONGEST], today=on)


def _of_end(request: HttpRequest, session: PlanningSession) -> dict[str, Any]:
    died = died_on(session.person, user=user_of(request))
    begun = {"state": SessionState.HELD, "note": session.outcome_note}
    return {"on": session.on, "now": clock.now(), "died_on": died, **begun}


def _now() -> datetime:
    return clock.now().astimezone(LONDON)

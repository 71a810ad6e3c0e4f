"""Session mode: one page for the forty minutes of a planning session."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from careplans import addresses
from careplans.access import people as access
from careplans.access import sessions as sessions_access
from careplans.actions import sessions as actions
from careplans.forms.assessments import AssessmentForm
from careplans.forms.sessions import EndForm
from careplans.models import PlanningSession, SessionState
from careplans.queries import session_run as queries
from careplans.queries import sessions as sessions_queries
from careplans.views.assessments import save
from careplans.views.session_desk import recorded_read
from patients.queries.people import banner_of, died_on
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import inside, user_of
from wsic.dates import LONDON
from wsic.pages import page

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
    form = AssessmentForm(request.POST, current=run.assessment.current, today=clock.today())
    end = EndForm(request.POST, **_of_end(request, session)) if ends else None
    if end and (refusal := sessions_access.refuse_end(user, session)):
        form.add_error(None, refusal)
    if not form.is_valid() or (end and not end.is_valid()):
        return _page(request, session, form, end, status=422)
    if form.says_something_new and (beside := save(request, session.person, form, session=session)):
        return _page(request, session, beside, end, status=409)
    if end is None:
        return redirect(addresses.session_run(session.public_id, back=form.back_to))
    actions.end_session(session=session, ended=end.ended(), by=user, at=clock.now())
    return redirect(inside(request, form.back_to or addresses.sessions(session.person.public_id)))


def _page(
    request: HttpRequest,
    session: PlanningSession,
    form: AssessmentForm | None = None,
    end: EndForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    user, person = user_of(request), session.person
    banner = banner_of(person, user=user, on=clock.today())
    recorded_read(user, person, banner)
    run = queries.session_run(session, user=user, now=_now())
    assessment, back = run.assessment, request.GET.get("back", "")
    begun = AssessmentForm(current=assessment.current, upon=assessment.last, back=back, today=clock.today())
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "run": run,
        "form": form or begun,
        "end": end or EndForm(**_of_end(request, session)),
        "problems_of": form if form is not None and form.errors else end,
        "end_word": END,
    }
    return page(request, "careplans/session_run.html", context, status=status)


def _of_end(request: HttpRequest, session: PlanningSession) -> dict[str, Any]:
    died = died_on(session.person, user=user_of(request))
    return {"on": session.on, "now": clock.now(), "died_on": died, "state": SessionState.HELD}


def _now() -> datetime:
    return clock.now().astimezone(LONDON)

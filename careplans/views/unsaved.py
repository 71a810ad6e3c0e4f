"""What is typed into a draft kept while it is typed, and thrown away."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from careplans import plan_addresses
from careplans.access import people as access
from careplans.actions import unsaved as actions
from careplans.forms.plans import KeepForm
from careplans.views.plans import plan_asked
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.dates import LONDON


@require_POST
def plan_keep(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Asked by the page's script as somebody types; the answer is the sentence that it shows."""
    user, plan, form = user_of(request), plan_asked(request, plan_id), KeepForm(request.POST)
    require(access.refuse_plan(user, plan.person))
    if not form.is_valid():
        return _said(_problems(form), status=422)
    at, upon = clock.now(), form.cleaned_data["upon"] or 0
    actions.keep_words(plan=plan, part=form.part, upon=upon, said=form.said, by=user, at=at)
    return _said(f"Kept at {at.astimezone(LONDON):%H:%M}, not saved yet")


@require_POST
def plan_forget(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user, plan, form = user_of(request), plan_asked(request, plan_id), KeepForm(request.POST)
    require(access.refuse_plan(user, plan.person))
    if not form.is_valid():
        return _said(_problems(form), status=422)
    actions.forget_words(plan=plan, part=form.part, by=user)
    return redirect(plan_addresses.plan(plan_id))


def _problems(form: KeepForm) -> str:
    return " ".join(str(words) for each in form.errors.values() for words in each)


def _said(words: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)

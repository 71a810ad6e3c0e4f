"""What is typed into a draft kept while it is typed, and thrown away."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from careplans import plan_addresses
from careplans.access import people as access
from careplans.actions import unsaved as actions
from careplans.actions.unsaved import Kept
from careplans.forms.unsaved import KeepForm
from careplans.views.plans import plan_asked
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.dates import LONDON

_BECAME = {
    Kept.TO_GO_ON: "Kept at {:%H:%M}, not saved yet",
    Kept.TO_COPY: "Kept at {:%H:%M} for you to copy: this version is no draft any more",
    Kept.PASSED: "Saved, thrown away or kept already",
}


@require_POST
def plan_keep(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Asked by the page's script as somebody types; the answer is the sentence that it shows."""
    user, plan, form = user_of(request), plan_asked(request, plan_id), KeepForm(request.POST)
    require(access.refuse_plan(user, plan.person))
    if not form.is_valid():
        return _said(_problems(form), status=422)
    at = clock.now()
    kept = actions.keep_words(plan=plan, part=form.part, typed=form.typed, by=user, at=at)
    return _said(_BECAME[kept].format(at.astimezone(LONDON)))


@require_POST
def plan_forget(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user, plan, form = user_of(request), plan_asked(request, plan_id), KeepForm(request.POST)
    require(access.refuse_plan(user, plan.person))
    if not form.is_valid():
        return _said(_problems(form), status=422)
    actions.forget_words(plan=plan, part=form.part, by=user, at=clock.now(), typed_in=form.typed_by)
    return redirect(plan_addresses.plan(plan_id))


def _problems(form: KeepForm) -> str:
    return " ".join(str(words) for each in form.errors.values() for words in each)


def _said(words: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)

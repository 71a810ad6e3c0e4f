"""The tier of one person: where they stand, why, and what a clinician decides."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from patients.models import Person
from patients.queries.people import banner_of, reached
from tiers import access, addresses
from tiers.actions import decisions as actions
from tiers.forms.people import DayForm, DecisionForm, ExplainForm
from tiers.queries import decisions as decision_queries
from tiers.queries import explain as explain_queries
from tiers.queries import person as queries
from tiers.queries import recorded
from tiers.views.recording import record_export, record_read
from tiers.views.walks import after_decision, order_before, walk_of
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import asked_for_proof
from wsic.pages import page

TIER_PARTIALS = frozenset({"tier"})
EXPLAIN_PARTIALS = frozenset({"explain"})
MEANWHILE = (
    "Nothing was saved: somebody decided, or the index moved, since you opened the page. Read what stands now"
    " and decide again"
)


@require_safe
def person_tier(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    person = get_object_or_404(reached(user), public_id=person_id)
    form = DayForm(request.GET, today=today)
    panel = queries.tier_panel(person, user=user, on=form.day)
    banner = banner_of(person, user=user, on=today)
    record_read(user, "tier.read", [person.pk, *banner.others], f"person:{person_id}")
    may_decide = panel.proposed and form.day == today and not access.refuse_decide(user, person, on=today)
    context = {
        "panel": panel,
        "severe_care": recorded.severe_care(person, tier=panel.tier, user=user, on=form.day),
        "form": form,
        "may_decide": may_decide,
        "banner": banner,
        "history_address": addresses.history(person_id, form.chosen()),
        "why_address": addresses.explained(person_id, form.chosen(), opened=False),
    }
    status = 422 if form.errors else 200
    return page(request, "tiers/person_tier.html", context, partials=TIER_PARTIALS, status=status)


@require_safe
def explain(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _explained(request, get_object_or_404(reached(user_of(request)), public_id=person_id))


@require_POST
def decide(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    person = get_object_or_404(reached(user), public_id=person_id)
    require(access.refuse_decide(user, person, on=today))
    form = DecisionForm(request.POST, today=today)
    if not form.is_valid():
        return _explained(request, person, deciding=form, status=422)
    if form.overrides and (asked := asked_for_proof(request)):
        return asked
    before = order_before(request, on=today)
    judged = {"judgement": form.judgement(), "seen": form.cleaned_data["seen"]}
    try:
        actions.decide(person=person, **judged, by=user, on=today, at=clock.now())
    except actions.DecidedMeanwhile:
        form.show_again(MEANWHILE, seen=actions.seen_of(person, by=user, on=today))
        return _explained(request, person, deciding=form, status=409)
    return HttpResponseRedirect(after_decision(request, person, before=before, on=today))


def _explained(
    request: HttpRequest, person: Person, *, deciding: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    user, today, opened = user_of(request), clock.today(), request.GET.get("open") == "all"  # to be printed
    form = ExplainForm(request.GET, today=today)
    why = explain_queries.explain(person, user=user, on=form.day, known_now=form.is_retrospective)
    record = record_export if opened else record_read
    banner = banner_of(person, user=user, on=today)
    record(user, "tier.explained", [person.pk, *banner.others], f"person:{person.public_id}")
    decisions = decision_queries.decision_panel(person, user=user, on=today)
    found = recorded.recorded_frailty(person, decisions, user=user, on=today)
    context = {
        "why": why,
        "decisions": decisions if form.is_now else None,
        "recorded": found,
        "deciding": deciding or DecisionForm(today=today, seen=decisions.seen, proposes=found.proposes),
        "problems_of": deciding or form,
        "banner": banner,
        "walk": walk_of(request, person, on=today),
        **_frame(person, form, opened=opened),
    }
    status = 422 if form.errors else status
    return page(request, "tiers/explain.html", context, partials=EXPLAIN_PARTIALS, status=status)


def _frame(person: Person, form: ExplainForm, *, opened: bool) -> dict[str, Any]:
    return {
        "form": form,
        "opened": opened,
        "shown_at": clock.now(),
        "open_address": addresses.explained(person.public_id, form.chosen(), opened=True),
        "closed_address": addresses.explained(person.public_id, form.chosen(), opened=False),
    }

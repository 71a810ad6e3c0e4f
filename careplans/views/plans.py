"""A person's care plan: read, begun, agreed, thrown away, entered in error."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from careplans import plan_addresses
from careplans.access import people as access
from careplans.access import plans as plans_access
from careplans.actions import plans as actions
from careplans.forms.plan_agreed import AgreeForm, DiscardForm, PlanErrorForm
from careplans.forms.plans import GoalAsked
from careplans.models import CarePlan
from careplans.queries import plans as queries
from careplans.queries import unsaved as queries_unsaved
from careplans.queries.plan_lines import goal_named
from careplans.queries.related import deciding
from careplans.queries.signing import signature_of
from careplans.queries.tasks import TaskLine, open_for
from patients.models import Person
from patients.queries.people import banner_of, died_on, reached
from wsic import clock
from wsic.access import require
from wsic.accounts.models import User
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.dates import LONDON
from wsic.pages import page


@require_POST
def plan_begin(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person = user_of(request), _person(request, person_id)
    require(access.refuse_plan(user, person))
    plan = actions.begin_plan(person=person, by=user, at=clock.now())
    asked = GoalAsked(request.POST).key
    line = goal_named(plan, str(asked), user=user) if asked else None
    opened = plan_addresses.goal(plan.public_id, line.key) if line else plan_addresses.plan(plan.public_id)
    return redirect(opened)


@require_safe
def plan_detail(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _detail(request, plan_asked(request, plan_id))


@require_POST
def plan_agree(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user, plan = user_of(request), plan_asked(request, plan_id)
    require(access.refuse_plan(user, plan.person))
    form = AgreeForm(request.POST, **_agreeing(plan, user))
    if form.is_valid() and plan.is_draft and (refusal := queries.plan_page(plan, user=user).why_not_agreed):
        form.add_error(None, refusal)
    if not form.is_valid():
        return _detail(request, plan, form, status=422)
    agreement, mark = form.agreement(), form.cleaned_data["mark"]
    try:
        actions.agree_plan(plan=plan, agreement=agreement, mark=mark, by=user, at=clock.now())
    except actions.WrittenMeanwhile as refused:
        form.add_error(None, str(refused))
        form.show_again(queries.plan_page(plan, user=user).mark)
        return _detail(request, plan, form, status=409)
    return redirect(plan_addresses.plan_of(plan.person.public_id))


@require_POST
def plan_discard(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user, plan = user_of(request), plan_asked(request, plan_id)
    require(access.refuse_plan(user, plan.person))
    require(plans_access.refuse_write(user, plan))
    form = DiscardForm(request.POST)
    if not form.is_valid():
        return _detail(request, plan, form, status=422)
    try:
        actions.discard_plan(plan=plan, mark=form.cleaned_data["mark"], by=user, at=clock.now())
    except actions.WrittenMeanwhile as refused:
        form.add_error(None, str(refused))
        return _detail(request, plan, form, status=409)
    return redirect(plan_addresses.plan_of(plan.person.public_id))


@require_POST
def plan_in_error(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user, plan = user_of(request), plan_asked(request, plan_id)
    require(access.refuse_plan(user, plan.person))
    form = PlanErrorForm(request.POST, along=queries.along_with(plan, user=user))
    if not form.is_valid():
        return _detail(request, plan, form, status=422)
    said = {"reason": form.why(), "mark": form.cleaned_data["mark"], "along": form.numbers}
    try:
        actions.mark_plan_in_error(plan=plan, **said, by=user, at=clock.now())
    except actions.WrittenMeanwhile as refused:
        form.add_error(None, str(refused))
        return _detail(request, plan, form, status=409)
    return redirect(plan_addresses.plan_of(plan.person.public_id))


def plan_asked(request: HttpRequest, plan_id: UUID) -> CarePlan:
    return get_object_or_404(queries.plans_of(user_of(request)), public_id=plan_id)


def about(request: HttpRequest, person: Person) -> dict[str, object]:
    """Whom the page is about; that it was read stands in the audit."""
    user = user_of(request)
    banner = banner_of(person, user=user, on=clock.today())
    subject, named = f"person:{person.public_id}", [person.pk, *banner.others]
    audit.record("plan.read", by=user, kind=EventKind.READ, people=named, subject=subject)
    return {"banner": banner, "public_id": person.public_id, "today": clock.today()}


def _agreeing(plan: CarePlan, user: User) -> dict[str, Any]:
    """What the form of an agreement needs to know."""
    person = plan.person
    died, decide = died_on(person, user=user), deciding(person, user=user)
    return {"today": clock.today(), "died_on": died, "deciding": decide}


def _closed_with(shown: queries.PlanPage, plan: CarePlan, user: User) -> tuple[TaskLine, ...]:
    """Tasks of goals that are over, which are closed as the version is agreed."""
    over = [each.key for each in (*shown.goals, *shown.taken_out) if each.outcome or each.taken_out]
    writes = shown.why_not is None
    now = clock.now().astimezone(LONDON)
    return open_for(plan.person, over, user=user, now=now) if writes and over else ()


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(reached(user_of(request)), public_id=person_id)


def _detail(
    request: HttpRequest, plan: CarePlan, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    shown = queries.plan_page(plan, user=user_of(request))
    along = queries.along_with(plan, user=user_of(request))
    anew = AgreeForm(mark=shown.mark, **_agreeing(plan, user_of(request)))
    context = {
        **about(request, plan.person),
        "shown": shown,
        "body": plan_addresses.body(shown),
        "writes": shown.why_not is None,
        "back": plan_addresses.plan_of(plan.person.public_id),
        "compare": plan_addresses.changes(shown.version),
        "agreeing": form if isinstance(form, AgreeForm) else anew,
        "closing": _closed_with(shown, plan, user_of(request)),
        "unsaved": plan_addresses.unsaved(plan, queries_unsaved.unsaved_in(plan, user=user_of(request))),
        "opened": queries_unsaved.opened_in(plan, user=user_of(request), now=clock.now()),
        "signature": signature_of(plan, user=user_of(request)),
        "in_error": form if isinstance(form, PlanErrorForm) else PlanErrorForm(along=along),
        "along": along,
        "problems_of": form,
    }
    return page(request, "careplans/plan_detail.html", context, status=status)

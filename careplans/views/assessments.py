"""The holistic assessment of a person: as it stands, recorded anew, printed to write on, entered in error."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from careplans import addresses
from careplans.access import assessments as assessments_access
from careplans.access import people as access
from careplans.actions import assessments as actions
from careplans.actions.once import UsedForm
from careplans.forms.assessments import AssessmentForm
from careplans.forms.sessions import InErrorForm
from careplans.models import PlanningSession
from careplans.queries import assessments as queries
from patients.models import Person
from patients.queries.people import banner_of, reached
from tiers.views.recording import record_export
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import inside, user_of
from wsic.accounts.step_up import step_up
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page


@require_safe
def person_assessment(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _panel(request, _person(request, person_id))


@require_POST
def assessment_record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person = user_of(request), _person(request, person_id)
    require(access.refuse_plan(user, person))
    panel = queries.assessment_panel(person, user=user)
    form = AssessmentForm(request.POST, current=panel.current, today=clock.today())
    sent_twice = form.is_valid() and queries.was_sent(user, form.cleaned_data["once"])
    if form.is_valid() and not sent_twice and not form.says_something_new:
        form.add_error(None, "Nothing is different from what stands. Say what you found, then save")
    if not form.is_valid():
        return _panel(request, person, form, status=422)
    refused = save(request, person, form)
    if refused:
        return _panel(request, person, refused, status=409)
    return redirect(inside(request, form.back_to or addresses.assessment(person_id)))


@require_safe
@step_up
def assessment_print(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person = user_of(request), _person(request, person_id)
    panel = queries.assessment_panel(person, user=user)
    context = {
        "banner": banner_of(person, user=user, on=clock.today()),
        "public_id": person_id,
        "panel": panel,
        "form": AssessmentForm(today=clock.today()),
        "printed_at": clock.now(),
    }
    record_export(user, "assessment.printed", [person.pk], f"person:{person_id}")
    return page(request, "careplans/assessment_print.html", context)


@require_POST
def assessment_in_error(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    user, form = user_of(request), InErrorForm(request.POST)
    found = get_object_or_404(queries.assessments_of(user), public_id=assessment_id)
    require(access.refuse_plan(user, found.person))
    if found.in_error_at:  # the button was pressed twice
        return redirect(addresses.assessment(found.person.public_id))
    if form.is_valid() and (refusal := assessments_access.refuse_mark_in_error(user, found)):
        form.add_error(None, refusal)
    if not form.is_valid():
        return _panel(request, found.person, form, status=422)
    actions.mark_assessment_in_error(assessment=found, reason=form.why(), by=user, at=clock.now())
    return redirect(addresses.assessment(found.person.public_id))


def save(
    request: HttpRequest, person: Person, form: AssessmentForm, *, session: PlanningSession | None = None
) -> AssessmentForm | None:
    """
    Record what a valid form says, in a session or without one.

    :returns: the form with what somebody saved meanwhile beside it; None where it was recorded
    """
    said = form.cleaned_data
    try:
        actions.record_assessment(
            person=person,
            findings=form.findings(),
            upon=said["upon"],
            once=said["once"],
            session=session,
            by=user_of(request),
            at=clock.now(),
        )
    except (actions.WrittenMeanwhile, UsedForm) as refused:
        return _beside(request, person, str(refused))
    return None


def _beside(request: HttpRequest, person: Person, words: str) -> AssessmentForm:
    """What was typed, to be saved upon what stands now."""
    panel = queries.assessment_panel(person, user=user_of(request))
    anew, sent = AssessmentForm(current=panel.current, today=clock.today()), request.POST.copy()
    sent["once"], sent["upon"] = str(anew["once"].value()), str(anew["upon"].value() or "")
    form = AssessmentForm(sent, current=panel.current, today=clock.today(), beside=True)
    form.add_error(None, words)
    return form


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(reached(user_of(request)), public_id=person_id)


def _panel(
    request: HttpRequest, person: Person, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    user = user_of(request)
    banner = banner_of(person, user=user, on=clock.today())
    subject, named = f"person:{person.public_id}", [person.pk, *banner.others]
    audit.record("assessment.read", by=user, kind=EventKind.READ, people=named, subject=subject)
    panel = queries.assessment_panel(person, user=user)
    anew = AssessmentForm(current=panel.current, today=clock.today())
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "panel": panel,
        "form": form if isinstance(form, AssessmentForm) else anew,
        "in_error": form if isinstance(form, InErrorForm) else InErrorForm(),
        "problems_of": form,
        "shown": queries.SHOWN,
    }
    return page(request, "careplans/person_assessment.html", context, status=status)

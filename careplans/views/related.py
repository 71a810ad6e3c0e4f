"""A person's carers and contacts: listed, added, changed, ended, entered in error."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from careplans.access import people as access
from careplans.actions import related as actions
from careplans.actions.once import UsedForm
from careplans.forms.related import EndRelatedForm, RelatedForm
from careplans.models import RelatedPerson
from careplans.queries import related as queries
from patients.models import Person
from patients.queries.people import banner_of, reached
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page


@require_safe
def person_related(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _page(request, _person(request, person_id), RelatedForm(today=clock.today()))


@require_POST
def related_add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = _person(request, person_id)
    require(access.refuse_plan(user_of(request), person))
    return _kept(request, person, RelatedForm(request.POST, today=clock.today()), None)


@require_safe
def related_detail(request: HttpRequest, related_id: UUID) -> HttpResponse:
    user, row = user_of(request), _related(request, related_id)
    require(access.refuse_plan(user, row.person))
    line = queries.related_line(row, user=user)
    if line is None:
        return redirect("careplans:person_related", row.person.public_id)
    return _page(request, row.person, RelatedForm(today=clock.today(), line=line), of=row)


@require_POST
def related_change(request: HttpRequest, related_id: UUID) -> HttpResponse:
    user, row = user_of(request), _related(request, related_id)
    require(access.refuse_plan(user, row.person))
    line = queries.related_line(row, user=user)
    return _kept(request, row.person, RelatedForm(request.POST, today=clock.today(), line=line), row)


@require_POST
def related_end(request: HttpRequest, related_id: UUID) -> HttpResponse:
    user, row, form = user_of(request), _related(request, related_id), EndRelatedForm(request.POST)
    require(access.refuse_plan(user, row.person))
    if not form.is_valid():
        line = queries.related_line(row, user=user)
        of = RelatedForm(today=clock.today(), line=line)
        return _page(request, row.person, of, of=row, ending=form, status=422)
    actions.end_related(related=row, words=form.cleaned_data["words"], by=user, at=clock.now())
    return redirect("careplans:person_related", row.person.public_id)


@require_POST
def related_in_error(request: HttpRequest, related_id: UUID) -> HttpResponse:
    user = user_of(request)
    rows = RelatedPerson.objects.visible_to(user)
    row = get_object_or_404(rows.select_related("person"), person__in=reached(user), public_id=related_id)
    require(access.refuse_plan(user, row.person))
    actions.mark_related_in_error(related=row, by=user, at=clock.now())
    return redirect("careplans:person_related", row.person.public_id)


def _kept(request: HttpRequest, person: Person, form: RelatedForm, of: RelatedPerson | None) -> HttpResponse:
    if not form.is_valid():
        return _page(request, person, form, of=of, status=422)
    sent = actions.Sent(once=form.cleaned_data["once"], replaces=of)
    try:
        actions.keep_related(
            person=person, said=form.related(), sent=sent, by=user_of(request), at=clock.now()
        )
    except (actions.ChangedMeanwhile, UsedForm) as refused:
        form.add_error(None, str(refused))
        return _page(request, person, form, of=of, status=409)
    return redirect("careplans:person_related", person.public_id)


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(reached(user_of(request)), public_id=person_id)


def _related(request: HttpRequest, related_id: UUID) -> RelatedPerson:
    return get_object_or_404(queries.related_of(user_of(request)), public_id=related_id)


def _page(
    request: HttpRequest,
    person: Person,
    form: RelatedForm,
    *,
    of: RelatedPerson | None = None,
    ending: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    user = user_of(request)
    banner = banner_of(person, user=user, on=clock.today())
    subject, named = f"person:{person.public_id}", [person.pk, *banner.others]
    audit.record("related.read", by=user, kind=EventKind.READ, people=named, subject=subject)
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "panel": queries.related_panel(person, user=user),
        "form": form,
        "of": of.public_id if of else None,
        "ending": ending or EndRelatedForm(auto_id="end_%s"),
        "problems_of": ending or form,
    }
    return page(request, "careplans/person_related.html", context, status=status)

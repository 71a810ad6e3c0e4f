"""Other records of the same human being, on a page of the person's."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from patients.access import links as access
from patients.actions import links as actions
from patients.forms.links import FindForm, UnlinkForm
from patients.models import Person, PersonLink
from patients.queries import links, people
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import step_up
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page

PARTIALS = frozenset({"links"})


@require_safe
def person_links(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _panel(request, _person(request, person_id))


@require_POST
@step_up
def link_end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person, form = _person(request, person_id), UnlinkForm(request.POST)
    require(access.refuse_link(user_of(request), person))
    if not form.is_valid():
        return _panel(request, person, form, status=422)
    rows = PersonLink.objects.visible_to(user_of(request)).concerning(person)
    link = get_object_or_404(rows, pk=form.cleaned_data["entry"])
    try:
        actions.end_link(
            link=link, person=person, why=form.cleaned_data["why"], by=user_of(request), at=clock.now()
        )
    except actions.NotLinked as refused:
        form.add_error(None, str(refused))
        return _panel(request, person, form, status=409)
    return redirect("patients:person_links", person_id)


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(people.reached(user_of(request)), public_id=person_id)


def _panel(
    request: HttpRequest, person: Person, form: UnlinkForm | None = None, *, status: int = 200
) -> HttpResponse:
    user, on = user_of(request), clock.today()
    panel = links.link_panel(person, user=user, on=on)
    shown, subject = [person.pk, *panel.others], f"person:{person.public_id}"
    audit.record("links.read", by=user, kind=EventKind.READ, people=shown, subject=subject)
    context = {
        "banner": people.banner_of(person, user=user, on=on),
        "public_id": person.public_id,
        "panel": panel,
        "finding": FindForm(today=on),
        "form": form,
    }
    return page(request, "patients/person_links.html", context, partials=PARTIALS, status=status)

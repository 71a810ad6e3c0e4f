"""What a person says about sharing, on a panel of their page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from patients.access import preferences as access
from patients.actions import preferences as actions
from patients.forms.preferences import EndForm, PreferenceForm
from patients.models import Person, Preference, PreferenceKind
from patients.queries import people, preferences
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page

PARTIALS = frozenset({"preferences"})


@require_safe
def person_preferences(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _panel(request, _person(request, person_id))


@require_POST
def preference_note(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = _person(request, person_id)
    require(access.refuse_note(user_of(request), person))
    form = _form(request, person)
    if not form.is_valid():
        return _panel(request, person, form, status=422)
    said = form.cleaned_data | {"kind": PreferenceKind(form.cleaned_data["kind"])}
    try:
        actions.note_preference(person=person, **said, by=user_of(request), at=clock.now())
    except actions.NotNoted as refused:
        form.add_error("from_on", str(refused))
        return _panel(request, person, form, status=422)
    return _back(request, person)


@require_POST
def preference_end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person, form = _person(request, person_id), EndForm(request.POST)
    require(access.refuse_note(user_of(request), person))
    if not form.is_valid():
        return _panel(request, person, ending=form, status=422)
    rows = Preference.objects.visible_to(user_of(request)).select_related("person")
    preference = get_object_or_404(rows, person=person, pk=form.cleaned_data["entry"])
    on = None if form.cleaned_data["never"] else form.cleaned_data["on"]
    try:
        actions.end_preference(preference=preference, on=on, by=user_of(request), at=clock.now())
    except actions.NotNoted as refused:
        form.add_error(None, str(refused))
        return _panel(request, person, ending=form, status=409)
    return _back(request, person)


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(people.reached(user_of(request)), public_id=person_id)


def _form(request: HttpRequest, person: Person, *, sent: bool = True) -> PreferenceForm:
    born = people.banner_of(person, user=user_of(request), on=clock.today()).birth_date
    return PreferenceForm(request.POST if sent else None, today=clock.today(), birth_date=born)


def _back(request: HttpRequest, person: Person) -> HttpResponse:
    """To the person's page; home where the change has just closed it to whoever made it."""
    if people.is_reached(person, user=user_of(request)):
        return redirect("careplans:front_sheet", person.public_id)
    return redirect("home:home")


def _panel(
    request: HttpRequest,
    person: Person,
    form: PreferenceForm | None = None,
    *,
    ending: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, on = user_of(request), clock.today()
    banner = people.banner_of(person, user=user, on=on)
    audit.record(
        "preferences.read",
        by=user,
        kind=EventKind.READ,
        people=[person.pk, *banner.others],
        subject=f"person:{person.public_id}",
    )
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "panel": preferences.preference_panel(person, user=user, on=on),
        "noting": form or _form(request, person, sent=False),
        "form": form or ending,
    }
    return page(request, "patients/person_preferences.html", context, partials=PARTIALS, status=status)

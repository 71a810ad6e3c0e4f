"""Whom a person rings first: who is, who was, and somebody else named."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from careplans import addresses
from careplans.access import first_contacts as access
from careplans.actions import first_contacts as actions
from careplans.actions.once import UsedForm
from careplans.forms.first_contacts import FirstContactForm
from careplans.models import FirstContactReason
from careplans.queries import first_contacts as queries
from patients.models import Person
from patients.queries.people import banner_of, reached
from patients.views.going import go
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import inside, user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page

NOT_MARKED = "Nothing was marked: whom this page showed is not their first contact any more. Look again."


@require_safe
def first_contact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _panel(request, _person(request, person_id))


@require_POST
def first_contact_name(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person = user_of(request), _person(request, person_id)
    require(access.refuse_name(user, person))
    choosable = queries.candidates(person, user=user, on=clock.today())
    form = FirstContactForm(request.POST, candidates=choosable)
    if not form.is_valid():
        return _panel(request, person, form, status=422)
    once = form.cleaned_data["once"]
    try:
        actions.name_first_contact(person=person, choice=form.choice(), once=once, by=user, at=clock.now())
    except (UsedForm, actions.CannotBeRung, actions.ChangedMeanwhile) as refused:
        form.add_error(None, str(refused))
        return _panel(request, person, form, status=409)
    return go(request, inside(request, form.back_to or addresses.front_sheet(person_id)))


@require_POST
def first_contact_told(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person = user_of(request), _person(request, person_id)
    require(access.refuse_name(user, person))
    shown = queries.keys_of_shown(person, request.POST.get("contact", ""), user=user)
    if not actions.tell(contacts=shown, by=user, at=clock.now()).standing:
        messages.warning(request, NOT_MARKED)
    return go(request, addresses.first_contact(person_id))


@require_POST
def first_contact_in_error(request: HttpRequest, first_contact_id: UUID) -> HttpResponse:
    user = user_of(request)
    contact = get_object_or_404(queries.first_contacts_of(user), public_id=first_contact_id)
    actions.mark_in_error(contact=contact, by=user, at=clock.now())
    return go(request, addresses.first_contact(contact.person.public_id))


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(reached(user_of(request)), public_id=person_id)


def _panel(
    request: HttpRequest, person: Person, form: FirstContactForm | None = None, *, status: int = 200
) -> HttpResponse:
    user, on, back = user_of(request), clock.today(), request.GET.get("back", "")
    banner = banner_of(person, user=user, on=on)
    shown, subject = [person.pk, *banner.others], f"person:{person.public_id}"
    audit.record("first_contact.read", by=user, kind=EventKind.READ, people=shown, subject=subject)
    panel = queries.first_contact_panel(person, user=user, on=on)
    choosable = () if panel.why_not else queries.candidates(person, user=user, on=on)
    reason = "" if panel.now else FirstContactReason.FIRST
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "panel": panel,
        "form": form or FirstContactForm(candidates=choosable, reason=reason, back=back),
        "problems_of": form,
    }
    return page(request, "careplans/person_first_contact.html", context, status=status)

"""Contacts with a person: the list, the panel, and one line that records another."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from careplans import addresses
from careplans.access import people as access
from careplans.actions import contacts as actions
from careplans.actions.once import UsedForm
from careplans.forms.contacts import ContactForm, RetractForm
from careplans.models import Contact, RetractionReason
from careplans.queries import contacts as queries
from careplans.settings import safe_and_well
from patients.models import Person
from patients.queries.people import banner_of, died_on, reached
from patients.views.going import go
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import inside, user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page, paging

FORM = frozenset({"contact-form"})


@require_safe
def person_contacts(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _list(request, _person(request, person_id))


@require_safe
def contact_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = _person(request, person_id)
    require(access.refuse_plan(user_of(request), person))
    return _form_page(request, person)


@require_POST
def contact_record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person, now = user_of(request), _person(request, person_id), clock.now()
    require(access.refuse_plan(user, person))
    form = ContactForm(request.POST, now=now, died_on=died_on(person, user=user))
    if not form.is_valid():
        return _form_page(request, person, form, status=422)
    told = {"said": form.said(), "once": form.cleaned_data["once"], "next_step_by": form.next_step_by}
    try:
        actions.record_contact(person=person, **told, by=user, at=now)
    except UsedForm as refused:
        form.add_error(None, str(refused))
        return _form_page(request, person, form, status=409)
    return go(request, inside(request, form.back_to or addresses.contacts(person_id)))


@require_POST
def contact_retract(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person, form = user_of(request), _person(request, person_id), RetractForm(request.POST)
    require(access.refuse_plan(user, person))
    if not form.is_valid():
        return _list(request, person, form, status=422)
    rows = Contact.objects.visible_to(user).select_related("person", "organisation")
    contact = get_object_or_404(rows, person=person, public_id=form.cleaned_data["contact"])
    reason = RetractionReason(form.cleaned_data["reason"])
    actions.retract_contact(contact=contact, reason=reason, by=user, at=clock.now())
    return redirect("careplans:person_contacts", person_id)


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(reached(user_of(request)), public_id=person_id)


def _form_page(
    request: HttpRequest, person: Person, form: ContactForm | None = None, *, status: int = 200
) -> HttpResponse:
    user, subject = user_of(request), f"person:{person.public_id}"
    banner = banner_of(person, user=user, on=clock.today())
    named = [person.pk, *banner.others]
    audit.record("contact.form", by=user, kind=EventKind.READ, people=named, subject=subject)
    back = form.back_to if form else request.GET.get("back", "")
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "form": form or ContactForm(now=clock.now(), back=back),
        "rule": safe_and_well(),
        "back": inside(request, back or addresses.contacts(person.public_id)),
    }
    return page(request, "careplans/contact_new.html", context, partials=FORM, status=status)


def _list(
    request: HttpRequest, person: Person, form: RetractForm | None = None, *, status: int = 200
) -> HttpResponse:
    user, subject = user_of(request), f"person:{person.public_id}"
    banner = banner_of(person, user=user, on=clock.today())
    named = [person.pk, *banner.others]
    audit.record("contacts.read", by=user, kind=EventKind.READ, people=named, subject=subject)
    panel = queries.contacts_panel(person, user=user)
    pages = paging(request.GET, panel.total)
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "panel": panel,
        "lines": queries.contact_lines(person, user=user, rows=slice(max(pages.first - 1, 0), pages.last)),
        "paging": pages,
        "reasons": [] if panel.why_not else RetractionReason.choices,
        "rule": safe_and_well(),
        "form": form,
        "record_address": addresses.contact_form(person.public_id),
    }
    return page(request, "careplans/person_contacts.html", context, status=status)

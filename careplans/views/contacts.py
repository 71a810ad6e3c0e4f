"""Contacts with a person: the list, and one line that records another, on a page of its own or in a row."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from careplans import addresses
from careplans.access import people as access
from careplans.actions import contacts as actions
from careplans.actions.once import UsedForm
from careplans.forms.contacts import ContactForm, RetractForm, RowForm, attempt
from careplans.models import Contact, RetractionReason
from careplans.queries import contacts as queries
from careplans.queries.told import just_told
from careplans.settings import safe_and_well
from patients.models import Person
from patients.queries.people import banner_of, died_on, reached
from patients.views.going import go, target_of
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import inside, user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.dates import LONDON
from wsic.pages import page, paging

FORM = frozenset({"contact-form"})
WORK = "work"  # the list of My day
FORM_PAGE = "careplans/contact_new.html"


@require_safe
def person_contacts(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _list(request, _person(request, person_id))


@require_safe
def contact_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = _person(request, person_id)
    require(access.refuse_plan(user_of(request), person))
    return _form_page(request, person, ContactForm(now=clock.now(), opened=RowForm(request.GET)))


@require_POST
def contact_record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = _person(request, person_id)
    require(access.refuse_plan(user_of(request), person))
    died = died_on(person, user=user_of(request))
    return _record(request, person, ContactForm(request.POST, now=clock.now(), died_on=died))


@require_POST
def contact_no_answer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """An attempt without answer in one press, now."""
    person = _person(request, person_id)
    require(access.refuse_plan(user_of(request), person))
    died = died_on(person, user=user_of(request))
    return _record(request, person, attempt(request.POST, now=clock.now(), died_on=died))


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
    return _after(request, person, form, None)


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(reached(user_of(request)), public_id=person_id)


def _record(request: HttpRequest, person: Person, form: ContactForm) -> HttpResponse:
    if not form.is_valid():
        return _form_page(request, person, form, status=422)
    told = {"said": form.said(), "once": form.cleaned_data["once"], "next_step_by": form.next_step_by}
    try:
        contact = actions.record_contact(person=person, **told, by=user_of(request), at=clock.now())
    except UsedForm as refused:
        form.add_error(None, str(refused))
        return _form_page(request, person, form, status=409)
    return _after(request, person, form, contact)


def _after(request: HttpRequest, person: Person, form: RowForm, contact: Contact | None) -> HttpResponse:
    """To the page from which it was opened; in a row of a list that stays as it is, the row says so."""
    back = inside(request, form.back_to or addresses.contacts(person.public_id))
    if addresses.is_my_day(back):
        back = addresses.told_on(back, contact.public_id if contact else None, form.row_id)
        if target_of(request) == WORK:
            return redirect(back)  # htmx follows, and the list comes as it is now
    elif target_of(request) and form.row_id:
        return _told_page(request, form, contact)
    return go(request, back)


def _told_page(request: HttpRequest, form: RowForm, contact: Contact | None) -> HttpResponse:
    user, now = user_of(request), clock.now().astimezone(LONDON)
    told = just_told(contact.public_id if contact else None, user=user, now=now, row=form.row_id)
    context = {"told": told, "row": form.row_id, "columns": form.width, "back": form.back_to}
    return page(request, FORM_PAGE, context, part="contact-told")


def _form_page(request: HttpRequest, person: Person, form: ContactForm, *, status: int = 200) -> HttpResponse:
    user, subject = user_of(request), f"person:{person.public_id}"
    banner = banner_of(person, user=user, on=clock.today())
    named = [person.pk, *banner.others]
    audit.record("contact.form", by=user, kind=EventKind.READ, people=named, subject=subject)
    back = inside(request, form.back_to or addresses.contacts(person.public_id))
    context = {"banner": banner, "public_id": person.public_id, "form": form, "rule": safe_and_well()}
    context |= {"back": back, "row": form.row_id, "columns": form.width}
    context["swaps"] = f"#{WORK}" if addresses.is_my_day(back) else f"#contact-{form.row_id}"
    part = "contact-row" if form.row_id else ""
    answer = page(request, FORM_PAGE, context, partials=FORM, part=part, status=status)
    return _in_row(answer, form) if part and form.is_bound else answer


def _in_row(answer: HttpResponse, form: ContactForm) -> HttpResponse:
    """What is wrong stands in the row, whatever the form would have swapped had it been right."""
    target, swap = f"#contact-{form.row_id}", "outerHTML"
    if form.is_attempt:  # pressed in the row itself
        target, swap = f"#row-{form.row_id}", "afterend"
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = target, swap
    return answer


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

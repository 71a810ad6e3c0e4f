"""Two records side by side before they are linked, and who is not on a register because of a link."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from patients.access import links as access
from patients.actions import links as actions
from patients.forms.links import NOT_FOUND, FindForm, LinkForm
from patients.models import LinkReason, Person
from patients.queries.links import found_by
from patients.queries.people import banner_of, reached
from tiers.queries import links as queries
from tiers.queries.register import registers
from tiers.views.recording import record_read
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import step_up
from wsic.organisations.queries import practices_of
from wsic.pages import page


@sensitive_post_parameters("nhs_number", "birth_date")
@require_POST
def link_compare(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, form = user_of(request), FindForm(request.POST, today=clock.today())
    person = get_object_or_404(reached(user), public_id=person_id)
    require(access.refuse_link(user, person))
    other = found_by(**form.cleaned_data, user=user) if form.is_valid() else None
    if other is None or access.refuse_link(user, other) is not None:
        if form.is_valid():
            form.add_error(None, NOT_FOUND)
        return _page(request, person, {"finding": form, "form": form}, status=422)
    linking = _link_form(person, other, request, sent=False)
    return _page(request, person, {"linking": linking}, other=other)


@require_POST
@step_up
def link_add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user = user_of(request)
    person = get_object_or_404(reached(user), public_id=person_id)
    require(access.refuse_link(user, person))
    other = queries.other_record(user, request.POST.get("other", ""))
    if other is None:
        finding = FindForm(None, today=clock.today())
        return _page(request, person, {"finding": finding, "lost": NOT_FOUND}, status=422)
    form = _link_form(person, other, request)
    if not form.is_valid():
        return _page(request, person, {"linking": form, "form": form}, other=other, status=422)
    aside, kept = queries.in_order(person, other, keep=form.cleaned_data["keep"])
    given = {"reason": LinkReason(form.cleaned_data["reason"]), "words": form.cleaned_data["words"]}
    try:
        actions.link_people(person=aside, kept=kept, **given, by=user, at=clock.now())
    except actions.NotLinked as refused:
        form.add_error("words" if isinstance(refused, actions.WordsMissing) else None, str(refused))
        return _page(request, person, {"linking": form, "form": form}, other=other, status=422)
    return redirect("patients:person_links", kept.public_id)


@require_safe
def register_linked(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    organisation = get_object_or_404(registers(user), public_id=organisation_id)
    rows = queries.not_listed(user, practices_of(organisation, on=today), on=today)
    shown = [key for row in rows for key in row.keys]
    record_read(user, "register.linked_read", shown, f"organisation:{organisation_id}")
    context = {"name": organisation.name, "rows": rows, "organisation_id": organisation_id}
    return page(request, "tiers/register_linked.html", context)


def _link_form(person: Person, other: Person, request: HttpRequest, *, sent: bool = True) -> LinkForm:
    choices = queries.choices([person, other], user=user_of(request), on=clock.today())
    return LinkForm(request.POST if sent else None, choices=choices, other=other)


def _page(
    request: HttpRequest,
    person: Person,
    context: dict[str, Any],
    *,
    other: Person | None = None,
    status: int = 200,
) -> HttpResponse:
    user, on = user_of(request), clock.today()
    banner = banner_of(person, user=user, on=on)
    both = [person] if other is None else [person, other]
    shown = [each.pk for each in both] + banner.others
    record_read(user, "links.compared", shown, f"person:{person.public_id}")
    pair = queries.pair(person, other, user=user, on=on) if other else None
    found = {"banner": banner, "public_id": person.public_id, "pair": pair, "form": None, **context}
    return page(request, "tiers/link_compare.html", found, status=status)

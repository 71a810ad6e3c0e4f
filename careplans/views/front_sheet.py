"""The first page of a person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from careplans import addresses
from careplans.actions.looks import keep_look
from careplans.queries.front_sheet import front_sheet
from patients.queries.people import reached
from wsic import clock
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.dates import LONDON
from wsic.pages import page


@require_safe
def person_front_sheet(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user = user_of(request)
    person = get_object_or_404(reached(user), public_id=person_id)
    now = clock.now().astimezone(LONDON)
    looked_at = keep_look(person=person, by=user, at=now)
    sheet = front_sheet(person, user=user, now=now, looked_at=looked_at)
    named, subject = [person.pk, *sheet.page.banner.others], f"person:{person_id}"
    audit.record("person.read", by=user, kind=EventKind.READ, people=named, subject=subject)
    here = addresses.front_sheet(person_id)
    context = {
        "sheet": sheet,
        "here": here,
        "banner": sheet.page.banner,
        "today": clock.today(),
        "contact_address": addresses.contact_form(person_id, back=here),
        "actions": [] if sheet.why_not else addresses.actions(person_id),
        "links": addresses.links(person_id),
        "steps": [(step, addresses.step(sheet, step, back=here)) for step in sheet.steps],
    }
    return page(request, "careplans/front_sheet.html", context)

"""The care plan and the crisis page on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from careplans import plan_addresses
from careplans.access import documents as access
from careplans.models import CarePlan
from careplans.queries import documents as queries
from careplans.queries.first_contacts import first_contact_panel
from careplans.queries.plans import plan_page
from careplans.queries.signing import signature_of
from careplans.views.crisis import crisis_asked
from careplans.views.plans import about, plan_asked
from patients.models import Person
from patients.queries.people import banner_of
from tiers.views.recording import record_export
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.pages import page
from wsic.pdf import WITHOUT_PANGO, NoPango, can_print, pdf

SHEETS = ("careplans/document.css",)
LARGE = (*SHEETS, "careplans/document_large.css")


@dataclass(frozen=True)
class Paper:
    """`name` of the file, which tells nobody whose it is."""

    verb: str
    template: str
    name: str
    styles: tuple[str, ...] = SHEETS


CLINICAL = Paper("plan.printed", "careplans/document_plan.html", "care-plan.pdf")
THEIRS = Paper("plan.printed_for_person", "careplans/document_person.html", "my-care-plan.pdf", LARGE)
RECORD_PLAN = Paper("gp_record.printed", "careplans/document_plan.html", "gp-record.pdf")
RECORD = Paper("gp_record.printed", "careplans/document_record.html", "gp-record.pdf")
CRISIS = Paper("crisis.printed", "careplans/document_crisis.html", "crisis-page.pdf")


@require_safe
def plan_print(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Which copy, and how hard its words are to read."""
    plan = _printable(request, plan_id)
    shown = plan_page(plan, user=user_of(request))
    context = {
        **about(request, plan.person),
        "shown": shown,
        "theirs": queries.their_copy(shown, plan),
        "boxes": queries.boxes_of(shown),
        "why_not": "" if can_print() else WITHOUT_PANGO,
        "back": plan_addresses.plan(plan_id),
    }
    return page(request, "careplans/plan_print.html", context)


@require_safe
def plan_pdf(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = _printable(request, plan_id)
    shown = plan_page(plan, user=user_of(request))
    context = {
        "sheet": queries.plan_sheet(shown, printing_of(request, plan.person)),
        "shown": shown,
        "signature": signature_of(plan, user=user_of(request)),
        "unwritten": plan_addresses.body(shown).unwritten,
    }
    return document(request, plan.person, CLINICAL, context, plan=str(plan.public_id))


@require_safe
def plan_pdf_person(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = _printable(request, plan_id)
    user, shown = user_of(request), plan_page(plan, user=user_of(request))
    contact = first_contact_panel(plan.person, user=user, on=clock.today())
    context = {
        "sheet": queries.their_sheet(shown, printing_of(request, plan.person)),
        "shown": shown,
        "theirs": queries.their_copy(shown, plan),
        "rung": None if contact.problem else contact.now,
    }
    return document(request, plan.person, THEIRS, context, plan=str(plan.public_id))


@require_safe
def crisis_pdf(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person, banner, crisis = crisis_asked(request, person_id)
    printing = queries.Printing(person=person, banner=banner, user=user_of(request), at=clock.now())
    context = {"sheet": queries.crisis_sheet(crisis, printing), "crisis": crisis}
    return document(request, person, CRISIS, context)


def plan_paper(plan: CarePlan, printing: queries.Printing) -> dict[str, Any]:
    """Of a plan to be filed in the GP record; what has no words that may stand there is not named."""
    shown = queries.for_the_record(plan_page(plan, user=printing.user))
    sheet, signature = queries.plan_sheet(shown, printing), signature_of(plan, user=printing.user)
    return {"sheet": sheet, "shown": shown, "signature": signature, "unwritten": []}


def _printable(request: HttpRequest, plan_id: UUID) -> CarePlan:
    plan = plan_asked(request, plan_id)
    require(access.refuse_print(plan))
    return plan


def printing_of(request: HttpRequest, person: Person) -> queries.Printing:
    user = user_of(request)
    banner = banner_of(person, user=user, on=clock.today())
    return queries.Printing(person=person, banner=banner, user=user, at=clock.now())


def document(
    request: HttpRequest, person: Person, paper: Paper, context: Mapping[str, Any], **which: str
) -> HttpResponse:
    """
    Shown by the browser and kept nowhere: the middleware says no-store, and the audit has its hash.

    :param which: `plan` a version's public id, or `event` that of another event of the GP record, so that its
        prints are known where it was entered in error
    """
    html = render_to_string(paper.template, dict(context))
    try:
        made = pdf(html, styles=[render_to_string(each) for each in paper.styles])
    except NoPango as missing:
        return HttpResponse(str(missing), status=503, content_type="text/plain; charset=utf-8")
    record_export(user_of(request), paper.verb, [person.pk], f"person:{person.public_id}", **which)
    headers = {"Content-Disposition": f'inline; filename="{paper.name}"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)

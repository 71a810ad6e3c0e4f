"""What is copied to the GP record: the list of a practice, what there is of a person, filed and undone."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from careplans import gp_record_addresses as addresses
from careplans.access import gp_record as access
from careplans.actions import gp_record as actions
from careplans.forms.gp_record import ChosenForm, FilingForm, RecordFilter
from careplans.forms.sessions import beside_words
from careplans.queries import gp_record as queries
from careplans.queries.documents import record_sheet
from careplans.queries.gp_record_filings import filings_of
from careplans.rules.gp_record import STILL_TO_COME
from careplans.views.documents import RECORD, RECORD_PLAN, document, plan_paper, printing_of
from patients.models import Person
from patients.queries.people import banner_of, reached
from tiers.queries.register import registers
from tiers.views.asking import asked, choices_of
from tiers.views.recording import record_read
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.accounts.roles import Verb
from wsic.pages import address_with, heading, page, paging, without_empty_words

PARTIALS = frozenset({"people"})


@require_safe
def gp_record(request: HttpRequest) -> HttpResponse:
    own = registers(user_of(request))
    rows = [(each.name, each.get_kind_display(), addresses.of_practice(each.public_id)) for each in own]
    if len(rows) == 1:
        return redirect(rows[0][-1])
    return page(request, "tiers/list_choose.html", {"rows": rows, "list": "Copy to GP record"})


@require_safe
@without_empty_words
def gp_record_of(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of = asked(request, organisation_id)
    form = RecordFilter(request.GET, practices=choices_of(of.practices))
    shown, query = queries.record_page(of.user, of.practices, form.wanted(), on=of.today), form.query()
    record_read(of.user, "gp_record.listed", shown.ids, of.subject)
    context = {
        "name": of.organisation.name,
        "here": addresses.of_practice(organisation_id),
        "shown": shown,
        "filter": form,
        "heading": heading(query, "Recorded", "recorded", default=True),
        "filed": form.view_chosen == queries.FILED,
        "chips": [(words, address_with(query, **{name: None})) for name, words in form.chips()],
        "views": addresses.views(organisation_id, shown.counts, query, current=form.view_chosen),
        "rows": [(row, addresses.of_row(row)) for row in shown.rows],
        "files": of.user.may(Verb.FILE_RECORD),
        "paging": paging(query, shown.total),
        "to_come": STILL_TO_COME,
    }
    return page(request, "careplans/gp_record_list.html", context, partials=PARTIALS)


@require_safe
def person_gp_record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _person_page(request, _person(request, person_id), chosen=ChosenForm(request.GET).chosen)


@require_safe
def gp_record_pdf(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """An event as a document to be filed, or all that are to be filed."""
    person = _person(request, person_id)
    printing, asked_for = printing_of(request, person), ChosenForm(request.GET)
    if not asked_for.is_valid():
        raise Http404
    if plan := queries.plan_of_event(person, asked_for.chosen, user=printing.user):
        return document(request, person, RECORD_PLAN, plan_paper(plan, printing), plan=str(plan.public_id))
    texts = queries.record_texts(person, printing.banner, asked_for.chosen, user=printing.user)
    if asked_for.chosen and not texts:
        raise Http404
    context = {"sheet": record_sheet(texts, printing), "texts": texts}
    which = {"event": str(asked_for.chosen)} if asked_for.chosen else {}
    return document(request, person, RECORD, context, **which)


@require_POST
def gp_record_file(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person = user_of(request), _person(request, person_id)
    require(access.refuse_file(user, person))
    form = FilingForm(request.POST, event=ChosenForm(request.POST).chosen)
    if not form.is_valid():
        return _person_page(request, person, form, chosen=form.chosen, status=422)
    try:
        actions.file_event(person=person, **form.said(), by=user, at=clock.now())
    except actions.DoneMeanwhile as refused:
        form.add_error(None, beside_words(str(refused), form.cleaned_data["words"]))
        return _person_page(request, person, form, chosen=form.chosen, status=409)
    return redirect(addresses.of_event(person_id, form.chosen))


@require_POST
def gp_record_undo(request: HttpRequest, filing_id: UUID) -> HttpResponse:
    user = user_of(request)
    filing = get_object_or_404(filings_of(user), public_id=filing_id)
    require(access.refuse_undo(user, filing))
    try:
        actions.undo_filing(filing=filing, by=user, at=clock.now())
    except actions.DoneMeanwhile as refused:
        return _person_page(request, filing.person, chosen=filing.event, refused=str(refused), status=409)
    return redirect(addresses.of_event(filing.person.public_id, filing.event))


def _form(line: queries.RecordLine, sent: FilingForm | None) -> FilingForm:
    """:param sent: the one that was sent and has problems"""
    event = line.asked.event
    return sent if sent is not None and sent.chosen == event else FilingForm(event=event)


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(reached(user_of(request)), public_id=person_id)


def _person_page(
    request: HttpRequest,
    person: Person,
    form: FilingForm | None = None,
    *,
    chosen: UUID | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """
    :param form: the one that was sent and has problems
    :param chosen: the event that is shown with its text, whatever was done about it
    """
    user, person_id = user_of(request), person.public_id
    banner = banner_of(person, user=user, on=clock.today())
    record = queries.person_record(person, banner, user=user, chosen=chosen)
    record_read(user, "gp_record.read", [person.pk, *banner.others], f"person:{person_id}")
    context = {
        "banner": banner,
        "public_id": person_id,
        "record": record,
        "lines": [(each, addresses.links(person_id, each), _form(each, form)) for each in record.lines],
        "form": form,
        "waiting": sum(bool(each.text and each.asked.to_do) for each in record.lines),
        "refused": refused,
        "to_come": STILL_TO_COME,
    }
    return page(request, "careplans/person_gp_record.html", context, status=status)

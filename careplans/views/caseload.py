"""Caseloads: one's own, those of an organisation, and people given to a colleague and back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from careplans import addresses, caseload_addresses
from careplans.access import people as access
from careplans.actions import first_contacts as actions
from careplans.forms.caseload import USED_FORM, CaseloadFilter, GiveForm, with_new_number
from careplans.queries import caseload as queries
from careplans.queries import caseload_chosen as choosing
from patients.views.going import go
from tiers.models import ListName
from tiers.queries.links import how_many_not_listed
from tiers.saved_here import saved_here
from tiers.views.asking import Asked, asked, choices_of
from tiers.views.recording import record_read
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.dates import LONDON
from wsic.ids import typed_id
from wsic.pages import Heading, address_with, heading, page, paging, without_empty_words

PARTIALS = frozenset({"people"})
NOBODY_GIVEN = "Tick the people who are given, or everybody on the list"
STAYS = "Open tasks and booked sessions stay with who has them."
NOBODY_TOLD = "Tick the people who were told, or everybody on the list"
COLUMNS = (
    ("Person", "name"),
    ("Practice", ""),
    ("Tier", "tier"),
    ("First contact", ""),
    ("Next session", "due"),
    ("Tasks", "clock"),
    ("Last contact", "last"),
)


@require_safe
@without_empty_words
def caseload(request: HttpRequest) -> HttpResponse:
    """The user's own people, wherever these are registered."""
    user, now = user_of(request), clock.now().astimezone(LONDON)
    require(access.refuse_my_day(user))
    staff = queries.self_as_staff(user)
    form = CaseloadFilter(request.GET, staff=staff)
    wanted = form.wanted(of=str(user.public_id))
    shown = queries.caseload_page(
        user, queries.all_practices(), staff, wanted, now=now, number=form.page_number, size=form.size
    )
    record_read(user, "caseload.read", shown.ids, f"user:{user.public_id}")
    own = [(each.name, caseload_addresses.caseload_of(each.public_id)) for each in queries.registers_of(user)]
    context = {"name": "", "page": shown, "several": True, "today": clock.today()}
    context |= {"own": own, "problems_of": None}
    context["saved"] = saved_here(ListName.OWN_CASELOAD, None, request.GET, form)
    context |= _frame(caseload_addresses.caseload(), form, shown, several=True)
    return page(request, "careplans/caseload_list.html", context, partials=PARTIALS)


@require_safe
@without_empty_words
def caseload_of(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    return _list(request, asked(request, organisation_id))


@require_POST
def caseload_give(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of = asked(request, organisation_id)
    staff = queries.staff_of(of.organisation, of.practices, on=of.today)
    form = GiveForm(request.POST, staff=staff)
    if form.is_valid() and (before := choosing.given_with(of.user, form.cleaned_data["once"])):
        return _used(request, of, form, before)
    people = _chosen(request, of, form, staff, none=NOBODY_GIVEN).people
    if not form.is_valid():
        return _list(request, of, form, status=422)
    once = form.cleaned_data["once"]
    try:
        given = actions.give_people(
            people=people, choices=[form.choice()], once=once, by=of.user, at=clock.now()
        )
    except actions.ChangedMeanwhile as refused:
        form.add_error(None, str(refused))
        return _list(request, of, form, status=409)
    _say(request, given)
    return _back(request, of, form)


@require_POST
def caseload_told(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of = asked(request, organisation_id)
    staff = queries.staff_of(of.organisation, of.practices, on=of.today)
    form = GiveForm(request.POST, staff=staff, telling=True)
    chosen = _chosen(request, of, form, staff, none=NOBODY_TOLD)
    if not form.is_valid():
        return _list(request, of, form, status=422)
    told = actions.tell(contacts=chosen.contacts, by=of.user, at=clock.now())
    messages.success(request, f"{told.marked:,} marked as told who their first contact is.")
    if others := len(chosen.people) - told.standing:
        messages.warning(
            request, f"{others:,} were not: nobody, or somebody else, is their first contact now."
        )
    return go(request, caseload_addresses.given(organisation_id, form.cleaned_data["query"], None))


@require_POST
def caseload_give_back(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of, once = asked(request, organisation_id), typed_id(request.POST.get("once", ""))
    back = actions.give_back(once=once, by=of.user, at=clock.now()) if once else 0
    messages.success(request, f"{back:,} given back to who had them before. {STAYS}")
    return redirect(caseload_addresses.caseload_of(organisation_id))


def _used(
    request: HttpRequest, of: Asked, form: GiveForm, before: frozenset[tuple[int, int]]
) -> HttpResponse:
    """Sent twice it was done once; sent again with another colleague, it is asked anew."""
    choice = form.choice()
    if (choice.user.pk, choice.organisation_id) in before:
        return _back(request, of, form)
    anew = GiveForm(
        with_new_number(request.POST), staff=queries.staff_of(of.organisation, of.practices, on=of.today)
    )
    anew.add_error(None, USED_FORM)
    return _list(request, of, anew, status=409)


def _back(request: HttpRequest, of: Asked, form: GiveForm) -> HttpResponse:
    """To the list, where what was given can be given back."""
    words, once = form.cleaned_data["query"], form.cleaned_data["once"]
    return go(request, caseload_addresses.given(of.organisation.public_id, words, once))


def _chosen(
    request: HttpRequest, of: Asked, form: GiveForm, staff: tuple[queries.Staff, ...], *, none: str
) -> choosing.Chosen:
    """Everybody of the list that the form stood under, or who is ticked; the form says what is wrong.

    :param none: the sentence if it is nobody
    """
    if not form["everybody"].value():
        post = request.POST
        found, problem = choosing.ticked(of.user, post.getlist("person"), post.getlist("contact")), None
    else:
        query = QueryDict(str(form["query"].value() or ""))
        shown = CaseloadFilter(query, staff=staff, practices=choices_of(of.practices))
        found = choosing.everybody(of.user, of.practices, staff, shown.wanted(), on=of.today)
        problem = form.refuse_list(shown, found) if form.is_valid() else None
    if form.is_valid() and (problem or not found.people):
        form.add_error(None, problem or none)
    return found


def _say(request: HttpRequest, given: actions.Given) -> None:
    if given.same:
        messages.info(request, f"{len(given.same):,} had them already.")
    if given.unable:
        messages.warning(
            request,
            f"{len(given.unable):,} were not given: {actions.UNABLE}",
        )


def _list(
    request: HttpRequest, of: Asked, giving: GiveForm | None = None, *, status: int = 200
) -> HttpResponse:
    """:param giving: a form that was sent and cannot be taken"""
    words = QueryDict(str(giving["query"].value() or "")) if giving else request.GET
    staff = queries.staff_of(of.organisation, of.practices, on=of.today)
    form = CaseloadFilter(words, staff=staff, practices=choices_of(of.practices))
    now = clock.now().astimezone(LONDON)
    shown = queries.caseload_page(
        of.user, of.practices, staff, form.wanted(), now=now, number=form.page_number, size=form.size
    )
    record_read(of.user, "caseload.read", shown.ids, of.subject)
    here, query = caseload_addresses.caseload_of(of.organisation.public_id), form.query()
    context = {"name": of.organisation.name, "page": shown, "several": of.several, "today": of.today}
    context |= {"within": of.organisation.public_id, "giving": giving or GiveForm(staff=staff)}
    context |= {"ticked": request.POST.getlist("person"), "problems_of": giving, "words": query.urlencode()}
    context |= {"shares": caseload_addresses.shares(of.organisation.public_id, shown.shares, query)}
    context["saved"] = saved_here(ListName.CASELOAD, of.organisation.public_id, words, form)
    context |= {"given": choosing.given_in(of.user, request.GET.get("given", ""), on=of.today)}
    context |= {"most": choosing.MOST_GIVEN} | _frame(here, form, shown, several=of.several)
    if shown.any_linked:
        context["not_listed"] = how_many_not_listed(of.user, of.practices, on=of.today)
    return page(request, "careplans/caseload_list.html", context, partials=PARTIALS, status=status)


def _frame(here: str, form: CaseloadFilter, shown: queries.CaseloadPage, *, several: bool) -> dict[str, Any]:
    """Chips, headings and pages; every link keeps the filters that are on."""
    query = form.query()
    back = f"{here}?{query.urlencode()}" if query else here
    return {
        "here": here,
        "filter": form,
        "fields": form.shown_fields(),
        "rows": [(row, addresses.contact_form(row.person.public_id, back=back)) for row in shown.rows],
        "chips": [(words, address_with(query, **{name: None})) for name, words in form.chips()],
        "headings": [_heading(query, *column) for column in COLUMNS if several or column[0] != "Practice"],
        "paging": paging(query, shown.total),
    }


def _heading(query: QueryDict, label: str, name: str) -> Heading:
    """A heading; without an address where the column does not sort."""
    return heading(query, label, name, default=name == "due") if name else Heading(label, "", "")

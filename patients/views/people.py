from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from patients.access import access_reviews as emergencies
from patients.access import people as access
from patients.forms.people import SearchForm
from patients.queries import lists, people, search
from wsic import clock
from wsic.access import require
from wsic.accounts.models import User
from wsic.accounts.requests import user_of
from wsic.accounts.roles import Verb
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.organisations.models import Organisation
from wsic.organisations.queries import practices_of
from wsic.pages import page

SEE_OTHER = 303


@sensitive_post_parameters("q")
@require_http_methods(["GET", "HEAD", "POST"])
def person_search(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    require(access.refuse_search(user))
    if request.method != "POST":
        return _search_page(request, SearchForm(today=clock.today()))
    form = SearchForm(request.POST, today=clock.today())
    if not form.is_valid():
        return _search_page(request, form, status=422)
    within = _within(request, form)
    practices = practices_of(within, on=clock.today()) if within else None
    answer = search.find(user, form.question, on=clock.today(), practices=practices)
    _record_search(request, answer, within)
    if form.question.numbers and len(answer.people) == 1:
        return HttpResponseRedirect(answer.people[0].address, status=SEE_OTHER)
    return _search_page(request, form, answer=answer, within=within)


@require_safe
def person_detail(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user = user_of(request)
    person = get_object_or_404(people.reached(user), public_id=person_id)
    shown = people.person_page(person, user=user, on=clock.today())
    kept = lists.lists_of(person, user=user, on=clock.today(), banner=shown.banner)
    subject = f"person:{person_id}"
    named = [person.pk, *shown.banner.others]
    audit.record("person.details_read", by=user, kind=EventKind.READ, people=named, subject=subject)
    return page(request, "patients/person_detail.html", {"page": shown, "lists": kept})


def _within(request: HttpRequest, form: SearchForm) -> Organisation | None:
    """The organisation whose register is searched: one of the user's own."""
    if not form.cleaned_data["within"]:
        return None
    own = Organisation.objects.filter(pk__in=user_of(request).organisations_with(Verb.REGISTER))
    return get_object_or_404(own, public_id=form.cleaned_data["within"])


def _emergency(user: User, form: SearchForm) -> str:
    """The number with which an emergency begins, for who may open records in one."""
    number = next(iter(form.question.numbers), "")
    return "" if emergencies.refuse_break_glass(user) else number


def _record_search(request: HttpRequest, answer: search.Answer, within: Organisation | None) -> None:
    """Who was shown; never what was typed, because that is a name or a number."""
    audit.record(
        "person.searched",
        by=user_of(request),
        kind=EventKind.READ,
        people=answer.ids,
        subject=f"organisation:{within.public_id}" if within else "",
        more=answer.more,
    )


def _search_page(
    request: HttpRequest,
    form: SearchForm,
    *,
    answer: search.Answer | None = None,
    within: Organisation | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "answer": answer,
        "most": search.MOST,
        "within": within.name if within else "",
        "by_number": bool(form.question.numbers),
        "emergency": _emergency(user_of(request), form),
    }
    return page(request, "patients/person_search.html", context, status=status)

"""What was entered in error, for the privacy officer: the list, a record, and its words for who says why."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import address_with, heading, page, page_number, page_size, paging, without_empty_words
from wsic.review import access
from wsic.review.forms import ReasonForm, RetractedFilter
from wsic.review.queries import retracted as queries
from wsic.review.queries.retracted_words import words_of

LIST_PARTIALS = frozenset({"retracted"})


@require_safe
@without_empty_words
def retracted(request: HttpRequest) -> HttpResponse:
    user, query = user_of(request), request.GET
    require(access.refuse_retracted(user))
    form, size = RetractedFilter(query, places=queries.places()), page_size(query)
    found = queries.retracted(form.asked(), skip=(page_number(query) - 1) * size, most=size)
    if not found.lines and page_number(query) > 1:
        return HttpResponseRedirect(f"{request.path}{address_with(query, page=None)}".removesuffix("?"))
    people = [each.person_pk for each in found.lines]
    audit.record("audit.retracted_listed", by=user, kind=EventKind.READ, people=people)
    sorts = (("Marked", "at"), ("Written at", "place"), ("Why", "why"))
    marked, place, why = (heading(query, label, name) for label, name in sorts)
    context = {"filter": form, "found": found, "paging": paging(query, found.total), "marked": marked}
    context |= {"place": place, "why": why, "chosen": any(form.cleaned_data.values())}
    return page(request, "audit/retracted_list.html", context, partials=LIST_PARTIALS)


@sensitive_post_parameters("why")
@require_http_methods(["GET", "HEAD", "POST"])
def retracted_record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Where it stood; its words once somebody says why, each time anew."""
    user = user_of(request)
    require(access.refuse_retracted(user))
    record = queries.one(record_id)
    if record is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    opens = form.is_bound and form.is_valid()
    status = 422 if form.is_bound and not opens else 200
    context = {"record": record, "stood": queries.stood(record), "form": form, "opens": opens}
    if opens:
        audit.say_why(form.cleaned_data["why"])
        context["parts"] = words_of(record)
    verb = "retracted.read" if opens else "audit.retracted_asked"
    about, subject = [record.person_pk], f"person:{record.person.public_id}"
    audit.record(verb, by=user, kind=EventKind.READ, people=about, subject=subject, record=str(record_id))
    return page(request, "audit/retracted_record.html", context, status=status)

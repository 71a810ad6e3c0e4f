"""The queue of access that somebody took by saying why, and one entry of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from patients.access import access_reviews as access
from patients.actions import access_reviews as actions
from patients.forms.access_reviews import AnswerForm, QueueFilter, SettleForm
from patients.models import AccessReview, ReviewState
from patients.queries import access_reviews as queries
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import address_with, page, paging, without_empty_words

LIST_PARTIALS = frozenset({"reviews"})
MEANWHILE = (
    "This entry has moved on since the page was opened. Nothing was saved: read its history and decide again"
)


@require_safe
@without_empty_words
def review_list(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    require(access.refuse_review(user))
    form = QueueFilter(request.GET)
    chosen = form.chosen()
    found = queries.queue(user, **chosen)
    pages = paging(request.GET, found.count())
    rows = queries.lines(found, at=clock.instant(), first=max(0, pages.first - 1), last=pages.last)
    references = [each.reference for each in rows]
    audit.record("access_review.listed", by=user, kind=EventKind.READ, shown=references)
    tabs = _tabs(request, chosen)
    context = {"filter": form, "tabs": tabs, "rows": rows, "paging": pages, "query": request.GET.urlencode()}
    return page(request, "patients/access_review_list.html", context, partials=LIST_PARTIALS)


@require_safe
def review_detail(request: HttpRequest, review_id: UUID) -> HttpResponse:
    return _review_page(request, _get_review(request, review_id))


@require_POST
def review_settle(request: HttpRequest, review_id: UUID) -> HttpResponse:
    user, review = user_of(request), _get_review(request, review_id)
    require(access.refuse_review(user))
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _review_page(request, review, settling=form, status=422)
    state = ReviewState(form.cleaned_data["state"])
    try:
        actions.settle(review=review, state=state, note=form.cleaned_data["note"], by=user)
    except actions.NotTheNextStep:
        form.add_error(None, MEANWHILE)
        return _review_page(request, review, settling=form, status=409)
    return HttpResponseRedirect(reverse("patients:review_detail", args=[review_id]))


@require_POST
def review_answer(request: HttpRequest, review_id: UUID) -> HttpResponse:
    user, review = user_of(request), _get_review(request, review_id)
    require(access.refuse_answer(user, review))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _review_page(request, review, answering=form, status=422)
    try:
        actions.answer(review=review, note=form.cleaned_data["note"], by=user)
    except actions.NotTheNextStep:
        form.add_error(None, MEANWHILE)
        return _review_page(request, review, answering=form, status=409)
    return HttpResponseRedirect(reverse("patients:review_detail", args=[review_id]))


def _get_review(request: HttpRequest, review_id: UUID) -> AccessReview:
    seen = queries.visible(user_of(request)).select_related("opened_by", "organisation")
    return get_object_or_404(seen, public_id=review_id)


def _review_page(
    request: HttpRequest,
    review: AccessReview,
    *,
    settling: SettleForm | None = None,
    answering: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = user_of(request)
    shown = queries.review_page(review, user=user, at=clock.instant())
    subject = f"access-review:{review.public_id}"
    audit.record("access_review.read", by=user, kind=EventKind.READ, subject=subject)
    context = {"page": shown, "form": settling or answering}
    settling = settling or SettleForm()
    settling.show_what_follows(review.state)
    context |= {"settling": settling, "answering": answering or AnswerForm()}
    return page(request, "patients/access_review_detail.html", context, status=status)


def _tabs(request: HttpRequest, chosen: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            "label": tab.label,
            "count": tab.count,
            "address": address_with(request.GET, state=tab.name),
            "current": tab.name == chosen["state"],
        }
        for tab in queries.tabs(user_of(request), kind=chosen["kind"], q=chosen["q"])
    ]

"""Rows that did not get in: the list, one of them, and mending it."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from patients.actions import quarantine as actions
from patients.feeds.declared import feed_named
from patients.forms.quarantine import CloseForm, QuarantineFilter, RowForm
from patients.models import QuarantinedRow
from patients.queries import quarantine, quarantine_page
from wsic import clock
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import address_with, heading, page, paging, without_empty_words

from .going import go, target_of

LIST_PARTIALS = frozenset({"quarantine"})
ROW_PARTIALS = frozenset({"row", "row-progress"})
HEADINGS = (
    ("File, line", "brought"),
    ("Organisation", "organisation"),
    ("Column", "column"),
    ("Reason", "reason"),
)


@require_safe
@without_empty_words
def quarantine_list(request: HttpRequest) -> HttpResponse:
    user, form = user_of(request), _filter(request)
    chosen = form.chosen()
    found = quarantine.listed_rows(user, chosen=chosen)
    pages = paging(request.GET, found.count())
    first, sort = max(0, pages.first - 1), request.GET.get("sort", "")
    rows = quarantine.lines(found, user=user, sort=sort, first=first, last=pages.last)
    _record_read(request, "quarantine.listed", "quarantine", [str(row.public_id) for row in rows])
    context = {
        "filter": form,
        "chosen": _chips(request, chosen),
        "tabs": _tabs(request, chosen),
        "headings": [heading(request.GET, *column, default=column[1] == "brought") for column in HEADINGS],
        "rows": rows,
        "paging": pages,
        "query": request.GET.urlencode(),
    }
    return page(request, "patients/quarantine_list.html", context, partials=LIST_PARTIALS)


@require_safe
def quarantine_detail(request: HttpRequest, row_id: UUID) -> HttpResponse:
    row = _get_row(request, row_id)
    form = RowForm(row.given_texts, feed=feed_named(row.feed))
    form.blame(quarantine_page.problems(row))
    return _row_page(request, row, form, CloseForm())


@require_POST
def quarantine_correct(request: HttpRequest, row_id: UUID) -> HttpResponse:
    row = _get_row(request, row_id)
    feed = feed_named(row.feed)
    values = RowForm.posted(request.POST, feed=feed)
    form = RowForm(values, feed=feed)
    form.blame(quarantine_page.judge(row, values))
    if not form.is_valid():
        return _row_page(request, row, form, CloseForm(), typed=form, status=422)
    try:
        actions.correct_row(
            row=row, values=values, by=user_of(request), at=clock.now(), due_at=clock.instant()
        )
    except actions.CorrectionUnderWay as problem:
        form.add_error(None, str(problem))
        return _row_page(request, row, form, CloseForm(), typed=form, status=409)
    return go(request, _address(request, row_id))


@require_POST
def quarantine_approve(request: HttpRequest, row_id: UUID) -> HttpResponse:
    row = _get_row(request, row_id)
    actions.approve_identity_change(row=row, by=user_of(request), at=clock.now(), due_at=clock.instant())
    return go(request, _address(request, row_id))


@require_POST
def quarantine_close(request: HttpRequest, row_id: UUID) -> HttpResponse:
    row, closing = _get_row(request, row_id), CloseForm(request.POST)
    if not closing.is_valid():
        form = RowForm(row.given_texts, feed=feed_named(row.feed))
        form.blame(quarantine_page.problems(row))
        return _row_page(request, row, form, closing, typed=closing, status=422)
    actions.close_row(row=row, note=closing.cleaned_data["note"], by=user_of(request), at=clock.now())
    return go(request, _address(request, row_id))


def _get_row(request: HttpRequest, row_id: UUID) -> QuarantinedRow:
    rows = quarantine.visible_rows(user_of(request)).select_related("organisation", "importer", "closed_by")
    return get_object_or_404(rows, public_id=row_id)


def _row_page(
    request: HttpRequest,
    row: QuarantinedRow,
    form: RowForm,
    closing: CloseForm,
    *,
    typed: RowForm | CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """:param typed: the form whose errors are news, for the summary; the others are why the row is here"""
    user = user_of(request)
    chosen = _filter(request).chosen()
    shown = quarantine_page.quarantine_page(row, user=user, chosen=chosen, at=clock.instant())
    if shown.sending is None and target_of(request) == "row-progress":
        return HttpResponseClientRefresh()
    people = [shown.identity.person_id] if shown.identity else []
    _record_read(request, "quarantine.read", f"quarantine:{row.public_id}", [str(row.public_id)], people)
    context = {"page": shown, "cells": form, "closing": closing, "form": typed}
    context["query"] = request.GET.urlencode()
    return page(request, "patients/quarantine_detail.html", context, partials=ROW_PARTIALS, status=status)


def _filter(request: HttpRequest) -> QuarantineFilter:
    return QuarantineFilter(request.GET, practices=quarantine.practices(user_of(request)))


def _chips(request: HttpRequest, chosen: dict[str, str]) -> list[tuple[str, str]]:
    """The filters that have no field of their own, each with the list without it."""
    if "file" not in chosen:
        return []
    label = f"File {quarantine.file_name(user_of(request), chosen['file'])}"
    return [(label, address_with(request.GET, file=None))]


def _tabs(request: HttpRequest, chosen: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            "label": tab.words,
            "count": tab.count,
            "address": address_with(request.GET, reason=tab.reason or None),
            "current": tab.reason == chosen.get("reason", ""),
        }
        for tab in quarantine.reason_tabs(user_of(request), chosen=chosen)
    ]


def _address(request: HttpRequest, row_id: UUID) -> str:
    """The row's page, with the list's filter that previous and next keep to."""
    query = request.GET.urlencode()
    return reverse("patients:quarantine_detail", args=[row_id]) + (f"?{query}" if query else "")


def _record_read(
    request: HttpRequest, verb: str, subject: str, rows: Sequence[str], people: Sequence[int] = ()
) -> None:
    audit.record(
        verb,
        by=user_of(request),
        kind=EventKind.READ,
        subject=subject,
        people=people,
        rows=rows,
        shown=len(rows),
    )

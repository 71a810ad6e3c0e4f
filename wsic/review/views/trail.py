"""Who read what and why, for the privacy officer: a day's questions, and the trail of a person or a user."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from patients.queries.spreadsheet import spreadsheet
from wsic import clock
from wsic.access import require
from wsic.accounts.models import User
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import step_up
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.dates import LONDON
from wsic.pages import PAGE_SIZES, page, page_number, page_size, paging, without_empty_words
from wsic.review import access
from wsic.review.forms import DayFilter, PersonForm, TrailFilter
from wsic.review.queries import trail as queries
from wsic.review.sets import trail as sets

TRAIL_PARTIALS = frozenset({"trail"})
SEE_OTHER = 303
ROWS_AT_FIRST = PAGE_SIZES[1]
HEADINGS = ("When", "Who", "Role", "Organisation", "What", "Kind", "People", "Why", "From where")


@require_safe
@without_empty_words
def overview(request: HttpRequest) -> HttpResponse:
    require(access.refuse_review(user_of(request)))
    return _overview(request, PersonForm())


@sensitive_post_parameters("number", "born")
@require_POST
def find_person(request: HttpRequest) -> HttpResponse:
    require(access.refuse_review(user_of(request)))
    form = PersonForm(request.POST)
    if form.is_valid():
        found = sets.find(form.cleaned_data["number"], form.cleaned_data["born"])
        if found is not None:
            return HttpResponseRedirect(reverse("audit:of_person", args=[found]), status=SEE_OTHER)
        form.say_nobody()
    return _overview(request, form, status=422)


@require_safe
def users(request: HttpRequest) -> HttpResponse:
    require(access.refuse_review(user_of(request)))
    typed = request.GET.get("q", "").strip()
    found = queries.users(typed) if typed else []
    context = {"typed": typed, "found": found, "most": queries.MOST_USERS}
    return page(request, "audit/users.html", context)


@require_safe
@without_empty_words
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person, label = _person(request, person_id)
    heading = {"title": "Who saw the person", "who": label.words, "about_person": True}
    csv = reverse("audit:of_person_csv", args=[person_id])
    return _trail(
        request, heading, csv, verb="audit.person_reviewed", subject=f"person:{person_id}", person=person
    )


@require_safe
@step_up
def of_person_csv(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person, _ = _person(request, person_id)
    return _csv(request, verb="audit.person_exported", subject=f"person:{person_id}", person=person)


@require_safe
@without_empty_words
def of_user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    whom = _user(request, user_id)
    heading = {
        "title": "What was seen by",
        "who": f"{whom.display_name} ({whom.username})",
        "about_person": False,
    }
    csv = reverse("audit:of_user_csv", args=[user_id])
    return _trail(request, heading, csv, verb="audit.user_reviewed", subject=f"user:{user_id}", user=whom.pk)


@require_safe
@step_up
def of_user_csv(request: HttpRequest, user_id: UUID) -> HttpResponse:
    whom = _user(request, user_id)
    return _csv(request, verb="audit.user_exported", subject=f"user:{user_id}", user=whom.pk)


def _person(request: HttpRequest, person_id: UUID) -> tuple[int, queries.Label]:
    require(access.refuse_review(user_of(request)))
    found = queries.person(person_id)
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest, user_id: UUID) -> User:
    require(access.refuse_review(user_of(request)))
    return get_object_or_404(User, public_id=user_id)


def _overview(request: HttpRequest, form: PersonForm, *, status: int = 200) -> HttpResponse:
    today = clock.instant().astimezone(LONDON).date()
    chosen = DayFilter(request.GET)
    day = chosen.chosen(otherwise=today - timedelta(days=1))
    asked, people = queries.day(day)
    by = user_of(request)
    audit.record("audit.day_reviewed", by=by, kind=EventKind.READ, people=people, day=day.isoformat())
    context = {
        "form": form,
        "day": day,
        "day_form": chosen if chosen.errors else DayFilter({"day": day.isoformat()}),
        "asked": asked,
        "most": queries.MOST_ASKED,
        "quiet": not any(each.questions for each in asked),
        "yesterday": day == today - timedelta(days=1),
        "spool": queries.spool_state(),
    }
    return page(request, "audit/overview.html", context, status=status)


def _trail(
    request: HttpRequest, heading: dict[str, Any], csv: str, *, verb: str, subject: str, **whose: int
) -> HttpResponse:
    query = request.GET.copy()
    query.setdefault("size", str(ROWS_AT_FIRST))
    form = TrailFilter(query, today=clock.instant().astimezone(LONDON).date())
    wanted, size = form.wanted(), page_size(query)
    found = queries.trail(wanted, **whose, skip=(page_number(query) - 1) * size, most=size)
    if not found.lines and page_number(query) > 1:
        return HttpResponseRedirect(request.path)
    by = user_of(request)
    audit.record(
        verb, by=by, kind=EventKind.READ, people=found.people, subject=subject, shown=len(found.lines)
    )
    chosen = {name: query[name] for name in ("from_on", "until_on", "kind") if query.get(name)}
    context = heading | {
        "page": found,
        "filter": form,
        "paging": paging(query, found.total),
        "here": request.path,
    }
    context |= {"csv": csv, "chosen": chosen, "most": queries.MOST_DOWNLOADED}
    return page(request, "audit/trail.html", context, partials=TRAIL_PARTIALS)


def _csv(request: HttpRequest, *, verb: str, subject: str, **whose: int) -> HttpResponse:
    wanted = TrailFilter(request.GET, today=clock.instant().astimezone(LONDON).date()).wanted()
    found = queries.trail(wanted, **whose, skip=0, most=queries.MOST_DOWNLOADED)
    content = spreadsheet([HEADINGS, *(_cells(line) for line in found.lines)]).encode()
    audit.record(
        verb,
        by=user_of(request),
        kind=EventKind.EXPORT,
        people=found.people,
        subject=subject,
        rows=len(found.lines),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    headers = {"Content-Disposition": f'attachment; filename="audit-{wanted.from_on}-{wanted.until_on}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _cells(line: queries.Line) -> Sequence[object]:
    people = "; ".join(label.words for label in line.people) + (
        f"; and {line.more} more" if line.more else ""
    )
    when = f"{line.at.astimezone(LONDON):%Y-%m-%d %H:%M:%S}"
    return (
        when, line.who, line.role, line.organisation, line.what, line.kind, people, line.why, line.address
    )  # fmt: skip

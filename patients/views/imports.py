"""Files on their way in: the list, bringing one, matching its columns, and what became of it."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from patients.actions import extracts
from patients.actions import imports as actions
from patients.feeds.declared import feed_named
from patients.feeds.files import is_systmone_extract
from patients.feeds.reading import RefusedFile
from patients.forms.imports import ImportFilter, MappingForm, RefusalForm, UploadForm
from patients.models import Import, ImportState
from patients.queries import files, import_page, imports
from patients.queries.extracts import extract_page
from patients.queries.import_people import people_csv
from wsic import clock
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import step_up
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.organisations.models import Organisation
from wsic.pages import address_with, page, paging, without_empty_words

from .going import go, target_of

LIST_PARTIALS = frozenset({"imports", "running"})
UPLOAD_PARTIALS = frozenset({"upload"})
MAPPING_PARTIALS = frozenset({"mapping"})
IMPORT_PARTIALS = frozenset({"import-progress", "decision"})


@require_safe
@without_empty_words
def import_list(request: HttpRequest) -> HttpResponse:
    user, form = user_of(request), ImportFilter(request.GET)
    chosen = form.chosen()
    found = imports.files(user, chosen=chosen)
    pages = paging(request.GET, found.count())
    context = {
        "filter": form,
        "chosen": [(chosen[name], address_with(request.GET, **{name: None})) for name in chosen],
        "rows": imports.import_rows(found, first=max(0, pages.first - 1), last=pages.last),
        "paging": pages,
        "running": imports.running(user, at=clock.instant()),
        "in_force": imports.in_force(user),
        "why_no_upload": imports.why_no_upload(user),
        "clear": request.path,
    }
    return page(request, "patients/import_list.html", context, partials=LIST_PARTIALS)


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    offered = files.feeds_offered(user)
    form = _upload_form(request, offered)
    if not form.is_bound:
        return _upload_page(request, form, offered)
    if form.is_valid():
        try:
            imported = extracts.receive(**_uploaded(form), by=user, at=clock.now())
        except RefusedFile as problem:
            form.add_error("file", str(problem))
        else:
            return go(request, reverse("patients:import_mapping", args=[imported.public_id]))
    return _upload_page(request, form, offered, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def import_mapping(request: HttpRequest, import_id: UUID) -> HttpResponse:
    user, imported = user_of(request), _get_import(request, import_id)
    if imported.state != ImportState.MAPPING:
        return redirect("patients:import_detail", import_id)
    if is_systmone_extract(imported.feed, imported.source):
        return _import_extract(request, imported)
    try:
        seen = files.file_page(imported, user=user)
    except RefusedFile as problem:
        return _unreadable(request, imported, str(problem))
    _record_read(request, "import.previewed", imported, rows=len(seen.rows))
    given = request.POST if request.method == "POST" else None
    form = MappingForm(given, feed=feed_named(imported.feed), header=seen.header, guessed=seen.guess)
    if not form.is_valid():
        return _mapping_page(request, seen, form)
    actions.match_and_start(
        imported=imported, by=user, at=clock.now(), due_at=clock.instant(), **form.answer()
    )
    return go(request, reverse("patients:import_detail", args=[import_id]))


def _import_extract(request: HttpRequest, imported: Import) -> HttpResponse:
    """What a zip of several tables holds, and starting all of it."""
    user = user_of(request)
    try:
        seen = extract_page(imported, user=user)
    except RefusedFile as problem:
        return _unreadable(request, imported, str(problem))
    if request.method != "POST":
        _record_read(request, "import.previewed", imported, rows=0)
        return page(request, "patients/import_extract.html", {"page": seen})
    extracts.start_extract(imported=imported, by=user, at=clock.instant())
    return go(request, reverse("patients:import_list"))


@require_safe
def import_detail(request: HttpRequest, import_id: UUID) -> HttpResponse:
    shown = import_page.import_page(
        _get_import(request, import_id), user=user_of(request), today=clock.today(), at=clock.instant()
    )
    if shown.progress is None and target_of(request) == "import-progress":
        return HttpResponseClientRefresh()  # it has ended meanwhile: the whole page, with its report
    return _import_page(request, shown, RefusalForm())


@require_POST
def import_approve(request: HttpRequest, import_id: UUID) -> HttpResponse:
    user, imported = user_of(request), _get_import(request, import_id)
    seen = request.POST.get("seen", "")
    try:
        actions.approve_import(imported=imported, seen=seen, by=user, at=clock.now(), due_at=clock.instant())
    except actions.HeldAnew:
        shown = import_page.import_page(imported, user=user, today=clock.today(), at=clock.instant())
        return _import_page(request, shown, RefusalForm(), held_anew=True, status=409)
    return go(request, reverse("patients:import_detail", args=[import_id]))


@require_POST
def import_refuse(request: HttpRequest, import_id: UUID) -> HttpResponse:
    user, imported = user_of(request), _get_import(request, import_id)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        shown = import_page.import_page(imported, user=user, today=clock.today(), at=clock.instant())
        return _import_page(request, shown, form, status=422)
    actions.refuse_import(imported=imported, by=user, at=clock.now(), reason=form.cleaned_data["reason"])
    return go(request, reverse("patients:import_detail", args=[import_id]))


@require_safe
@step_up
def import_report(request: HttpRequest, import_id: UUID) -> HttpResponse:
    user, imported = user_of(request), _get_import(request, import_id)
    shown = import_page.import_page(imported, user=user, today=clock.today(), at=clock.instant())
    content = import_page.report_csv(imported, shown)
    return _download(request, imported, content, what="report")


@require_safe
@step_up
def import_people(request: HttpRequest, import_id: UUID) -> HttpResponse:
    imported = _get_import(request, import_id)
    content, people = people_csv(imported, user=user_of(request), today=clock.today())
    return _download(request, imported, content, what="people", people=people)


def _get_import(request: HttpRequest, import_id: UUID) -> Import:
    seen = imports.visible_imports(user_of(request)).select_related(
        "job", "organisation", "uploaded_by", "approved_by"
    )
    return get_object_or_404(seen, public_id=import_id)


def _download(
    request: HttpRequest, imported: Import, text: str, *, what: str, people: Sequence[int] = ()
) -> HttpResponse:
    """:param people: primary keys of those whose names are in it"""
    content = text.encode()
    audit.record(
        f"import.{what}_exported",
        by=user_of(request),
        kind=EventKind.EXPORT,
        people=people,
        subject=f"import:{imported.public_id}",
        rows=content.count(b"\n"),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    name = f"import-{imported.feed}-{imported.as_on:%Y-%m-%d}-{what}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _uploaded(form: UploadForm) -> dict[str, Any]:
    """The upload's answers as the action takes them."""
    answers = dict(form.cleaned_data)
    organisation = get_object_or_404(Organisation, public_id=answers.pop("organisation"))
    uploaded = answers.pop("file")
    return {**answers, "organisation": organisation, "uploaded": uploaded}


def _upload_form(request: HttpRequest, offered: tuple[files.FeedHelp, ...]) -> UploadForm:
    feeds = [*((feed.name, feed.title) for feed in offered), files.EXTRACT_OFFERED]
    asked: dict[str, Any] = {"feeds": feeds, "user": user_of(request), "today": clock.today()}
    if request.method != "POST":
        return UploadForm(**asked)
    form = UploadForm(request.POST, request.FILES, **asked)
    if getattr(request, "upload_too_large", False):  # known once the body has been read, by the line above
        form.say_too_large()
    return form


def _upload_page(
    request: HttpRequest, form: UploadForm, offered: tuple[files.FeedHelp, ...], *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "feeds": offered}
    return page(request, "patients/import_new.html", context, partials=UPLOAD_PARTIALS, status=status)


def _mapping_page(request: HttpRequest, seen: files.FilePage, form: MappingForm) -> HttpResponse:
    context = {"page": seen, "form": form, "columns": form.with_help(seen.columns)}
    status = 422 if form.is_bound else 200
    return page(request, "patients/import_mapping.html", context, partials=MAPPING_PARTIALS, status=status)


def _unreadable(request: HttpRequest, imported: Import, problem: str) -> HttpResponse:
    context = {"file_name": imported.file_name, "import_id": imported.public_id, "problem": problem}
    return page(request, "patients/import_unreadable.html", context, status=409)


def _import_page(
    request: HttpRequest,
    shown: import_page.ImportPage,
    form: RefusalForm,
    *,
    held_anew: bool = False,
    status: int = 200,
) -> HttpResponse:
    people = shown.taken.people if shown.taken else []
    subject = f"import:{shown.public_id}"
    audit.record("import.read", by=user_of(request), kind=EventKind.READ, people=people, subject=subject)
    context = {"page": shown, "form": form, "held_anew": held_anew}
    return page(request, "patients/import_detail.html", context, partials=IMPORT_PARTIALS, status=status)


def _record_read(request: HttpRequest, verb: str, imported: Import, *, rows: int) -> None:
    subject = f"import:{imported.public_id}"
    audit.record(verb, by=user_of(request), kind=EventKind.READ, subject=subject, rows=rows)

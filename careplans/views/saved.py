"""Saved views of lists: all of one's own, or those of one list, with the form that saves another."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from careplans.forms.saved import AskedForm, ViewForm, teams_for
from careplans.views.saved_lists import AskedList, asked_list
from tiers import access
from tiers.actions import saved as actions
from tiers.models import ENTERED, ListName, SavedView
from tiers.queries import saved as queries
from wsic import clock
from wsic.access import require
from wsic.accounts.models import User
from wsic.accounts.requests import user_of
from wsic.pages import page

PARTIALS = frozenset({"saved-views"})
NOTHING = "Filter or sort the list first: there is nothing to keep of the whole list"
CHANGED = "Some of these filters are not on offer any more. Open the list again and save what you see there"


@require_safe
def saved_views(request: HttpRequest) -> HttpResponse:
    form = AskedForm(request.GET)
    return _page(request, _list_of(request, form), deleted=form.asked("deleted"))


@require_POST
def saved_view_save(request: HttpRequest) -> HttpResponse:
    user, asking = user_of(request), AskedForm(request.POST)
    require(access.refuse_save_view(user))
    of = _list_of(request, asking)
    form = _new(user, of, request.POST)
    if of is None or not form.is_valid():
        return _page(request, of, form, status=422)
    if problem := _refuse_words(of, asking):
        form.add_error(None, problem)
        return _page(request, of, form, status=422)
    more: dict[str, Any] = {"kept": form.kept(), "by": user, "at": clock.now()}
    try:
        view = actions.save_view(name=of.name, organisation=of.organisation, words=of.words, **more)
    except actions.CannotBeKept as refused:
        form.add_error("name", str(refused))
        return _page(request, of, form, status=409)
    messages.success(request, f"This view is saved as “{view.name}”.")
    return redirect(queries.address_of(view))


@require_POST
def saved_view_change(request: HttpRequest, view_id: UUID) -> HttpResponse:
    user, view = user_of(request), _view(request, view_id)
    form = _changing(user, view, request.POST)
    if view.deleted_at or not form.is_valid():
        return _page(request, _same(view), changed=(view, form), status=422)
    try:
        actions.change_view(view=view, kept=form.kept(), by=user)
    except actions.CannotBeKept as refused:
        form.add_error("name", str(refused))
        return _page(request, _same(view), changed=(view, form), status=409)
    return redirect(_address(user_of(request), view))


@require_POST
def saved_view_delete(request: HttpRequest, view_id: UUID) -> HttpResponse:
    view = _view(request, view_id)
    if view.deleted_at is None:
        actions.delete_view(view=view, by=user_of(request), at=clock.now())
    return redirect(_address(user_of(request), view, deleted=view.public_id))


@require_POST
def saved_view_back(request: HttpRequest, view_id: UUID) -> HttpResponse:
    view = _view(request, view_id)
    try:
        actions.bring_back(view=view, by=user_of(request))
    except actions.CannotBeKept as refused:
        messages.warning(request, f"{refused}.")
    return redirect(_address(user_of(request), view))


def _refuse_words(of: AskedList, asking: AskedForm) -> str | None:
    """What was sent is kept only if all of it is on offer."""
    if not of.words:
        return NOTHING
    return None if of.words == asking.asked("words") else CHANGED


def _list_of(request: HttpRequest, form: AskedForm) -> AskedList | None:
    return asked_list(request, form.asked("list") or "", form.asked("of"), form.asked("words") or "")


def _view(request: HttpRequest, view_id: UUID) -> SavedView:
    view = queries.own_view(user_of(request), view_id)
    if view is None:
        raise Http404
    return view


def _same(view: SavedView) -> AskedList:
    """The list of a view, without words: there is nothing to be saved."""
    return AskedList(ListName(view.list), view.organisation, "")


def _address(user: User, view: SavedView, **more: UUID) -> str:
    """The views of its list, or all of the user's where that list is not open to them any more."""
    words: dict[str, Any] = {**more}
    if queries.is_open_to(user, view):
        words |= {"list": view.list, "of": view.organisation.public_id if view.organisation else ""}
    given = {name: str(value) for name, value in words.items() if value}
    return f"{reverse('careplans:saved_views')}?{urlencode(given)}"


def _new(user: User, of: AskedList | None, data: Any = None) -> ViewForm:
    place = of.organisation.pk if of and of.organisation else None
    return ViewForm(
        data, teams=teams_for(user.standings, place), enters=of is not None and of.name in ENTERED
    )


def _changing(user: User, view: SavedView, data: Any = None) -> ViewForm:
    teams = teams_for(user.standings, view.organisation_id)
    return ViewForm(data, teams=teams, enters=view.list in ENTERED, auto_id=f"view{view.pk}_%s")


def _row(user: User, line: queries.SavedLine) -> tuple[queries.SavedLine, ViewForm]:
    """A view with the form that changes it."""
    form = ViewForm(
        teams=teams_for(user.standings, line.organisation_id),
        enters=line.enters,
        auto_id=f"view{line.public_id}_%s",
        name=line.name,
        share=str(line.team_id) if line.shared else "",
        opens=line.opens,
    )
    return line, form


def _page(
    request: HttpRequest,
    of: AskedList | None,
    form: ViewForm | None = None,
    *,
    changed: tuple[SavedView, ViewForm] | None = None,
    deleted: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    """:param changed: a view whose change cannot be taken, with its form"""
    user = user_of(request)
    found = queries.saved_lines(user, of.name if of else None, of.organisation if of else None)
    wrong = {changed[0].public_id: changed[1]} if changed else {}
    rows = [
        (line, wrong.get(line.public_id, shown)) for line, shown in (_row(user, each) for each in found.own)
    ]
    gone = queries.own_view(user, deleted) if deleted else None
    context: dict[str, Any] = {"of": of, "label": of.name.label if of else "", "rows": rows, "found": found}
    context |= {"form": form or _new(user, of), "most": actions.MOST, "most_shared": queries.MOST_SHARED}
    context |= {"deleted": gone if gone and gone.deleted_at else None, "wrong": set(wrong)}
    context |= {"problems_of": form or (changed[1] if changed else None)}
    context["list_address"] = queries.list_address(of.name, of.organisation) if of else ""
    return page(request, "careplans/saved_views.html", context, partials=PARTIALS, status=status)

"""Somebody's own account: what they may do, what they have open, their password and their second factor."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wsic import clock
from wsic.access import require
from wsic.pages import page

from .. import access, actions, queries
from ..forms import PasswordForm, TelephoneForm
from ..requests import user_of
from ..step_up import step_up


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return _account_page(request)


@require_POST
def telephone(request: HttpRequest) -> HttpResponse:
    """Of the one of the user's places of work that the form names."""
    user, named = user_of(request), request.POST.get("organisation", "")
    desk = next((each for each in queries.desks(user) if str(each.public_id) == named), None)
    if desk is None:
        raise Http404
    form = TelephoneForm(desk, request.POST)
    if not form.is_valid():
        return _account_page(request, form, status=422)
    given = form.cleaned_data["telephone"]
    actions.set_telephone(user=user, organisation_id=desk.pk, telephone=given)
    messages.success(request, f"You are rung at {desk.organisation} under {given or 'no number'}.")
    return redirect("accounts:account")


@sensitive_post_parameters("new_password1", "new_password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@step_up
def password(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    require(access.refuse_change_password(user))
    form = PasswordForm(user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "accounts/password.html", {"form": form}, status=422 if form.is_bound else 200)
    given = make_password(form.cleaned_data["new_password1"])
    actions.change_password(user=user, password_hash=given, keep=request.session.session_key or "", by=user)
    update_session_auth_hash(request, user)
    messages.success(request, "Your password was changed. Everywhere else you are signed out.")
    return redirect("accounts:account")


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    ended = actions.end_sessions(user=user_of(request), keep=request.session.session_key or "")
    messages.success(request, "You are signed out everywhere else." if ended else "Nothing else was open.")
    return redirect("accounts:account")


def _account_page(
    request: HttpRequest, form: TelephoneForm | None = None, *, status: int = 200
) -> HttpResponse:
    """:param form: one that was sent and cannot be taken"""
    user, key = user_of(request), request.session.session_key or ""
    shown = queries.account_page(user, key=key, since=clock.instant() - settings.SESSION_IN_ALL)
    desks = [form if form and form.desk == each else TelephoneForm(each) for each in queries.desks(user)]
    context = {"account": shown, "telephones": desks, "problems_of": form}
    return page(request, "accounts/account.html", context, status=status)

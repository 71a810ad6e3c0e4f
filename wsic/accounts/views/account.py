"""Somebody's own account: what they may do, what they have open, their password and their second factor."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wsic import clock
from wsic.access import require
from wsic.pages import page

from .. import access, actions, queries
from ..forms import PasswordForm
from ..requests import user_of
from ..step_up import step_up


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    key, since = request.session.session_key or "", clock.instant() - settings.SESSION_IN_ALL
    shown = queries.account_page(user_of(request), key=key, since=since)
    return page(request, "accounts/account.html", {"account": shown})


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

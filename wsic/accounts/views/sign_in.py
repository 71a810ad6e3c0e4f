from datetime import datetime

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wsic import clock
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page

from .. import actions, pending, queries
from ..forms import CodeForm, SignInForm
from ..middleware import locked_user
from ..models import User
from ..requests import address_of, inside
from .second_factor import SetUp, codes_page, set_up_page


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(inside(request, request.GET.get("next", "")))
    at = clock.instant()
    if request.method != "POST":
        initial = {name: request.GET.get(name, "") for name in ("next", "whose")}
        return _sign_in_page(request, SignInForm(request, at=at, initial=initial))
    form = SignInForm(request, data=request.POST, at=at)
    if form.is_valid():
        return _go_on(request, form.get_user(), leads_to=form.leads_to(), at=at)
    _note_try(form)
    return _sign_in_page(request, form, status=429 if form.waits else 422)


@login_not_required
@sensitive_post_parameters("given")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in: a code of the app, or a recovery code."""
    at = clock.instant()
    found = pending.find(request.session, at=at)
    if found is None or not queries.has_second_factor(found.user):
        return redirect(settings.LOGIN_URL)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_right(found.user, address=address_of(request), at=at):
        _sign_in(request, found.user, second_factor=True)
        return HttpResponseRedirect(inside(request, found.leads_to))
    context = {"form": form, "whose": found.user.display_name}
    return page(request, "accounts/sign_in_code.html", context, status=form.status)


@login_not_required
@sensitive_post_parameters("given", "sealed")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_set_up(request: HttpRequest) -> HttpResponse:
    """Where a second factor is required, whoever has none sets it up before anything else opens."""
    at = clock.instant()
    found = pending.find(request.session, at=at)
    if found is None or queries.has_second_factor(found.user):
        return redirect(settings.LOGIN_URL)
    step = SetUp(request, found.user, at=at)
    codes = step.done(keep="")
    if codes is None:
        return set_up_page(step, action=request.path, signing_in=True)
    _sign_in(request, found.user, second_factor=True)
    return codes_page(request, codes, leads_to=inside(request, found.leads_to))


def _go_on(request: HttpRequest, user: User, *, leads_to: str, at: datetime) -> HttpResponse:
    """After the right password: to the page, or to the second step."""
    has_one = queries.has_second_factor(user)
    if has_one or settings.SECOND_FACTOR_REQUIRED:
        pending.begin(request.session, user, leads_to=leads_to, at=at)
        return redirect("accounts:sign_in_code" if has_one else "accounts:sign_in_set_up")
    _sign_in(request, user, second_factor=False)
    return HttpResponseRedirect(inside(request, leads_to))


def _sign_in(request: HttpRequest, user: User, *, second_factor: bool) -> None:
    pending.end(request.session)
    login(request, user)
    actions.note_sign_in(user=user, second_factor=second_factor)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Of a session that has locked too: whoever stands before it need not be its user."""
    user = locked_user(request) or request.user
    if isinstance(user, User):
        audit.record("account.signed_out", by=user, kind=EventKind.SIGN_IN)
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _note_try(form: SignInForm) -> None:
    """A form that lacks something was no try."""
    username = form.cleaned_data.get("username", "")
    name = queries.name_on_record(username)
    if form.was_wrong:
        actions.note_failed_sign_in(username=username, name=name, address=form.address, at=form.at)
    elif form.waits:
        audit.record_typed("account.sign_in_waited", name=name)


def _sign_in_page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    roles = queries.demo_roles(on=clock.today()) if settings.DEMO else ()
    context = {"form": form, "demo_roles": roles, "demo_password": settings.DEMO_PASSWORD}
    return page(request, "wsic/sign_in.html", context, status=status)

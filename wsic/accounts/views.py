from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wsic import clock
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page

from . import actions, queries
from .forms import SignInForm
from .requests import user_of


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next(request, request.GET))
    at = clock.instant()
    if request.method != "POST":
        return _sign_in_page(
            request, SignInForm(request, at=at, initial={"next": request.GET.get("next", "")})
        )
    form = SignInForm(request, data=request.POST, at=at)
    if form.is_valid():
        login(request, form.get_user())
        actions.note_sign_in(user=form.get_user())
        return HttpResponseRedirect(_next(request, request.POST))
    _note_try(form)
    return _sign_in_page(request, form, status=429 if form.waits else 422)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    audit.record("account.signed_out", by=user_of(request), kind=EventKind.SIGN_IN)
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


def _next(request: HttpRequest, given: QueryDict) -> str:
    """Where the person was going, when that is a page of this site."""
    wanted = given.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)

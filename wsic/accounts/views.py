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

from . import queries
from .forms import SignInForm
from .requests import user_of


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next(request, request.GET))
    form = SignInForm(request, data=request.POST or None, initial={"next": request.GET.get("next", "")})
    if form.is_valid():
        user = form.get_user()
        login(request, user)
        audit.record("account.signed_in", by=user, kind=EventKind.SIGN_IN)
        return HttpResponseRedirect(_next(request, request.POST))
    roles = queries.demo_roles(on=clock.today()) if settings.DEMO else ()
    context = {"form": form, "demo_roles": roles, "demo_password": settings.DEMO_PASSWORD}
    return page(request, "wsic/sign_in.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    audit.record("account.signed_out", by=user_of(request), kind=EventKind.SIGN_IN)
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _next(request: HttpRequest, given: QueryDict) -> str:
    """Where the person was going, when that is a page of this site."""
    wanted = given.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)

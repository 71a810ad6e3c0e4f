from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wsic import clock
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page

from . import actions, queries, sessions
from .forms import SignInForm
from .middleware import locked_user, way_in
from .models import User
from .requests import inside, user_of
from .step_up import proof_page


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(inside(request, request.GET.get("next", "")))
    at = clock.instant()
    if request.method != "POST":
        initial = {name: request.GET.get(name, "") for name in ("next", "whose")}
        return _sign_in_page(request, SignInForm(request, at=at, initial=initial))
    form = SignInForm(request, data=request.POST, at=at)
    if form.is_valid():
        login(request, form.get_user())
        actions.note_sign_in(user=form.get_user())
        return HttpResponseRedirect(inside(request, form.leads_to()))
    _note_try(form)
    return _sign_in_page(request, form, status=429 if form.waits else 422)


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


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """A session that was idle for too long; `Proof` has taken a right proof before this is asked."""
    user = locked_user(request)
    if user is not None:
        return proof_page(request, user, locked=True)
    if request.user.is_authenticated:
        return HttpResponseRedirect(inside(request, request.GET.get("next", "")))
    return redirect(way_in(request, to=request.GET.get("next", "")))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """A proof before a page that asks for a fresh one; `Proof` has taken a right one before this is asked."""
    if sessions.is_proved(request.session, at=clock.instant()):
        return HttpResponseRedirect(inside(request, request.GET.get("next", "")))
    return proof_page(request, user_of(request))


@login_not_required
@never_cache
@require_safe
def session_left(request: HttpRequest) -> HttpResponse:
    """How long the session stays open stands in the header of every answer; nobody's has none."""
    return HttpResponse(status=204)


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Any use keeps a session open; this is one that changes nothing, back to the page it came from."""
    if request.headers.get("Accept", "").startswith("text/html"):
        return HttpResponseRedirect(inside(request, request.POST.get("next", "")))
    return HttpResponse(status=204)


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

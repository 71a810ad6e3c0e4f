"""A session that locks: opening it again, proving who one is, and how long it stays open."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wsic import clock

from .. import sessions
from ..middleware import locked_user, way_in
from ..requests import inside, user_of
from ..step_up import proof_page


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

"""Sessions that lock when nobody uses them, and what opens them again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from wsic import clock, work
from wsic.middleware import WITHOUT_DATABASE

from . import sessions
from .forms import ProofForm
from .models import User
from .requests import address_of, page_of
from .rules import SessionState
from .step_up import proof_page

# What a page asks for by itself, every few seconds, is no sign that anybody is there: its element sends this
# header (hx-headers), and tests/contracts/test_polling.py finds one that does not.
POLLING = "X-Polling"
NO_USE = frozenset({"accounts:session_left"})  # addresses that a page asks by itself
LEFT = "Session-Left"  # seconds until the session locks, on every answer
WHOSE = "Session-Whose"  # a tab that somebody left open is closed to who signed in after them

GetResponse = Callable[[HttpRequest], HttpResponse]


def is_use(request: HttpRequest) -> bool:
    """Whether a request shows that somebody is there."""
    return POLLING not in request.headers and request.path not in {reverse(name) for name in NO_USE}


def locked_user(request: HttpRequest) -> User | None:
    """Whose session it is that has locked; they are not signed in until they prove it."""
    return getattr(request, "_locked_user", None)


def former_user(request: HttpRequest) -> User | None:
    """Whose session it was that is over."""
    return getattr(request, "_former_user", None)


class OpenSession:
    """Nobody is signed in by a session that is locked or over."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in WITHOUT_DATABASE:
            return self.get_response(request)
        at = clock.instant()
        if isinstance(request.user, User):
            self._look(request, request.user, at)
        response = self.get_response(request)
        if isinstance(request.user, User):
            left = sessions.left_of(request.session, request.user, at=at)
            response.headers[LEFT] = str(int(left.total_seconds()))
            response.headers[WHOSE] = str(request.user.public_id)
        return response

    @staticmethod
    def _look(request: HttpRequest, user: User, at: datetime) -> None:
        state = sessions.state_of(request.session, user, at=at)
        if state is SessionState.OPEN:
            if is_use(request):
                sessions.see(request.session, at=at)
            request.session_left = sessions.left_of(  # type: ignore[attr-defined]  # for wsic.context
                request.session, user, at=at
            )
            return
        name = "_locked_user" if state is SessionState.LOCKED else "_former_user"
        setattr(request, name, user)
        request.user = AnonymousUser()


class Proof:
    """Takes a proof that comes with a form; a right one opens a locked session for this request already."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        locked = locked_user(request)
        user = locked or request.user
        if request.method != "POST" or not isinstance(user, User) or ProofForm.name() not in request.POST:
            return None
        at = clock.instant()
        form = ProofForm(user, request.POST)
        if not form.is_right(address=address_of(request), at=at):
            return proof_page(request, user, form=form, locked=locked is not None)
        sessions.prove(request.session, at=at)
        if locked is not None:
            request.user, request._locked_user = locked, None  # type: ignore[attr-defined]
            work.enter(locked, on=clock.today())
            request.session_left = settings.SESSION_IDLE  # type: ignore[attr-defined]
        return None


class SignInFirst(LoginRequiredMiddleware):
    """Leads whoever is not signed in to where they sign in, or open their session again, and back."""

    def handle_no_permission(  # type: ignore[override]  # an answer in place of the redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        user = locked_user(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": way_in(request, to=page_of(request))})
        if user is not None and request.method == "POST":
            return proof_page(request, user, locked=True)
        return redirect(way_in(request, to=page_of(request)))


def way_in(request: HttpRequest, *, to: str) -> str:
    """
    The page that opens what is closed, and leads on to `to`, a path or "".

    From a session that is over it leads nobody there but whose session it was.
    """
    name = "accounts:unlock" if locked_user(request) else settings.LOGIN_URL
    former = former_user(request)
    words = {"next": to} if to else {}
    if words and former is not None:
        words["whose"] = str(former.public_id)
    return resolve_url(name) + (f"?{urlencode(words, safe='/')}" if words else "")

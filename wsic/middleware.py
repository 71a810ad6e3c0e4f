"""The request is one transaction, in its user's name, closed by its audit rows."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.loader import get_template

from wsic import clock, work
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.audit.models import EventKind

GetResponse = Callable[[HttpRequest], HttpResponse]
WITHOUT_DATABASE = frozenset({"/healthz", "/readyz"})


class RequestTransaction:
    """Open the transaction, get the *rendered* response, append the audit rows last, commit.  No audit, no
    page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in WITHOUT_DATABASE:
            return self.get_response(request)
        try:
            with (
                transaction.atomic(),
                audit.gathering(address=request.META.get("REMOTE_ADDR", "")) as gathered,
            ):
                request.audit = gathered  # type: ignore[attr-defined]
                response = self.get_response(request)
                gathered.append(at=clock.instant())
        except DatabaseError:
            return HttpResponse(get_template("503.html").render(), status=503)
        return self._finish(request, response)

    def process_exception(self, request: HttpRequest, problem: Exception) -> None:
        """The view's savepoint was rolled back, so nothing it wrote happened; a refusal is itself an
        event."""
        gathered: audit.Gathering = request.audit  # type: ignore[attr-defined]
        gathered.forget_writes()
        user = request.user
        if isinstance(user, User) and isinstance(problem, PermissionDenied | Http404):
            audit.record(
                "request.refused",
                by=user,
                kind=EventKind.DENIAL,
                subject=request.path[:100],
                method=request.method,
            )

    @staticmethod
    def _finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class DatabaseUser:
    """Tell the database who asks; without a user its walls show nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in WITHOUT_DATABASE:
            user = request.user
            work.enter(None if isinstance(user, AnonymousUser) else user, on=clock.today())
        return self.get_response(request)


class ExpiredSession:
    """An htmx request of somebody signed out moves the whole window to the sign-in page, not a panel of
    it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        open_to_all = not getattr(view, "login_required", True)
        if request.user.is_authenticated or open_to_all or not request.headers.get("HX-Request"):
            return None
        return HttpResponse(status=401, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})

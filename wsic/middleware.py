"""The request is one transaction, in its user's name, closed by its audit rows."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.template.response import SimpleTemplateResponse

from wsic import clock, work
from wsic.accounts.models import User
from wsic.accounts.requests import address_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.audit.spool import SpoolFailed

GetResponse = Callable[[HttpRequest], HttpResponse]
WITHOUT_DATABASE = frozenset({"/healthz", "/readyz"})
PAGES = frozenset({200, 409, 422})  # answers that show something
REFUSALS = frozenset({403, 404})
SPOOLED = PAGES | {302}  # answers about a crisis page that are given when the audit cannot be written
HERE = b"<!-- whether the access is on record yet -->"


class RequestTransaction:
    """Open the transaction, get the *rendered* response, append the audit rows last, commit.  No audit, no
    page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in WITHOUT_DATABASE:
            return self.get_response(request)
        try:
            response = self._in_one_transaction(request)
        except (Error, SpoolFailed):
            response = HttpResponse(get_template("wsic/503.html").render(), status=503)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _in_one_transaction(self, request: HttpRequest) -> HttpResponse:
        with audit.gathering(address=address_of(request)) as gathered:
            request.audit = gathered  # type: ignore[attr-defined]
            with transaction.atomic():
                response = self.get_response(request)
                _note_refusal(request, response)
                _note_page(request, response, gathered)
                gathered.note_content(response.content)
                undone = getattr(request, "broken_while_rendering", False)
                if undone:
                    transaction.set_rollback(True)
                elif gathered.may_spool and response.status_code in SPOOLED:
                    if gathered.append_or_spool(at=clock.instant()):
                        _say_that_it_was_spooled(response)
                else:
                    gathered.append(at=clock.instant())
            if undone:
                with transaction.atomic():
                    gathered.append(at=clock.instant())
        return response

    def process_template_response(
        self, request: HttpRequest, response: SimpleTemplateResponse
    ) -> SimpleTemplateResponse:
        """Rendering comes after the view's savepoint was released, so only the whole transaction can undo
        it."""
        request.rendering = True  # type: ignore[attr-defined]
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> None:
        """What the view wrote was rolled back with its savepoint, so it did not happen; while rendering it
        must be."""
        gathered: audit.Gathering | None = getattr(request, "audit", None)
        if gathered is None:
            return
        gathered.forget_writes()
        request.broken_while_rendering = getattr(request, "rendering", False)  # type: ignore[attr-defined]


def _say_that_it_was_spooled(response: HttpResponse) -> None:
    """On the page, where it has a place for it: it was rendered before anybody knew."""
    if HERE in response.content:
        response.content = response.content.replace(HERE, get_template("wsic/spooled.html").render().encode())
        response.headers["Content-Length"] = str(len(response.content))


def _note_refusal(request: HttpRequest, response: HttpResponse) -> None:
    """One denial for each refusal of somebody signed in, whoever refused: the view, the form's token, the
    resolver."""
    user = getattr(request, "user", None)
    if response.status_code not in REFUSALS or not isinstance(user, User):
        return
    # Of an address that is not ours nothing is kept: people type names and numbers there.
    subject = request.path[:100] if request.resolver_match else ""
    audit.record(
        "request.refused", by=user, kind=EventKind.DENIAL, subject=subject, method=str(request.method)[:10]
    )


def _note_page(request: HttpRequest, response: HttpResponse, gathered: audit.Gathering) -> None:
    """No page without its row: what a view did not record itself is recorded by its address."""
    user = getattr(request, "user", None)
    if gathered.events or response.status_code not in PAGES or not isinstance(user, User):
        return
    audit.record("page.read", by=user, kind=EventKind.READ, subject=request.path[:100])


class DatabaseUser:
    """Tell the database who asks; without a user its walls show nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in WITHOUT_DATABASE:
            user = request.user
            work.enter(None if isinstance(user, AnonymousUser) else user, on=clock.today())
        return self.get_response(request)

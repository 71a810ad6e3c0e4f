"""Where an answer goes: to a part of the page, or after a change to another page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


def go(request: HttpRequest, address: str) -> HttpResponse:
    """After a change: a redirect, which htmx is told to make the whole window follow."""
    return HttpResponseClientRedirect(address) if target_of(request) else redirect(address)


def target_of(request: HttpRequest) -> str:
    """The part that htmx asked for, or nothing for a whole page."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return (htmx.target or "") if htmx else ""

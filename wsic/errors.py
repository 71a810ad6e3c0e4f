"""Error pages.  They read no database and name no person; "not yours" and "not there" are one page."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from wsic.access import NotOpen


def _page(name: str, status: int, **context: object) -> HttpResponse:
    return HttpResponse(get_template(f"wsic/{name}").render(dict(context)), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page("400.html", 400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The reason comes from an access rule and is written for the user."""
    return _page("403.html", 403, reason=str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    told = exception if isinstance(exception, NotOpen) else None
    return _page("404.html", 404, told=told)


def failed(request: HttpRequest) -> HttpResponse:
    return _page("500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page("403_csrf.html", 403)

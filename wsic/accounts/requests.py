from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from .models import User


def user_of(request: HttpRequest) -> User:
    """The user of a request that the sign-in middleware has let through, for actions and queries.

    :raises PermissionDenied: nobody is signed in; only an address open to all can meet this
    """
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in first.")
    return request.user


def address_of(request: HttpRequest) -> str:
    """Whence a request comes: of what was passed on, the address that the first proxy of ours saw.

    Whoever asks may write what they like into X-Forwarded-For; each proxy adds at its end whom it saw.
    """
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTED_PROXIES:
        return nearest
    passed_on = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if len(passed_on) < settings.TRUSTED_PROXIES:
        return nearest  # it did not come through all of them: the client wrote it
    seen = passed_on[-settings.TRUSTED_PROXIES].strip()
    try:
        return str(ip_address(seen))
    except ValueError:
        return nearest


def inside(request: HttpRequest, wanted: str) -> str:
    """Where somebody was going, when that is a path of this site; else the first page: of a bare word
    `redirect` would ask which address has that name."""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL)


def page_of(request: HttpRequest) -> str:
    """The page that a request belongs to, as a path: for htmx the page in the window, "" when not told."""
    if not request.headers.get("HX-Request"):
        return request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    return _path_here(request, request.headers.get("HX-Current-URL", ""))


def came_from(request: HttpRequest) -> str:
    """The page whose form was sent, as a path; the first page when the browser does not tell."""
    return _path_here(request, request.headers.get("Referer", "")) or "/"


def _path_here(request: HttpRequest, address: str) -> str:
    """The path of an address of this site, "" for any other."""
    parts = urlsplit(address)
    return parts._replace(scheme="", netloc="").geturl() if parts.netloc == request.get_host() else ""

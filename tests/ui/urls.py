"""The addresses that the frame of a page names, and one page."""

from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.ui.specimens import register
from wsic.pages import page, without_empty_words

ACCOUNTS = ("sign_out", "account")


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@non_atomic_requests
@without_empty_words
def people(request: HttpRequest) -> HttpResponse:
    return page(request, "register.html", register(), partials=frozenset({"register"}))


urlpatterns = [
    path("people/", people),
    path("", include(([path("", nothing, name="home")], "home"))),
    path("search/", include(([path("", nothing, name="person_search")], "patients"))),
    path("accounts/", include(([path(name, nothing, name=name) for name in ACCOUNTS], "accounts"))),
]

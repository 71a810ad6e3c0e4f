"""The three addresses that the frame of a page names."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("", include(([path("", nothing, name="home")], "home"))),
    path("search/", include(([path("", nothing, name="person_search")], "patients"))),
    path("sign-out/", include(([path("", nothing, name="sign_out")], "accounts"))),
]

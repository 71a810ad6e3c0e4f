"""Views that ask for a fresh proof, beside those of the site."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from wsic.accounts.step_up import step_up
from wsic.urls import urlpatterns as of_the_site


@require_safe
@step_up
def export(request: HttpRequest) -> HttpResponse:
    return HttpResponse("exported")


@require_POST
@step_up
def override(request: HttpRequest) -> HttpResponse:
    return JsonResponse({name: request.POST.getlist(name) for name in ("tier", "reason", "password")})


urlpatterns = [path("probe/export/", export), path("probe/override/", override), *of_the_site]

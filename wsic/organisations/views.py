from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from wsic.pages import page


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    return page(request, "organisations/organisation_list.html", {})


@require_safe
def organisation_detail(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    return page(request, "organisations/organisation_detail.html", {})

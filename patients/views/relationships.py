from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from patients.queries import relationships
from wsic.pages import page


@require_safe
def access_rules(request: HttpRequest) -> HttpResponse:
    """For everybody signed in: there is nobody in it."""
    context = {"lines": relationships.lines(), "roles": relationships.roles()}
    return page(request, "patients/access_rules.html", context)

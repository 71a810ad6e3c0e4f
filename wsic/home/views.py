from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from wsic import clock
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.dates import LONDON
from wsic.pages import page

from . import queries


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if own := queries.own_page(user):
        return HttpResponseRedirect(own)
    now = clock.now().astimezone(LONDON)
    shown = queries.home_page(user, on=clock.today(), at=clock.instant(), now=now)
    counted = sum(panel.people for panel in shown.registers)
    audit.record(
        "home.read",
        by=user,
        kind=EventKind.READ,
        people=[each.person.pk for each in shown.emergencies] + shown.own_people,
        registers=len(shown.registers),
        counted=counted,
    )
    return page(request, "home/home.html", {"page": shown})

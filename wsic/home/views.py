from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from wsic import clock
from wsic.accounts.requests import user_of
from wsic.pages import page

from . import queries


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    shown = queries.home_page(user_of(request), on=clock.today())
    return page(request, "home/home.html", {"page": shown})

"""Addresses that show what happens around a view: our own, and probes that write, refuse and break."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.urls import path

from patients.models import PersonDetail
from tests.world import NOW, TODAY
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.jobs.models import Job
from wsic.urls import handler400, handler403, handler404, handler500
from wsic.urls import urlpatterns as of_the_house

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def write(request: HttpRequest) -> None:
    Job.objects.create(
        name="probe", key="1", as_on=TODAY, due_at=NOW, created_at=NOW, by="probe", purpose="probe"
    )
    audit.record("probe.written", by=request.user)


def show_people(request: HttpRequest) -> HttpResponse:
    """Everything is read while the template renders, after the view has returned."""
    people = PersonDetail.objects.visible_to(request.user)
    audit.record("person.read", by=request.user, kind=EventKind.READ)
    template = engines["django"].from_string("{% for each in people %}{{ each.family_name }} {% endfor %}")
    return SimpleTemplateResponse(template, {"people": people})


def refuse(request: HttpRequest) -> HttpResponse:
    write(request)
    raise PermissionDenied("Only a clinician may do this.")


def hide(request: HttpRequest) -> HttpResponse:
    raise Http404("Person #1 of practice B")


def answer_403(request: HttpRequest) -> HttpResponse:
    return HttpResponse("no", status=403)


def break_while_rendering(request: HttpRequest) -> HttpResponse:
    write(request)

    def broken() -> str:
        raise ZeroDivisionError

    return SimpleTemplateResponse(engines["django"].from_string("{{ broken }}"), {"broken": broken})


def break_the_database(request: HttpRequest) -> HttpResponse:
    User.objects.raw("SELECT 1 / 0 AS id")[0]
    return HttpResponse()


def write_and_say_so(request: HttpRequest) -> HttpResponse:
    write(request)
    return HttpResponse("written")


urlpatterns = [
    *of_the_house,
    path("probe/people/", show_people),
    path("probe/refuse/", refuse),
    path("probe/hide/", hide),
    path("probe/403/", answer_403),
    path("probe/break-while-rendering/", break_while_rendering),
    path("probe/break-the-database/", break_the_database),
    path("probe/write/", write_and_say_so),
]

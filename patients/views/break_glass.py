"""Opening a record in an emergency, and closing it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from patients.access import access_reviews as access
from patients.actions import break_glass as actions
from patients.forms.access_reviews import EmergencyForm
from patients.queries import access_reviews, break_glass
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.accounts.step_up import step_up
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page
from wsic.relationships import Why

NOBODY = (
    "No record was opened: nobody has this NHS number together with this date of birth. Check both with the"
    " person, the letter or the Summary Care Record"
)
TOO_MANY = (
    "No record was opened: there were too many wrong tries within the last hour. Ask a colleague to open it,"
    " or ring the person's practice"
)
DISSENTS = (
    "No record was opened: the person has said no to sharing for their care. Vital interest, lack of capacity"
    " or safeguarding holds all the same, where it is true; urgent care alone does not"
)
BEGINNING = "begin"  # the name of the search page's button, which brings a number and nothing else


@sensitive_post_parameters("nhs_number", "birth_date", "words")
@require_http_methods(["GET", "HEAD", "POST"])
@step_up
def break_glass_open(request: HttpRequest) -> HttpResponse:
    require(access.refuse_break_glass(user_of(request)))
    today = clock.today()
    if request.method != "POST":
        return _emergency_page(request, EmergencyForm(today=today))
    if BEGINNING in request.POST:
        brought = {"nhs_number": request.POST.get("nhs_number", "")[:40]}
        return _emergency_page(request, EmergencyForm(today=today, initial=brought))
    form = EmergencyForm(request.POST, today=today)
    if form.is_valid():
        return _opened(request, form)
    return _emergency_page(request, form, status=422)


@require_POST
def break_glass_end(request: HttpRequest, review_id: UUID) -> HttpResponse:
    user = user_of(request)
    review = get_object_or_404(access_reviews.visible(user), public_id=review_id)
    closed = "record"
    if review.kind == Why.OUT_OF_HOURS:
        closed = "crisis page"
        audit.may_spool()
    actions.end(review=review, by=user)
    messages.success(request, f"The {closed} is closed. Its reference is {review.reference}.")
    return HttpResponseRedirect(reverse("home:home"))


_SENTENCES: dict[type[Exception], str] = {
    actions.NobodyOpened: NOBODY,
    actions.TooManyTries: TOO_MANY,
    actions.DissentStands: DISSENTS,
}


def _opened(request: HttpRequest, form: EmergencyForm) -> HttpResponse:
    """To the person's page; who reaches the person anyway opens nothing and leaves no entry."""
    user, emergency = user_of(request), form.emergency()
    known = break_glass.reached_already(
        user, nhs_number=emergency.nhs_number, birth_date=emergency.birth_date
    )
    if known:
        messages.info(request, "This record is open to you already, so nothing was opened in an emergency.")
        return HttpResponseRedirect(reverse("careplans:front_sheet", args=[known.public_id]))
    try:
        person_id = actions.open_record(emergency=emergency, by=user, on=clock.today(), at=clock.instant())
    except tuple(_SENTENCES) as problem:
        form.add_error(None, _SENTENCES[type(problem)])
        return _emergency_page(request, form, status=422)
    except actions.NotConfirmed:
        form.ask_again()
        return _emergency_page(request, form, status=422)
    return HttpResponseRedirect(reverse("careplans:front_sheet", args=[person_id]))


def _emergency_page(request: HttpRequest, form: EmergencyForm, *, status: int = 200) -> HttpResponse:
    user = user_of(request)
    opened = break_glass.open_records(user, on=clock.today())
    people = [each.person.pk for each in opened]
    audit.record("break_glass.open_read", by=user, kind=EventKind.READ, people=people)
    context = {
        "form": form,
        "hours": settings.BREAK_GLASS_HOURS,
        "open": opened,
    }
    return page(request, "patients/break_glass_open.html", context, status=status)

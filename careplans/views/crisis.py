"""What is read of a person in a crisis: one page, also on paper, and how who does not know them opens it."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from careplans.access import crisis as access
from careplans.actions import crisis as actions
from careplans.forms.crisis import CrisisForm
from careplans.queries.crisis import CrisisPage, NothingInForce, crisis_of, readable
from patients.models import Person
from patients.queries import access_reviews
from patients.queries.people import BannerPerson
from wsic import clock
from wsic.access import NotOpen, require
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page

NOTHING = (
    "No crisis page was opened. Either nobody has this NHS number together with this date of birth, or the"
    " person has no crisis page that is shared with you. Check both once more, then go on without it"
)
TOO_MANY = (
    "No crisis page was opened, and none was looked for: there were too many tries that opened nothing within"
    " the last hour. Ask a colleague to open it"
)

# Of whatever address, or it would say which are of persons.
SHUT = (
    "This crisis page is not open to you. One that you opened closes by itself when its time is over, or when"
    " you close it; it opens again by NHS number and date of birth."
)


@sensitive_post_parameters("nhs_number", "birth_date", "words")
@require_http_methods(["GET", "HEAD", "POST"])
def crisis_find(request: HttpRequest) -> HttpResponse:
    require(access.refuse_find(user_of(request)))
    audit.may_spool()
    if request.method != "POST":
        return _find_page(request, CrisisForm(today=clock.today()))
    form = CrisisForm(request.POST, today=clock.today())
    if not form.is_valid():
        return _find_page(request, form, status=422)
    try:
        person_id = actions.open_crisis_page(asked=form.asked(), by=user_of(request))
    except (actions.NothingOpened, actions.TooManyTries) as problem:
        form.add_error(None, NOTHING if isinstance(problem, actions.NothingOpened) else TOO_MANY)
        return _find_page(request, form, status=422)
    return HttpResponseRedirect(reverse("careplans:person_crisis", args=[person_id]))


@require_safe
def person_crisis(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person, banner, crisis = crisis_asked(request, person_id)
    subject, named = f"person:{person_id}", [person.pk, *banner.others]
    audit.record("crisis.read", by=user_of(request), kind=EventKind.READ, people=named, subject=subject)
    context = {
        "banner": banner,
        "public_id": person_id,
        "crisis": crisis,
        "printed_at": clock.now(),
    }
    return page(request, "careplans/person_crisis.html", context)


def crisis_asked(request: HttpRequest, person_id: UUID) -> tuple[Person, BannerPerson, CrisisPage]:
    """Of whom, who that is, and their page; nobody's where it is not open to the user."""
    user = user_of(request)
    try:
        person = get_object_or_404(readable(user), public_id=person_id)
        shown = crisis_of(person, user=user, on=clock.today())
    except (Http404, NothingInForce) as gone:
        if access.refuse_find(user):
            raise Http404 from gone
        raise NotOpen(SHUT, reverse("careplans:crisis_find"), "Open a crisis page") from gone
    audit.may_spool()
    return person, *shown


def _find_page(request: HttpRequest, form: CrisisForm, *, status: int = 200) -> HttpResponse:
    asked = access_reviews.asked_of(user_of(request), at=clock.instant())
    context = {"form": form, "minutes": settings.CRISIS_MINUTES, "questions": asked}
    return page(request, "careplans/crisis_find.html", context, status=status)

"""A person opened in context: another system's page sends us their number by POST.

That POST comes from another site, so the browser sends no session with it, and it carries no token of ours.
It is answered, whoever asks, by a page that knows nobody: the number stands in it sealed, and its button
asks again from our own site, with the session.  A link that is pressed by somebody else's page can so bring
nobody further than to that button (docs/decisions/0028-opening-from-elsewhere.md).
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from patients.access import people as access
from patients.forms.opening import MeantForm, SealedForm
from patients.queries.search import find
from patients.rules.opening import Meant
from patients.rules.search import Question
from wsic import clock
from wsic.access import require
from wsic.accounts.middleware import locked_user
from wsic.accounts.models import User
from wsic.accounts.step_up import proof_page
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page

NOT_YOURS = (
    "Nobody you work with has this number. A number of another practice, or of nobody at all, gives this same"
    " answer. If the person should be yours, ask the practice to send its list again."
)
NOT_BORN = (
    "The birth date that the other system sent is not the one on record for this number, so the page was not"
    " opened. Check there who is meant, then search here by name and date of birth."
)
NOT_SIGNED_IN = "You are not signed in here. Sign in in the new window, come back to this one and go on."


@csrf_exempt
@login_not_required
@never_cache
@sensitive_post_parameters("nhs_number", "birth_date", "sealed")
@require_POST
def person_open(request: HttpRequest) -> HttpResponse:
    if "sealed" in request.POST:
        return _go_on(request)
    form = MeantForm(request.POST)
    if not form.is_valid():
        return _between(request, problems=_said(form), status=422)
    return _between(request, sealed=form.sealed(at=clock.instant()))


def _go_on(request: HttpRequest) -> HttpResponse:
    form = SealedForm(request.POST, at=clock.instant())
    if not form.is_valid():
        return _between(request, problems=_said(form), status=422)
    if locked := locked_user(request):
        return proof_page(request, locked, locked=True)  # what was sent goes on with the proof
    if not isinstance(request.user, User):
        sealed = str(request.POST["sealed"])
        return _between(request, sealed=sealed, problems=[NOT_SIGNED_IN], sign_in=True)
    require(access.refuse_search(request.user))
    return _open(request, request.user, form.cleaned_data["sealed"])


def _open(request: HttpRequest, user: User, meant: Meant) -> HttpResponse:
    answer = find(user, Question(numbers=(meant.nhs_number,)), on=clock.today())
    audit.record("person.opened_from_elsewhere", by=user, kind=EventKind.READ, people=answer.ids)
    if not answer.people:
        return _between(request, problems=[NOT_YOURS], status=422)
    person = answer.people[0]
    if meant.birth_date and meant.birth_date != person.birth_date:
        return _between(request, problems=[NOT_BORN], status=422)
    return HttpResponseRedirect(person.address, status=303)


def _said(form: MeantForm | SealedForm) -> list[str]:
    return [str(each) for errors in form.errors.values() for each in errors]


def _between(
    request: HttpRequest,
    *,
    sealed: str = "",
    problems: list[str] | None = None,
    sign_in: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Without the frame of our pages: that would set a new token, and forms open elsewhere would fail."""
    context = {"sealed": sealed, "problems": problems or [], "sign_in": sign_in}
    return page(request, "patients/person_open.html", context, status=status)

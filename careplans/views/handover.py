"""The caseload of somebody who leaves: what they have, and who gets it."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_POST, require_safe

from careplans import caseload_addresses, plan_addresses
from careplans.actions import caseloads as actions
from careplans.actions.first_contacts import UNABLE, ChangedMeanwhile
from careplans.forms.caseload import USED_FORM, HandOverForm, with_new_number
from careplans.queries import caseload, handover
from careplans.queries.caseload_chosen import everybody, given_with
from patients.views.going import go
from tiers.views.asking import Asked, asked, choices_of
from tiers.views.recording import record_read
from wsic import clock
from wsic.accounts.models import User
from wsic.dates import LONDON
from wsic.pages import page


@require_safe
def hand_over(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of = asked(request, organisation_id)
    return _page(request, of, _form(request, of))


@require_POST
def hand_over_give(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    of = asked(request, organisation_id)
    form = _form(request, of)
    people = _people(of, form) if form.is_valid() else []
    if not form.is_valid():
        return _page(request, of, form, status=422)
    given = form.cleaned_data
    if before := given_with(of.user, given["once"]):
        return _used(request, of, form, before)
    try:
        done = actions.hand_over(
            people=people, leaver=form.leaver.user, choices=form.choices(), with_tasks=form.tasks(),
            with_sessions=form.sessions(), once=given["once"], by=of.user, at=clock.now(),
        )  # fmt: skip
    except ChangedMeanwhile as refused:
        form.add_error(None, str(refused))
        return _page(request, of, form, status=409)
    _say(request, of, form, done)
    return go(request, caseload_addresses.hand_over(organisation_id, given["of"]))


def _used(
    request: HttpRequest, of: Asked, form: HandOverForm, before: frozenset[tuple[int, int]]
) -> HttpResponse:
    """Sent twice it was done once; sent again with other colleagues, it is asked anew."""
    if before <= {(each.user.pk, each.organisation_id) for each in form.choices()}:
        address = caseload_addresses.hand_over(of.organisation.public_id, form.cleaned_data["of"])
        return go(request, address)
    anew = _form(request, of, with_new_number(request.POST))
    anew.add_error(None, USED_FORM)
    return _page(request, of, anew, status=409)


def _form(request: HttpRequest, of: Asked, sent: QueryDict | None = None) -> HandOverForm:
    staff = caseload.staff_of(of.organisation, of.practices, on=of.today)
    data = sent or (request.POST if request.method == "POST" else None)
    return HandOverForm(
        data, leavers=_leavers(request, of), staff=staff, practices=choices_of(of.practices),
        places=handover.places_of(of.organisation, of.practices), of=request.GET.get("of", ""),
    )  # fmt: skip


def _leavers(request: HttpRequest, of: Asked) -> tuple[handover.Leaver, ...]:
    asked_of = request.POST.get("of", "") or request.GET.get("of", "")
    return handover.leavers(of.user, of.organisation, of.practices, on=of.today, of=asked_of)


def _people(of: Asked, form: HandOverForm) -> list[int]:
    """Whom it is about; the form says so where its tier and practice leave nobody."""
    found = everybody(of.user, of.practices, (), form.wanted(), on=of.today).people
    again = bool(given_with(of.user, form.cleaned_data["once"]))
    if not (found or form.is_whole or again):
        form.add_error(None, "They have nobody of this tier and practice. Choose others, or nobody is left")
    return found


def _say(request: HttpRequest, of: Asked, form: HandOverForm, done: actions.HandedOver) -> None:
    given = done.given
    if done.nothing:
        messages.info(request, "Nothing was handed over: nothing of it was left.")
    else:
        people = counted(len(given.changed), "person was", "people were")
        along = counted(done.tasks, "open task", "open tasks")
        if done.sessions:
            along += f" and {counted(done.sessions, 'booked session', 'booked sessions')}"
        messages.success(request, f"{people} handed over, with {along}.")
    if given.unable:
        messages.warning(request, f"{len(given.unable):,} were not: {UNABLE}")
    if left := _left(of, form.leaver.user):
        messages.warning(request, left)


def _left(of: Asked, leaver: User) -> str:
    """What of the organisation stays with them, in a sentence."""
    places = handover.places_of(of.organisation, of.practices)
    tasks = handover.open_tasks(leaver, user=of.user, places=places, on=of.today).count()
    sessions = handover.booked_sessions(leaver, user=of.user, places=places, on=of.today).count()
    goals = handover.owned_goals(leaver, user=of.user, places=places, on=of.today).count()
    kinds = (
        (tasks, "open task", "open tasks"),
        (sessions, "booked session", "booked sessions"),
        (goals, "goal", "goals"),
    )
    found = [counted(*each) for each in kinds if each[0]]
    verb = "stays" if tasks + sessions + goals == 1 else "stay"
    return f"{listed(found)} {verb} with them." if found else ""


def listed(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _has(of: Asked, leaver: User) -> handover.HandOver:
    places, now = handover.places_of(of.organisation, of.practices), clock.now().astimezone(LONDON)
    return handover.hand_over_of(leaver, user=of.user, practices=of.practices, places=places, now=now)


def _page(request: HttpRequest, of: Asked, form: HandOverForm, *, status: int = 200) -> HttpResponse:
    public_id, leavers = of.organisation.public_id, _leavers(request, of)
    chosen = next((each for each in leavers if str(each.public_id) == form["of"].value()), None)
    shown = _has(of, chosen.user) if chosen else None
    goals = shown.first_goals if shown else ()
    record_read(of.user, "caseload.hand_over_read", shown.ids if shown else [], of.subject)
    context = {
        "name": of.organisation.name,
        "within": public_id,
        "leavers": [(each, caseload_addresses.hand_over(public_id, str(each.public_id))) for each in leavers],
        "chosen": chosen,
        "lately": handover.LATELY.days,
        "most": handover.SHOWN,
        "has": shown,
        "goals": [(each, plan_addresses.goal_read(each)) for each in goals],
        "form": form,
        "problems_of": form if form.is_bound else None,
        "caseloads": caseload_addresses.caseload_of(public_id),
    }
    return page(request, "careplans/caseload_hand_over.html", context, status=status)

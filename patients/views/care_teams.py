"""Who is on a person's care team, on a panel of their page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from patients.access import care_teams as access
from patients.actions import care_teams as actions
from patients.forms.care_teams import LeaveForm, MemberForm
from patients.models import CareTeamMember, Person
from patients.queries import care_teams, people
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page

PARTIALS = frozenset({"care-team"})
GONE = "They cannot join: they work there no more, or it has not signed. Find them anew."
LONGEST = 100  # letters of a name that is looked for


@require_safe
def person_care_team(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _panel(request, _person(request, person_id))


@require_POST
def care_team_add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person, form = _person(request, person_id), MemberForm(request.POST, today=clock.today())
    require(access.refuse_change_team(user_of(request), person))
    joins = care_teams.chosen(request.POST.get("member", ""), on=clock.today())
    if not form.is_valid():
        return _panel(request, person, form, status=422)
    if joins is None:
        form.add_error(None, GONE)
        return _panel(request, person, form, status=422)
    said = {"role": form.cleaned_data["role"], "from_on": form.cleaned_data["from_on"]}
    try:
        actions.add_member(
            person=person, organisation=joins[0], user=joins[1], **said, by=user_of(request), at=clock.now()
        )
    except actions.NotChanged as refused:
        form.add_error(None, str(refused))
        return _panel(request, person, form, status=422)
    return redirect("patients:person_care_team", person_id)


@require_POST
def care_team_leave(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person, form = _person(request, person_id), LeaveForm(request.POST)
    require(access.refuse_change_team(user_of(request), person))
    if not form.is_valid():
        return _panel(request, person, form, status=422)
    team = CareTeamMember.objects.visible_to(user_of(request)).select_related(
        "person", "organisation", "user"
    )
    member = get_object_or_404(team, person=person, pk=form.cleaned_data["entry"])
    try:
        actions.end_member(member=member, on=form.cleaned_data["on"], by=user_of(request))
    except actions.NotChanged as refused:
        form.add_error(None, str(refused))
        return _panel(request, person, form, status=422)
    return redirect("patients:person_care_team", person_id)


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(people.reached(user_of(request)), public_id=person_id)


def _panel(
    request: HttpRequest, person: Person, form: MemberForm | LeaveForm | None = None, *, status: int = 200
) -> HttpResponse:
    user, on = user_of(request), clock.today()
    subject = f"person:{person.public_id}"
    banner = people.banner_of(person, user=user, on=on)
    named = [person.pk, *banner.others]
    audit.record("care_team.read", by=user, kind=EventKind.READ, people=named, subject=subject)
    words = request.GET.get("q", "")[:LONGEST].strip()
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "team": care_teams.care_team(person, user=user, on=on),
        "words": words,
        "candidates": care_teams.candidates(words, on=on),
        "joining": form if isinstance(form, MemberForm) else MemberForm(today=on),
        "form": form,
        "today": on,
    }
    return page(request, "patients/person_care_team.html", context, partials=PARTIALS, status=status)

"""A section or a goal of a draft written; what somebody saved meanwhile stands beside one's own words."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from careplans import addresses, plan_addresses
from careplans.access import people as access
from careplans.access import plans as plans_access
from careplans.actions import plan_writing as actions
from careplans.actions.plans import ENDED, WrittenMeanwhile
from careplans.actions.unsaved import open_part
from careplans.forms.plans import STRANGE, GoalForm, GoalNamed, HeadingForm, SectionForm
from careplans.forms.unsaved import TypedInForm
from careplans.models import CarePlan
from careplans.queries import plan_lines as queries
from careplans.queries.goal_owners import owner_choices
from careplans.queries.tasks import TaskLine, open_for
from careplans.queries.unsaved import Unsaved, opened_in, unsaved_of
from careplans.rules.plan import Heading
from careplans.views.plans import about, plan_asked
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of
from wsic.dates import LONDON
from wsic.pages import page

OVER = "Meanwhile this version was agreed, thrown away or entered in error. Its goals stay as they are."


@require_safe
def plan_section(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user, plan = user_of(request), plan_asked(request, plan_id)
    require(plans_access.refuse_write(user, plan))
    line = _line(request, plan, request.GET.get("heading", ""))
    open_part(plan=plan, part=line.heading, by=user, at=clock.now())
    form, unsaved = SectionForm(line=line), unsaved_of(plan, line.heading, user=user)
    beside = _restored(form, unsaved, revision=line.revision)
    return _section_page(request, plan, line, form, unsaved=unsaved, beside=beside)


@require_POST
def plan_section_save(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user, plan = user_of(request), plan_asked(request, plan_id)
    require(access.refuse_plan(user, plan.person))
    line = _line(request, plan, request.POST.get("heading", ""))
    if not plan.is_draft:
        return _section_beside(request, plan, ENDED)
    form = SectionForm(request.POST, line=line)
    if not form.is_valid():
        return _section_page(request, plan, line, form, status=422)
    upon = form.cleaned_data["upon"]
    try:
        actions.save_section(
            plan=plan, said=form.said(), upon=upon, by=user, at=clock.now(), typed_in=_typed_in(request)
        )
    except WrittenMeanwhile as refused:
        return _section_beside(request, plan, str(refused))
    return redirect(f"{plan_addresses.plan(plan_id)}#{line.heading.lower()}")


@require_safe
def plan_goal(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user, plan = user_of(request), plan_asked(request, plan_id)
    require(plans_access.refuse_write(user, plan))
    typed = request.GET.get("goal", "")
    unsaved = unsaved_of(plan, typed, user=user)
    line = queries.goal_named(plan, typed, user=user) if unsaved else _goal(request, plan, typed)
    form = _goal_form(request, plan, line)
    beside = _restored(form, unsaved, revision=line.revision if line else 0)
    if line:
        open_part(plan=plan, part=str(line.key), by=user, at=clock.now())
    theirs = line if beside else None
    return _goal_page(request, plan, form, line=line, theirs=theirs, unsaved=unsaved)


@require_POST
def plan_goal_save(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user, plan = user_of(request), plan_asked(request, plan_id)
    require(access.refuse_plan(user, plan.person))
    if not plan.is_draft:
        return _goal_beside(request, plan, ENDED)
    line = queries.goal_named(plan, request.POST.get("key", ""), user=user)
    form = _goal_form(request, plan, line, request.POST)
    if not form.is_valid():
        return _goal_page(request, plan, form, line=line, status=422)
    key, upon, typed_in = form.cleaned_data["key"], form.cleaned_data["upon"], _typed_in(request)
    try:
        actions.save_goal(
            plan=plan, aim=form.aim(), key=key, upon=upon, by=user, at=clock.now(), typed_in=typed_in
        )
    except WrittenMeanwhile as refused:
        return _goal_beside(request, plan, str(refused))
    return redirect(f"{plan_addresses.plan(plan_id)}#goals")


@require_POST
def goal_take_out(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _turned(request, plan_asked(request, plan_id), actions.take_out_goal)


@require_POST
def goal_put_back(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _turned(request, plan_asked(request, plan_id), actions.put_back_goal)


def _turned(request: HttpRequest, plan: CarePlan, turn: Callable[..., None]) -> HttpResponse:
    """Where it cannot be, the goal as it stands now with the reason above it."""
    user, named = user_of(request), GoalNamed(request.POST)
    require(access.refuse_plan(user, plan.person))
    line = queries.goal_named(plan, request.POST.get("key", ""), user=user)
    if line and line.taken_out and not plan.is_draft:
        line = None  # it stands in no page of an agreed version
    form, status, says = _goal_form(request, plan, line), 422, STRANGE
    if plan.is_draft and line is None and named.is_valid():
        raise Http404
    if named.is_valid():
        try:
            turn(plan=plan, by=user, at=clock.now(), **named.cleaned_data)
            return redirect(f"{plan_addresses.plan(plan.public_id)}#goals")
        except WrittenMeanwhile as refused:
            status, says = 409, str(refused) if plan.is_draft else OVER
    return _goal_page(request, plan, form, line=line, says=says, status=status)


def _restored(form: SectionForm | GoalForm, unsaved: Unsaved | None, *, revision: int) -> bool:
    """The form with what was typed and not saved; whether somebody has saved something else since."""
    if unsaved is None:
        return False
    beside = unsaved.upon < revision
    said = _kept_from_them(unsaved.said, form.initial) if beside else unsaved.said
    form.initial = {**form.initial, **said, "upon": revision}
    if isinstance(form, GoalForm):
        form.name_owners()
    return beside


def _kept_from_them(said: Mapping[str, str], stands: Mapping[str, Any]) -> dict[str, str]:
    """What a colleague keeps from the person stays so, until the writer themselves unticks it."""
    reason = stands.get("kept_why", "")
    if not reason or (said.get("kept") and said.get("kept_why")):
        return dict(said)
    return {**said, "kept": "on", "kept_why": said.get("kept_why") or reason}


def _typed_in(request: HttpRequest) -> str:
    return TypedInForm(request.POST).typed_by


def _line(request: HttpRequest, plan: CarePlan, typed: str) -> queries.SectionLine:
    heading = HeadingForm({"heading": typed}).chosen if typed else Heading.ABOUT_ME
    if heading is None:
        raise Http404
    return queries.section_line(plan, heading, user=user_of(request))


def _goal(request: HttpRequest, plan: CarePlan, typed: str) -> queries.GoalLine | None:
    """The goal that an address names; None for a new one."""
    found = queries.goal_named(plan, typed, user=user_of(request))
    if typed and found is None:
        raise Http404
    return found


def _goal_form(
    request: HttpRequest, plan: CarePlan, line: queries.GoalLine | None, sent: QueryDict | None = None
) -> GoalForm:
    owners = owner_choices(user_of(request), plan.person, line.owner if line else None, on=clock.today())
    return GoalForm(sent, today=clock.today(), owners=owners, line=line)


def _section_beside(request: HttpRequest, plan: CarePlan, words: str) -> HttpResponse:
    """What was typed, to be saved upon what stands now, with that beside it."""
    line = _line(request, plan, request.POST.get("heading", ""))
    sent = _kept_from_them(request.POST.dict(), {"kept_why": line.kept_why})
    form = SectionForm(sent | {"upon": str(line.revision)}, line=line)
    form.add_error(None, words)
    return _section_page(request, plan, line, form, beside=line.revision > 0, status=409)


def _goal_beside(request: HttpRequest, plan: CarePlan, words: str) -> HttpResponse:
    line = queries.goal_named(plan, request.POST.get("key", ""), user=user_of(request))
    sent = request.POST.copy()
    sent["upon"] = str(line.revision if line else 0)
    form = _goal_form(request, plan, line, sent)
    form.add_error(None, words)
    return _goal_page(request, plan, form, line=line, theirs=line, status=409)


def _section_page(
    request: HttpRequest,
    plan: CarePlan,
    line: queries.SectionLine,
    form: SectionForm,
    *,
    unsaved: Unsaved | None = None,
    beside: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        **about(request, plan.person),
        **_typing(request, plan, line.heading, unsaved),
        "still_kept": beside and bool(line.kept_why),
        "line": line,
        "form": form,
        "beside": beside,
        "draft": plan.is_draft,
        "plan_id": plan.public_id,
        "back": f"{plan_addresses.plan(plan.public_id)}#{line.heading.lower()}",
    }
    return page(request, "careplans/plan_section.html", context, status=status)


def _typing(request: HttpRequest, plan: CarePlan, part: str, unsaved: Unsaved | None) -> dict[str, object]:
    """
    What was typed before and not saved, and who else has the same open.  What is typed on is kept as upon
    what it was begun upon, so that opened again it has beside it what a colleague saved.
    """
    opened = opened_in(plan, user=user_of(request), now=clock.now())
    return {
        "unsaved": unsaved,
        "part": part,
        "opened": [each for each in opened if each.part == part],
        "typed_in": _typed_in(request),
        "typed_upon": unsaved.upon if unsaved else request.POST.get("upon", ""),
    }


def _tasks(request: HttpRequest, plan: CarePlan, line: queries.GoalLine) -> tuple[TaskLine, ...]:
    now = clock.now().astimezone(LONDON)
    return open_for(plan.person, [line.key], user=user_of(request), now=now)


def _goal_page(
    request: HttpRequest,
    plan: CarePlan,
    form: GoalForm,
    *,
    line: queries.GoalLine | None,
    theirs: queries.GoalLine | None = None,
    unsaved: Unsaved | None = None,
    says: str = "",
    status: int = 200,
) -> HttpResponse:
    """
    :param line: the goal as it stands, None of a new one
    :param says: why it was not taken out or put back
    """
    agreed = line is not None and queries.was_agreed(plan, line, user=user_of(request))
    context = {
        **about(request, plan.person),
        **_typing(request, plan, str(form["key"].value()), unsaved),
        "form": form,
        "theirs": theirs,
        "line": line,
        "says": says,
        "tasks": _tasks(request, plan, line) if line else (),
        "task_added": addresses.tasks(plan.person.public_id, goal=line.key) if line else "",
        "why_not_out": plans_access.refuse_take_out(user_of(request), plan, agreed=agreed),
        "draft": plan.is_draft,
        "plan_id": plan.public_id,
        "back": f"{plan_addresses.plan(plan.public_id)}#goals",
    }
    return page(request, "careplans/plan_goal.html", context, status=status)

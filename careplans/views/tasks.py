"""Tasks about a person: raised, handed on, closed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from careplans import addresses
from careplans.access import people as access
from careplans.actions import tasks as actions
from careplans.actions.once import UsedForm
from careplans.forms.tasks import CloseForm, HandForm, Serving, TaskForm
from careplans.models import Task, TaskKind, TaskOutcome
from careplans.queries import duty
from careplans.queries import tasks as queries
from careplans.queries.goals import pursued
from careplans.queries.plans import plans_panel
from careplans.queries.sessions import session_of
from patients.models import Person
from patients.queries.people import banner_of, died_on, reached
from patients.views.going import go
from wsic import clock
from wsic.access import require
from wsic.accounts.models import User
from wsic.accounts.requests import inside, user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.dates import LONDON
from wsic.pages import page


@require_safe
def person_tasks(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _panel(request, _person(request, person_id))


@require_POST
def task_add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person, now = user_of(request), _person(request, person_id), clock.now()
    require(access.refuse_plan(user, person))
    form = _task_form(user, person, _serving(request, person), request.POST)
    if not form.is_valid():
        return _panel(request, person, form, status=422)
    try:
        actions.add_task(person=person, order=form.order(), once=form.cleaned_data["once"], by=user, at=now)
    except UsedForm as refused:
        form.add_error(None, str(refused))
        return _panel(request, person, form, status=409)
    return _gone(request, form, person)


@require_safe
def task_detail(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _task_page(request, _task(request, task_id))


@require_POST
def task_close(request: HttpRequest, task_id: UUID) -> HttpResponse:
    user, task = user_of(request), _task(request, task_id)
    form = CloseForm(request.POST, is_check=_is_check(task))
    require(access.refuse_plan(user, task.person))
    if form.is_valid() and (refusal := access.refuse_close(user, task)):
        form.add_error(None, refusal)
    if not form.is_valid():
        return _task_page(request, task, form, status=422)
    outcome = TaskOutcome(form.cleaned_data["outcome"])
    actions.close_task(task=task, outcome=outcome, words=form.cleaned_data["words"], by=user, at=clock.now())
    return _gone(request, form, task.person)


@require_POST
def task_hand(request: HttpRequest, task_id: UUID) -> HttpResponse:
    user, task, now = user_of(request), _task(request, task_id), clock.now()
    require(access.refuse_plan(user, task.person))
    form = HandForm(request.POST, now=now, colleagues=queries.colleagues(user, task.person, on=clock.today()))
    if form.is_valid() and (refusal := access.refuse_close(user, task)):
        form.add_error(None, refusal)
    if not form.is_valid():
        return _task_page(request, task, form, status=422)
    actions.hand_task(task=task, owner=form.chosen, due_at=form.due_at, by=user, at=now)
    return _gone(request, form, task.person)


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(reached(user_of(request)), public_id=person_id)


def _task(request: HttpRequest, task_id: UUID) -> Task:
    return get_object_or_404(queries.tasks_of(user_of(request)), public_id=task_id)


def _gone(request: HttpRequest, form: TaskForm | HandForm | CloseForm, person: Person) -> HttpResponse:
    return go(request, inside(request, form.back_to or addresses.tasks(person.public_id)))


def _serving(request: HttpRequest, person: Person) -> Serving:
    """What the address or the form names; a session or goal that is none of theirs is left out."""
    user, named = user_of(request), request.POST or request.GET
    lines = pursued(plans_panel(person, user=user).goals, now=clock.now().astimezone(LONDON))
    goals = tuple((str(each.line.key), each.line.what) for each in lines)
    session = session_of(person, named.get("session", ""), user=user)
    wanted = named.get("goal", "")
    return Serving(goals, wanted if wanted in dict(goals) else "", session)


def _panel(
    request: HttpRequest, person: Person, form: TaskForm | None = None, *, status: int = 200
) -> HttpResponse:
    user, now, back = user_of(request), clock.now(), request.GET.get("back", "")
    banner = banner_of(person, user=user, on=clock.today())
    _record(request, "tasks.read", [person.pk, *banner.others], person)
    panel, serving = (
        queries.tasks_panel(person, user=user, now=now.astimezone(LONDON)),
        _serving(request, person),
    )
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "panel": panel,
        "open": [(each, dict(serving.goals).get(str(each.goal), "")) for each in panel.open],
        "session": serving.session,
        "form": form or _task_form(user, person, serving, back=back),
        "problems_of": form,
    }
    return page(request, "careplans/person_tasks.html", context, status=status)


def _task_form(
    user: User, person: Person, serving: Serving, data: QueryDict | None = None, *, back: str = ""
) -> TaskForm:
    died = died_on(person, user=user)
    return TaskForm(
        data,
        now=clock.now(),
        colleagues=queries.colleagues(user, person, on=clock.today()),
        asked=duty.may_be_asked(user, person, on=clock.today(), died=died is not None),
        died_on=died,
        back=back,
        me=str(user.public_id),
        serving=serving,
    )


def _task_page(
    request: HttpRequest, task: Task, form: CloseForm | HandForm | None = None, *, status: int = 200
) -> HttpResponse:
    user, now, person = user_of(request), clock.now(), task.person
    banner = banner_of(person, user=user, on=clock.today())
    _record(request, "tasks.read", [person.pk, *banner.others], person)
    back = form.back_to if form else request.GET.get("back", "")
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "task": queries.task_line(task, user=user, now=now.astimezone(LONDON)),
        "why_not": access.refuse_close(user, task),
        "closing": form if isinstance(form, CloseForm) else CloseForm(is_check=_is_check(task), back=back),
        "handing": form if isinstance(form, HandForm) else _handing(task, user, back=back),
        "problems_of": form,
    }
    return page(request, "careplans/task_detail.html", context, status=status)


def _is_check(task: Task) -> bool:
    return task.kind == TaskKind.SAFE_AND_WELL


def _handing(task: Task, user: User, *, back: str) -> HandForm:
    return HandForm(
        now=clock.now(),
        colleagues=queries.colleagues(user, task.person, on=clock.today()),
        back=back,
        owner=str(task.owner.public_id) if task.owner else "",
        due_on=max(task.due_at.astimezone(LONDON).date(), clock.today()),
    )


def _record(request: HttpRequest, verb: str, shown: list[int], person: Person) -> None:
    subject = f"person:{person.public_id}"
    audit.record(verb, by=user_of(request), kind=EventKind.READ, people=shown, subject=subject)

"""What somebody who leaves has, and what of it was handed to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from careplans.models import (
    CarePlan,
    FirstContact,
    PlanGoal,
    PlanningSession,
    ReviewRequest,
    SessionLead,
    Task,
)
from careplans.models.first_contacts import FirstContactQuerySet
from careplans.models.leads import SessionLeadQuerySet
from careplans.models.plans import PlanGoalQuerySet
from careplans.models.sessions import PlanningSessionQuerySet
from careplans.models.tasks import TaskQuerySet
from careplans.queries.caseload import Wanted, caseload_page
from careplans.queries.tasks import shown_tasks, words_of, work_of
from careplans.rules.clocks import Clock
from patients.models import PersonDetail, Preference, PreferenceKind
from patients.queries.cells import PersonCell, cells_of
from wsic.accounts.models import Membership, User
from wsic.dates import london_date, short_date
from wsic.ids import typed_id
from wsic.organisations.models import Organisation

LATELY = timedelta(days=90)  # so long who had people here stays on the page; said there
SHOWN = 10  # of tasks and of sessions; of how many is said


@dataclass(frozen=True)
class Leaver:
    """Somebody who has, or had, people here; `says` when they left or leave, where that is known."""

    public_id: UUID
    name: str
    says: str
    user: User


@dataclass(frozen=True)
class OpenLine:
    person: PersonCell
    words: str
    clock: Clock | None


@dataclass(frozen=True)
class OwnedGoal:
    """A goal of which nothing came yet; `key` its own, `draft_id` of the draft in which it stands."""

    person: PersonCell
    key: UUID
    what: str
    by_on: date | None
    draft_id: UUID | None


@dataclass(frozen=True)
class Handed:
    on: date
    to: str
    by: str
    people: int
    told: int
    sessions: int


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """`tiers` are numbers of people, the highest tier first; of tasks, sessions and goals the first SHOWN."""

    people: int
    tiers: tuple[tuple[int, int], ...]
    tasks: int
    first_tasks: tuple[OpenLine, ...]
    sessions: int
    first_sessions: tuple[OpenLine, ...]
    goals: int
    first_goals: tuple[OwnedGoal, ...]
    reviews: int
    handed: tuple[Handed, ...]

    @property
    def ids(self) -> list[int]:
        lines = [each.person.pk for each in (*self.first_tasks, *self.first_sessions)]
        return [*lines, *(each.person.pk for each in self.first_goals)]


def known_to(user: User, on: date, *organisations: str) -> Q:
    """Rows about a person, as far as they tell nobody where somebody marked sensitive is: of such a person
    only those of the user's own organisations.

    :param organisations: fields of the rows
    """
    marked = Preference.objects.visible_to(user).standing_on(on).filter(kind=PreferenceKind.SENSITIVE)
    own = [each.organisation_id for each in user.standings]
    return ~Q(person__in=marked.values("person")) | Q(**{f"{each}__in": own for each in organisations})


def leavers(
    user: User, organisation: Organisation, practices: Sequence[Organisation], *, on: date, of: str = ""
) -> tuple[Leaver, ...]:
    """Who has left or leaves first, then by name: whoever is a first contact here, or has open tasks,
    booked sessions or goals, or had people who were handed over LATELY.

    :param of: public id of one who works or worked here and is among them in any case
    """
    places = places_of(organisation, practices)
    lately = _handed(user, places, on).filter(from_on__gt=on - LATELY)
    led = _led(user, places, on).filter(given_at__date__gt=on - LATELY)
    here = (
        Q(pk__in=_contacts(user, places, on).values("user")),
        Q(pk__in=_tasks(user, places, on).values("owner")),
        Q(pk__in=_sessions(user, places, on).values("lead")),
        Q(pk__in=_goals(user, places, on).values("owner")),
        Q(pk__in=lately.values("previous__user")) | Q(pk__in=led.values("before")),
        Q(public_id=typed_id(of), pk__in=Membership.objects.filter(organisation__in=places).values("user")),
    )
    named = User.objects.filter(reduce(or_, here)).order_by("display_name", "pk")
    ends = _ends([each.pk for each in named], places)
    found = [Leaver(each.public_id, each.display_name, _says(ends.get(each.pk), on), each) for each in named]
    return tuple(sorted(found, key=lambda each: not each.says))


def places_of(organisation: Organisation, practices: Sequence[Organisation]) -> tuple[int, ...]:
    return (organisation.pk, *(each.pk for each in practices))


def hand_over_of(
    leaver: User, *, user: User, practices: Sequence[Organisation], places: tuple[int, ...], now: datetime
) -> HandOver:
    """:param now: in London"""
    on = london_date(now)
    wanted = Wanted(named=leaver.pk, named_at=places)
    counted = caseload_page(user, practices, (), wanted, now=now, size=1)
    tasks = open_tasks(leaver, user=user, places=places, on=on)
    sessions = booked_sessions(leaver, user=user, places=places, on=on)
    theirs = _contacts(user, places, on).filter(user=leaver)
    reviews = ReviewRequest.objects.visible_to(user).filter(
        closed_at=None, person__in=theirs.values("person")
    )
    first_tasks = list(
        shown_tasks(user).filter(pk__in=tasks.order_by("due_at", "pk")[:SHOWN]).order_by("due_at", "pk")
    )
    first_sessions = list(sessions.order_by("on", "time", "pk")[:SHOWN])
    goals = owned_goals(leaver, user=user, places=places, on=on)
    first_goals = list(goals.select_related("plan")[:SHOWN])
    shown = [*(each.person_id for each in first_tasks), *(each.person_id for each in first_sessions)]
    shown += [each.person_id for each in first_goals]
    cells = cells_of(shown, user=user, on=on)
    return HandOver(
        people=counted.total,
        tiers=counted.tiers,
        tasks=tasks.count(),
        first_tasks=tuple(_task(each, cells, now) for each in first_tasks if each.person_id in cells),
        sessions=sessions.count(),
        first_sessions=tuple(_session(each, cells) for each in first_sessions if each.person_id in cells),
        goals=goals.count(),
        first_goals=tuple(_goal(each, cells) for each in first_goals if each.person_id in cells),
        reviews=reviews.count(),
        handed=handed(leaver, user=user, places=places, on=on),
    )


def open_tasks(leaver: User, *, user: User, places: Sequence[int], on: date) -> TaskQuerySet:
    return _tasks(user, places, on).filter(owner=leaver)


def booked_sessions(leaver: User, *, user: User, places: Sequence[int], on: date) -> PlanningSessionQuerySet:
    return _sessions(user, places, on).filter(lead=leaver)


def owned_goals(leaver: User, *, user: User, places: Sequence[int], on: date) -> PlanGoalQuerySet:
    """That they have by name, the first day first."""
    rows = _goals(user, places, on).filter(owner=leaver)
    return rows.order_by(F("by_on").asc(nulls_last=True), "pk")


def handed(leaver: User, *, user: User, places: Sequence[int], on: date) -> tuple[Handed, ...]:
    """To whom people whom they had were given, and sessions that they led, the last first."""
    rows = _handed(user, places, on).filter(previous__user=leaver)
    told = Count("pk", filter=Q(told_at__isnull=False))
    by_press = rows.exclude(user=leaver).values(
        "once", to=F("user__display_name"), by=F("recorded_by__display_name"), at=F("recorded_at")
    )
    sessions = (
        _led(user, places, on)
        .filter(before=leaver)
        .values("once", to=F("lead__display_name"), by=F("given_by__display_name"), at=F("given_at"))
    )
    found: dict[tuple[UUID, str], dict[str, Any]] = {}
    for each in (*by_press.annotate(people=Count("pk"), told=told), *sessions.annotate(sessions=Count("pk"))):
        key = each["once"], each["to"]
        found[key] = {"people": 0, "told": 0, "sessions": 0} | found.get(key, {}) | each
    last = sorted(found.values(), key=lambda each: (-each["at"].timestamp(), each["to"]))
    return tuple(
        Handed(
            london_date(each["at"]),
            each["to"],
            each["by"],
            people=each["people"],
            told=each["told"],
            sessions=each["sessions"],
        )
        for each in last[:SHOWN]
    )


def _led(user: User, places: Sequence[int], on: date) -> SessionLeadQuerySet:
    """Sessions of there that were given on, and not back."""
    rows = SessionLead.objects.visible_to(user).given().filter(taken_back_by=None, lead__isnull=False)
    rows = rows.filter(session__organisation_id__in=places, before__isnull=False)
    return rows.filter(known_to(user, on, "session__organisation"))


def _contacts(user: User, places: Sequence[int], on: date) -> FirstContactQuerySet:
    rows = FirstContact.objects.visible_to(user).on(on).filter(organisation_id__in=places)
    return rows.filter(known_to(user, on, "organisation"))


def _handed(user: User, places: Sequence[int], on: date) -> FirstContactQuerySet:
    rows = FirstContact.objects.visible_to(user).standing().filter(previous__organisation__in=places)
    return rows.filter(known_to(user, on, "organisation", "previous__organisation"))


def _tasks(user: User, places: Sequence[int], on: date) -> TaskQuerySet:
    rows = Task.objects.visible_to(user).open().filter(organisation_id__in=places, owner__isnull=False)
    return rows.filter(known_to(user, on, "organisation"))


def _sessions(user: User, places: Sequence[int], on: date) -> PlanningSessionQuerySet:
    rows = PlanningSession.objects.visible_to(user).booked()
    return rows.filter(known_to(user, on, "organisation"), organisation_id__in=places, lead__isnull=False)


def _goals(user: User, places: Sequence[int], on: date) -> PlanGoalQuerySet:
    """Of the living, of which nothing came yet, as written last, in the newest version that stands."""
    rows = PlanGoal.objects.visible_to(user).filter(owner__isnull=False, owner_organisation_id__in=places)
    died = PersonDetail.objects.visible_to(user).current().filter(died_on__lte=on)
    rows = rows.filter(known_to(user, on, "owner_organisation"), outcome="", taken_out=False)
    rows = rows.exclude(person__in=died.values("person"))
    people = set(rows.values_list("person_id", flat=True))
    plans = CarePlan.objects.visible_to(user).filter(person__in=people, discarded_at=None, in_error_at=None)
    newest = plans.order_by("person", "-number").distinct("person").values_list("pk", flat=True)
    counting = PlanGoal.objects.visible_to(user).filter(plan__in=list(newest)).counting()
    return rows.filter(pk__in=counting.values("pk"))


def _ends(users: Sequence[int], places: Sequence[int]) -> dict[int, date | None]:
    """The last day of each there, None where none is known."""
    ends: dict[int, date | None] = {}
    rows = Membership.objects.filter(user_id__in=users, organisation_id__in=places).order_by("pk")
    for key, until in rows.values_list("user_id", "to_on"):
        known = ends.get(key, date.min)
        ends[key] = None if until is None or known is None else max(known, until)
    return ends


def _says(until: date | None, on: date) -> str:
    if until is None:
        return ""
    return f"left {short_date(until)}" if until <= on else f"leaves {short_date(until)}"


def _task(task: Task, cells: dict[int, PersonCell], now: datetime) -> OpenLine:
    return OpenLine(cells[task.person_id], words_of(task), work_of(task).clock(now))


def _goal(goal: PlanGoal, cells: dict[int, PersonCell]) -> OwnedGoal:
    draft_id = goal.plan.public_id if goal.plan.is_draft else None
    return OwnedGoal(cells[goal.person_id], goal.key, goal.what, goal.by_on, draft_id)


def _session(session: PlanningSession, cells: dict[int, PersonCell]) -> OpenLine:
    at = f" {session.time:%H:%M}" if session.time else ""
    return OpenLine(
        cells[session.person_id], f"{short_date(session.on)}{at}, {session.get_place_display()}", None
    )

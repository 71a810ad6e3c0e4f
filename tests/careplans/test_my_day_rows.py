"""My day's one statement and its order, held against a plain reading of the models, over random work."""

import random
import uuid
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from careplans.models import (
    CarePlan,
    FirstContact,
    PlanningSession,
    SessionPlace,
    SessionState,
    Task,
    TaskKind,
)
from careplans.queries.my_day import MyDay, Narrow, Whose, my_day
from careplans.queries.tasks import shown_tasks, state_of
from careplans.rules.clocks import end_of
from careplans.sets.first_contacts import teams
from careplans.sets.my_day import GOAL, SESSION, TASK, Found, found_for
from patients.models import CareTeamMember, Preference, PreferenceKind
from tests.careplans.days import DAYS as GOAL_DAYS
from tests.careplans.days import goal_rows, make_goals
from tests.careplans.factories import make_contact, make_first_contact, make_task
from tests.careplans.sessions import make_session
from tests.factories import PersonFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Role, Verb
from wsic.dates import LONDON, london_date
from wsic.work import acting_as, unit_of_work

pytestmark = pytest.mark.django_db
DAY, HOUR, MOMENT = timedelta(days=1), timedelta(hours=1), timedelta.resolution
STAFF = ["gp_a", "nurse_a", "gp_b", "case_manager_1", "hsca_1", "locum", "case_manager_2", "two_roles"]
THEIRS = {"PERSON", "CARER"}  # who see to a goal themselves
NAMED = ["case_manager_1", "hsca_1", "locum"]  # as first contact
# The clocks go forward on 28-Mar-2027 and back on 25-Oct-2026, an hour of which comes twice.
DAYS = ["2026-06-30 09:00", "2026-10-25 00:30", "2026-10-25 01:30", "2026-10-26 00:30", "2027-03-28 02:30"]
KINDS = [kind for kind in TaskKind if kind != TaskKind.SAFE_AND_WELL]
TIMES = [None, time(0, 30), time(1, 30), time(9), time(23, 59)]


@pytest.mark.parametrize("_time", [1, *(pytest.param(more, marks=pytest.mark.long) for more in (2, 3, 4))])
def test_rows_counts_and_order_are_those_of_a_plain_reading(world, _time):
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    now = datetime.fromisoformat(chance.choice(DAYS)).replace(tzinfo=LONDON, fold=chance.randrange(2))
    with as_system():
        lay_down(chance, world, now)

    for name in chance.sample(STAFF, 3):
        with acting_as(world.user(name), on=london_date(now)) as user:
            rows = plain_rows(user, now)
            assert Counter(of_statement(user, now)) == Counter(rows), f"{name}, seed {seed}"
            for whose, listed in plain_tabs(user, rows, now).items():
                tile = chance.choice([None, *Narrow])
                shown = my_day(user, whose=whose, narrow=tile, now=now)
                assert said(shown, whose) == plainly(listed, tile, user, now), f"{name}, {tile}, seed {seed}"
        with unit_of_work(by=SYSTEM, purpose="Behind the other wall", on=london_date(now)):
            assert Counter(of_statement(user, now)) == Counter(rows), f"{name}, seed {seed}"


def of_statement(user: User, now: datetime) -> list[Found]:
    own, began = user.organisations_with(Verb.PLAN), now.replace(hour=0, minute=0)
    today = (began, began + DAY)
    return found_for(user, own=own, on=london_date(now), today=today, goal_days=GOAL_DAYS)


def said(shown: MyDay, whose: Whose):
    """Keys in order, how many under no tile, and under each."""
    return [row.public_id for row in shown.rows], shown.total, shown.tabs[whose], shown.tiles


def plainly(listed: list[Found], tile: Narrow | None, user: User, now: datetime):
    wanted = [row.public_id for row in listed if tile is None or is_it(row, tile, user, now)]
    tiles = {each: sum(is_it(row, each, user, now) for row in listed) for each in Narrow}
    return wanted, len(wanted), len(listed), tiles


def plain_tabs(user: User, rows: list[Found], now: datetime) -> dict[Whose, list[Found]]:
    to_do = sorted((each for each in rows if each.ended_at is None), key=lambda each: order(each, now))
    done = sorted((each for each in rows if each.ended_at), key=lambda each: (each.ended_at, each.pk))
    caring = {pair[:2] for pair in teams([each.person_id for each in rows], on=london_date(now))}
    waiting = [each for each in to_do if is_elsewhere(each, user)]
    lost = [each for each in waiting if (each.person_id, each.organisation_id) not in caring]
    team = [each for each in to_do if each not in waiting or each in lost]
    mine = [each for each in team if each.owner_id in (user.pk, None) or each.left or each in lost]
    named = [each for each in team if each.named]
    tabs = (mine, named, team, waiting, done[::-1])
    return dict(zip(Whose, tabs, strict=True))


def is_elsewhere(row: Found, user: User) -> bool:
    return row.owner_id != user.pk and row.organisation_id not in user.organisations_with(Verb.PLAN)


def due(row: Found) -> datetime:
    on = row.on or london_date(row.due_at or row.ended_at)
    return row.due_at or (datetime.combine(on, row.at, LONDON) if row.at else end_of(on))


def is_check(row: Found) -> bool:
    return row.kind == TaskKind.SAFE_AND_WELL


def is_over(row: Found, now: datetime) -> bool:
    if row.died_on:
        return False
    late = london_date(due(row)) < london_date(now)
    return due(row).timestamp() <= now.timestamp() if is_check(row) else late


def is_today(row: Found, now: datetime) -> bool:
    return not (row.died_on or is_over(row, now)) and london_date(due(row)) == london_date(now)


def order(row: Found, now: datetime):
    """Safe-and-well checks, what is over, what is due today, of who has died, what comes."""
    urgent = [not row.died_on and is_check(row), is_over(row, now), is_today(row, now), bool(row.died_on)]
    place = urgent.index(True) if True in urgent else len(urgent)
    return (place, due(row).timestamp(), row.source == SESSION, row.source == GOAL, row.pk)


def is_it(row: Found, narrow: Narrow, user: User, now: datetime) -> bool:
    session, home = row.source == SESSION, row.place == SessionPlace.HOME
    return {
        Narrow.CHECKS: is_check(row) and not row.died_on,
        Narrow.OVER: is_over(row, now),
        Narrow.TODAY: is_today(row, now),
        Narrow.SESSIONS: session,
        Narrow.GOALS: row.source == GOAL,
        Narrow.VISITS: session and home and is_today(row, now),
        Narrow.REQUESTS: row.kind == TaskKind.REQUEST and not is_elsewhere(row, user),
        Narrow.NOBODYS: row.owner_id is None and row.kind not in THEIRS,
        Narrow.LEFT: row.left,
        Narrow.DIED: bool(row.died_on),
    }[narrow]


def plain_rows(user: User, now: datetime) -> list[Found]:
    """Chosen by plain Python from everything that the user may read; what stands beside a row as the lines
    of a person's own page have it."""
    day, own = london_date(now), user.organisations_with(Verb.PLAN)
    asking = set(Membership.objects.on(day).filter(organisation__in=own).values_list("user", flat=True))
    rungs, team = FirstContact.objects.visible_to(user).on(day), CareTeamMember.objects.visible_to(user)
    named = {each.person_id for each in (*rungs, *team.on(day)) if each.user_id == user.pk}
    sessions = PlanningSession.objects.visible_to(user).annotate(**state_of(user, owner="lead"))
    sessions = sessions.exclude(state=SessionState.IN_ERROR)
    rows = [of_task(each, named) for each in shown_tasks(user)]
    asked = {each.pk for each in Task.objects.visible_to(user) if each.raised_by_id in asking}
    rows += [of_session(each, named) for each in sessions.select_related("lead", "organisation")]
    ended = {("T", each.pk): each.closed_by_id for each in Task.objects.visible_to(user)}
    ended |= {("S", each.pk): each.ended_by_id for each in sessions}
    found = [
        each for each in rows
        if (
            london_date(each.ended_at) == day and ended[each.source[0], each.pk] == user.pk
            if each.ended_at
            else each.owner_id == user.pk or each.organisation_id in own
            or (each.kind == TaskKind.REQUEST and each.pk in asked)
        )
    ]  # fmt: skip
    return [*found, *goal_rows(user, named, now)]


def is_in_error(task: Task) -> bool:
    """What it comes from, or the plan that it serves."""
    of_contact = task.contact is not None and getattr(task.contact, "retraction", None) is not None
    return of_contact or (task.plan is not None and task.plan.in_error_at is not None)


def of_task(task: Task, named: set[int]) -> Found:
    return Found(
        source=TASK, place="", on=None, at=None, due_at=task.due_at, words=task.words,
        ended_at=task.closed_at, owner_id=task.owner_id, owner=task.owner.display_name if task.owner else "",
        raised_by=task.raised_by.display_name, asked_by_own=task.asked_by_own,
        in_error=is_in_error(task), **beside(task, named),
        outcome=task.outcome, draft_id=None,
    )  # fmt: skip


def of_session(session: PlanningSession, named: set[int]) -> Found:
    return Found(
        source=SESSION, place=session.place, on=session.on, at=session.time, due_at=None, words="",
        ended_at=session.ended_at, owner_id=session.lead_id, raised_by="", asked_by_own=False,
        owner=session.lead.display_name if session.lead else "", outcome=session.state, draft_id=None,
        in_error=False,
        **beside(session, named),
    )  # fmt: skip


def beside(row: Task | PlanningSession, named: set[int]) -> dict[str, Any]:
    return {
        **{each: getattr(row, each) for each in ("pk", "public_id", "person_id", "kind", "organisation_id")},
        **{each: getattr(row, each) for each in ("died_on", "withheld", "of_it", "left")},
        "organisation": row.organisation.name,
        "named": row.person_id in named,
    }


def lay_down(chance: random.Random, world, now: datetime) -> None:
    """Of two practices and two hubs, some of whose staff have left by then, or leave the day after."""
    day, users = london_date(now), [world.user(each) for each in STAFF]
    places = [world.organisation(code) for code in ("PA", "PB", "HUB1", "HUB2")]
    for _ in range(12):
        died_on = chance.choice([None, None, None, day - DAY, day, day + DAY])
        person = PersonFactory(practice=chance.choice(places[:2]), details__died_on=died_on)
        if chance.random() < 0.3:
            said = {
                "from_on": day - chance.choice([0, 1, -1]) * DAY,
                "to_on": chance.choice([None, day, day + 9 * DAY]),
            }
            if said["to_on"] is None or said["to_on"] >= said["from_on"]:
                Preference.objects.create(
                    person=person, kind=PreferenceKind.SENSITIVE, as_on=TODAY, recorded_at=NOW, **said
                )
        make_care(chance, person, users, places, now)
        turns = turns_of(now)
        make_goals(chance, person, users, places, turns, day)
        make_work(chance, person, users, places, now, turns)
    for user in chance.sample(users, 3):
        user.memberships.update(to_on=day + chance.choice([0, 1]) * DAY)
    for user in users:  # elsewhere too, some without planning care there
        place, role = chance.choice(places), chance.choice([Role.CASE_MANAGER, Role.ANALYST, Role.ANALYST])
        since = {"from_on": day - 9 * DAY, "to_on": day + chance.choice([0, 1, 1]) * DAY}
        Membership.objects.create(user=user, organisation=place, role=role, **since)
    User.objects.filter(pk=chance.choice(users).pk).update(is_active=False)


def make_care(chance: random.Random, person, users, places, now: datetime) -> None:
    day = london_date(now)
    since = {"from_on": day - 9 * DAY, "to_on": chance.choice([None, day, day + DAY])}
    if chance.random() < 0.9:
        name, ended = chance.choice(NAMED), {"ended_by": users[0], "ended_at": NOW} if since["to_on"] else {}
        make_first_contact(person, name=name, on=since["from_on"], to_on=since["to_on"], **ended)
    if chance.random() < 0.5:
        who = {"user": chance.choice(users), "organisation": chance.choice(places), "role": "Friend"}
        CareTeamMember.objects.create(person=person, recorded_by=users[0], recorded_at=NOW, **who, **since)


def turns_of(now: datetime) -> list[datetime]:
    """Around the midnights of the day, and where the clocks change."""
    began = now.replace(hour=0, minute=0, fold=0)
    turns = [began, began - MOMENT, began + DAY, began + DAY - MOMENT, now, now - HOUR]
    return [each.astimezone(UTC) for each in turns]  # an hour later is an hour later


def make_work(chance: random.Random, person, users, places, now: datetime, turns: list[datetime]) -> None:
    plans = list(CarePlan.objects.filter(person=person))
    kinds = [TaskKind.SAFE_AND_WELL, *chance.choices(KINDS, k=5)]
    for kind in kinds:
        by, at, ended = chance.choice(users), chance.choice(turns), chance.random() < 0.3
        contact = (
            make_contact(person, retracted=chance.random() < 0.5) if kind == TaskKind.NEXT_STEP else None
        )
        serves = {"goal": uuid.uuid4(), "plan": chance.choice(plans)} if chance.random() < 0.4 else {}
        make_task(
            person, kind=kind, contact=contact, owner=chance.choice([None, *users]), **serves,
            organisation=chance.choice(places), raised_by=chance.choice(users),
            due_at=chance.choice(turns) + chance.choice([0, 0, 1, -1]) * HOUR,
            **({"closed_by": by, "closed_at": at, "outcome": "DONE"} if ended else {}),
        )  # fmt: skip
    for state in ["BOOKED", *chance.sample(["HELD", "CANCELLED", "DID_NOT_ATTEND", "IN_ERROR"], 2)]:
        make_session(
            person, on=london_date(now) + chance.choice([-1, 0, 0, 1]) * DAY, state=state,
            time=chance.choice(TIMES), lead=chance.choice([None, *users]), organisation=chance.choice(places),
            place=chance.choice(SessionPlace.values), at=chance.choice(turns),
            ended_by=None if state == SessionState.BOOKED else chance.choice(users),
        )  # fmt: skip

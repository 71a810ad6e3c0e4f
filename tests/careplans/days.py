"""Goals of a day, laid down by lot and read plainly."""

import random
import uuid
from datetime import date, datetime, timedelta

from careplans.models import CarePlan, PlanGoal
from careplans.queries.tasks import leaving, state_of
from careplans.rules.goals import asked_from
from careplans.sets.my_day import GOAL, Found
from tests.careplans.factories import make_plan
from tests.world import NOW
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.dates import london_date

DAYS = 14  # as set
DAY = timedelta(days=1)
ENDS = [{}, {}, {}, {"in_error_at": NOW, "in_error_reason": "WRONG"}]


def goal_rows(user: User, named: set[int], now: datetime) -> list[Found]:
    """Those of the user's day, by plain Python from every goal that they may read."""
    plans = CarePlan.objects.visible_to(user).filter(discarded_at=None, in_error_at=None)
    stand = {each.pk: each for each in plans.order_by("number")}
    newest = {each.person_id: each for each in stand.values()}
    goals = PlanGoal.objects.visible_to(user).annotate(
        **state_of(user, owner="owner") | leaving("owner", organisation="owner_organisation")
    )
    names = ("owner", "organisation", "owner_organisation")
    last: dict[tuple[int, uuid.UUID], PlanGoal] = {}
    for each in goals.select_related(*names).order_by("revision"):
        last[each.plan_id, each.key] = each
    counting = (each for each in last.values() if each.plan_id in stand and not each.taken_out)
    own = user.organisations_with(Verb.PLAN)
    return [
        of_goal(each, stand[each.plan_id], named, is_done(each, user, now))
        for each in counting
        if (each.outcome or each.plan_id == newest[each.person_id].pk)
        and (is_done(each, user, now) or (is_asked(each, london_date(now)) and is_theirs(each, user, own)))
    ]


def is_done(goal: PlanGoal, user: User, now: datetime) -> bool:
    """Reviewed or ended today by the user, and not only set."""
    today = london_date(now)
    reviewed = goal.reviewed_on == today == london_date(goal.written_at) and goal.written_by_id == user.pk
    return reviewed and bool(goal.outcome or goal.set_on < today)


def is_asked(goal: PlanGoal, day: date) -> bool:
    if goal.outcome or goal.by_on is None or goal.died_on:
        return False
    return asked_from(goal.by_on, goal.reviewed_on, days=DAYS) <= day


def is_theirs(goal: PlanGoal, user: User, own: frozenset[int]) -> bool:
    """Named for it, or of the team that has it or that wrote it last."""
    return goal.owner_id == user.pk or bool({goal.owner_organisation_id, goal.organisation_id} & own)


def of_goal(goal: PlanGoal, plan: CarePlan, named: set[int], done: bool) -> Found:
    team = goal.owner_organisation or goal.organisation
    return Found(
        source=GOAL, pk=goal.pk, public_id=goal.key, person_id=goal.person_id, kind=goal.held_by,
        words=goal.what, place="", due_at=None, on=goal.by_on, at=None,
        ended_at=goal.written_at if done else None, outcome=goal.outcome, owner_id=goal.owner_id,
        organisation_id=team.pk, draft_id=None if plan.agreed_at else plan.public_id,
        organisation=team.name, owner=goal.owner.display_name if goal.owner else "", raised_by="",
        died_on=goal.died_on, named=goal.person_id in named, withheld=goal.withheld, of_it=goal.of_it,
        left=goal.left, asked_by_own=False, in_error=False,
    )  # fmt: skip


def make_goals(chance: random.Random, person, users, places, turns: list[datetime], day: date) -> None:
    """Versions that stand and such as do not, the last one often a draft, each with some of six goals."""
    keys = [uuid.uuid4() for _ in range(6)]
    for number in range(1, chance.randrange(2, 4)):
        plan = make_plan(person, number=number, agreed=True, **by(chance.choice(ENDS), users))
        write_goals(chance, plan, keys, users, places, turns, day)
    gone = {"discarded_at": NOW, "discarded_by": users[0]}
    if chance.random() < 0.6:
        plan = make_plan(person, number=9, **by(chance.choice([*ENDS, gone]), users))
        write_goals(chance, plan, [*keys, uuid.uuid4()], users, places, turns, day)
        write_goals(chance, plan, [uuid.uuid4()], users, places, turns, day, taken_out=True)


def by(ended: dict, users) -> dict:
    return ended | ({"in_error_by": users[0]} if "in_error_at" in ended else {})


def write_goals(chance, plan: CarePlan, keys, users, places, turns, day: date, taken_out=False) -> None:
    for key in keys:
        for revision in range(1, chance.randrange(1, 4)):
            reviewed = day - chance.choice([0, 0, 0, 1, 13, 14, 15, 40]) * DAY
            ahead = chance.choice([None, -20, -1, 0, 0, 1, 13, 14, 14, 15])
            holder = chance.choice(["", "PERSON", "CARER", "STAFF", "STAFF", "STAFF"])
            held = {"owner": chance.choice([None, *users]), "owner_organisation": chance.choice(places)}
            PlanGoal.objects.create(
                plan=plan, person=plan.person, key=key, revision=revision, what=f"Walk {chance.random()}",
                by_on=None if ahead is None else day + ahead * DAY, held_by=holder,
                taken_out=taken_out and revision > 1,
                set_on=reviewed - chance.choice([0, 5]) * DAY, reviewed_on=reviewed,
                outcome=chance.choice(["", "", "MET"]), organisation=chance.choice(places), role="GP",
                written_by=chance.choice(users), written_at=chance.choice(turns),
                **held if holder == "STAFF" else {},
            )  # fmt: skip

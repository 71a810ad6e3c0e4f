"""Goals that are to be looked at with the person, and those that were looked at on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from careplans.models import PlanGoal
from careplans.queries.plan_lines import GoalLine, goal_line, with_names
from careplans.rules.clocks import Clock, end_of
from careplans.rules.goals import asked_from
from careplans.rules.my_day import Work
from careplans.settings import goal_days
from patients.models import Person
from wsic.accounts.models import User
from wsic.dates import london_date


@dataclass(frozen=True)
class Pursued:
    """A goal of which nothing came yet; `clock` None where it is not to be looked at yet."""

    line: GoalLine
    clock: Clock | None


def pursued(goals: Iterable[GoalLine], *, now: datetime, died: bool = False) -> tuple[Pursued, ...]:
    """
    Those of which nothing came yet, as they stand.

    :param now: in London
    :param died: nothing is asked any more
    """
    found = (each for each in goals if not (each.outcome or each.taken_out))
    return tuple(Pursued(each, None if died else _clock(each, now)) for each in found)


def _clock(line: GoalLine, now: datetime) -> Clock | None:
    if line.by_on is None:
        return None
    if asked_from(line.by_on, line.reviewed_on, days=goal_days()) > london_date(now):
        return None
    return Work(is_check=False, due_at=end_of(line.by_on)).clock(now)


def goals_on(person: Person, *, user: User, on: date) -> tuple[GoalLine, ...]:
    """What was set or looked at on a day, each as it stood at the end of it; nothing of a version that was
    thrown away or is in error, and no goal that was taken out, then or later."""
    stands = PlanGoal.objects.visible_to(user).filter(person=person)
    stands = stands.filter(plan__discarded_at=None, plan__in_error_at=None)
    mistaken = {each.key for each in stands.counting() if each.taken_out}
    rows = stands.filter(reviewed_on=on).exclude(key__in=mistaken)
    last = {each.key: each for each in with_names(rows, person, user).order_by("plan__number", "revision")}
    found = sorted(last.values(), key=lambda each: (each.set_on, each.pk))
    return tuple(goal_line(each, user) for each in found)

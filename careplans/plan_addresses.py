"""Addresses of care plans."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from careplans.models import CarePlan
from careplans.queries.goals import Pursued
from careplans.queries.handover import OwnedGoal
from careplans.queries.plan_lines import GoalLine, SectionLine
from careplans.queries.plans import PlanPage, PlansPanel, VersionLine
from careplans.queries.unsaved import Unsaved
from careplans.rules.plan import State


def plan_of(person_id: UUID) -> str:
    """The plan in force, a draft, and the versions before."""
    return reverse("careplans:person_plan", args=[person_id])


def begin(person_id: UUID) -> str:
    """Takes a POST."""
    return reverse("careplans:plan_begin", args=[person_id])


def plan(plan_id: UUID) -> str:
    """A version."""
    return reverse("careplans:plan_detail", args=[plan_id])


def to_write(person_id: UUID, draft: VersionLine | None) -> str:
    """The draft, else the page where one is begun."""
    return plan(draft.public_id) if draft else plan_of(person_id)


def compare(plan_id: UUID, other: UUID | None = None) -> str:
    """A version beside another one; None: beside the one it was begun upon."""
    address = reverse("careplans:plan_compare", args=[plan_id])
    return f"{address}?{urlencode({'with': str(other)})}" if other else address


def changes(version: VersionLine) -> str:
    """What is different from the version before; "" of the first one and of one that nobody reads."""
    shown = version.number > 1 and version.state is not State.IN_ERROR
    return compare(version.public_id) if shown else ""


def versions(panel: PlansPanel) -> list[tuple[VersionLine, str, str]]:
    """Each version with the address of itself and of its changes."""
    return [(each, plan(each.public_id), changes(each)) for each in panel.versions]


@dataclass(frozen=True)
class Body:
    """Parts of a version, each with the address where it is written: "" where it is not.  Outside a draft the
    other headings are those with words, and `unwritten` the labels of the rest."""

    crisis: list[tuple[SectionLine, str]]
    others: list[tuple[SectionLine, str]]
    goals: list[tuple[GoalLine, str]]
    new_goal: str
    unwritten: list[str]


def body(shown: PlanPage, draft: VersionLine | None = None) -> Body:
    """:param draft: begun upon it, in which its goals are looked at"""
    plan_id = shown.version.public_id
    writes = shown.why_not is None
    return Body(
        crisis=[(each, section(plan_id, each) if writes else "") for each in shown.crisis],
        others=[
            (each, section(plan_id, each) if writes else "") for each in shown.others if writes or each.words
        ],
        goals=[
            (each, goal(plan_id, each.key) if writes else reviewed_in(each, draft)) for each in shown.goals
        ],
        new_goal=goal(plan_id) if writes else "",
        unwritten=[] if writes else [each.label for each in shown.others if not each.words],
    )


def reviewed_in(line: GoalLine, draft: VersionLine | None) -> str:
    """In the draft that carries it on; "" of one of which something came, which none does."""
    return goal(draft.public_id, line.key) if draft and not line.outcome else ""


def each_of(plans: Iterable[CarePlan]) -> list[tuple[int, str]]:
    """The number of each version with its address."""
    return [(each.number, plan(each.public_id)) for each in plans]


def unsaved(plan: CarePlan, kept: Iterable[Unsaved]) -> list[tuple[Unsaved, str]]:
    """Each with the address where it is gone on with, "" where the version is no draft any more."""
    return [(each, _part(plan.public_id, each) if plan.is_draft else "") for each in kept]


def _part(plan_id: UUID, kept: Unsaved) -> str:
    if kept.heading:
        return f"{reverse('careplans:plan_section', args=[plan_id])}?{urlencode({'heading': kept.heading})}"
    return f"{reverse('careplans:plan_goal', args=[plan_id])}?{urlencode({'goal': kept.part})}"


def section(plan_id: UUID, line: SectionLine) -> str:
    return f"{reverse('careplans:plan_section', args=[plan_id])}?{urlencode({'heading': line.heading})}"


def goal(plan_id: UUID, key: UUID | None = None) -> str:
    """:param key: None for a new one"""
    address = reverse("careplans:plan_goal", args=[plan_id])
    return f"{address}?{urlencode({'goal': str(key)})}" if key else address


def goal_of(person_id: UUID, key: UUID, draft_id: UUID | None) -> str:
    """Where a goal is looked at: in the draft it stands in, else in the plan, where one is begun for it."""
    return goal(draft_id, key) if draft_id else f"{plan_of(person_id)}#{goal_anchor(key)}"


def goal_read(goal: OwnedGoal) -> str:
    """Where it stands, for who may only read it: in the draft, or in the plan."""
    place = plan(goal.draft_id) if goal.draft_id else plan_of(goal.person.public_id)
    return f"{place}#{goal_anchor(goal.key)}"


def goals_of(
    person_id: UUID, goals: Iterable[Pursued], draft: VersionLine | None
) -> list[tuple[Pursued, str]]:
    """Each with the address where it is looked at."""
    draft_id = draft.public_id if draft else None
    return [(each, goal_of(person_id, each.line.key, draft_id)) for each in goals]


def goal_anchor(key: UUID) -> str:
    return f"goal-{key}"

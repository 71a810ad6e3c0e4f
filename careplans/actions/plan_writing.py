"""A section or a goal of a draft saved, upon what stood when its writer began.

Both are only ever added to, each as a new revision: what somebody saved is never overwritten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from careplans.access import people as people_access
from careplans.access import plans as access
from careplans.actions.once import add_once
from careplans.actions.plan_locked import locked_plan
from careplans.actions.plans import (
    WrittenMeanwhile,
    goals_of,
    record_plan,
    require_draft,
    sections_of,
)
from careplans.actions.unsaved import forget_words
from careplans.models import CarePlan, GoalHolder, GoalOutcome, PlanGoal, PlanSection, Voice
from careplans.rules.plan import Heading
from wsic.access import require
from wsic.accounts.models import User
from wsic.dates import london_date

R = TypeVar("R", PlanSection, PlanGoal)
_AIM = (
    "key", "what", "why", "steps", "by_on", "held_by", "owner", "owner_organisation", "confidence", "outcome",
    "outcome_words",
)  # fmt: skip
_AS_BEFORE = ("plan", "person", "set_on", "reviewed_on", *_AIM)
CHANGED = "Somebody saved this goal meanwhile. It stands below as it is now, and was left so."
OUTDATED = (
    "Somebody saved this meanwhile. What they wrote is beside your words: bring both together, then save."
)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What stands under a heading, whose words they are and with whom they were written; `kept_why` is the
    reason to keep it from the person's portal."""

    heading: Heading
    words: str
    voice: Voice
    with_whom: str = ""
    kept_why: str = ""


@dataclass(frozen=True, kw_only=True)
class Aim:
    """
    A goal; `confidence` 0 to 10.

    :attribute held_by: who sees to it, None while nobody is named
    :attribute owner: who of the staff, None for whoever is there
    :attribute team: the key of the owner's organisation; None: where the writer cares for the person
    """

    what: str
    why: str = ""
    steps: str = ""
    by_on: date | None = None
    held_by: GoalHolder | None = None
    owner: User | None = None
    team: int | None = None
    confidence: int | None = None
    outcome: GoalOutcome | None = None
    outcome_words: str = ""


@transaction.atomic
def save_section(
    *, plan: CarePlan, said: Said, upon: int, by: User, at: datetime, typed_in: str = ""
) -> PlanSection:
    """
    :param typed_in: the form on the page, of which nothing is kept any more
    :param upon: the revision that stood when the writer began, 0 where none did
    :raises WrittenMeanwhile: somebody has saved another one, or the draft is over
    """
    locked = locked_plan(plan, by)
    require_draft(locked, by)
    _refuse_ahead(upon, [each.revision for each in sections_of(locked, by) if each.heading == said.heading])
    standing = people_access.planning_as(by, locked.person)
    section = PlanSection(
        plan=locked,
        person=locked.person,
        heading=said.heading,
        revision=upon + 1,
        words=said.words,
        voice=said.voice,
        with_whom=said.with_whom,
        kept_why=said.kept_why,
        reviewed_on=london_date(at),
        organisation_id=standing.organisation_id,
        role=standing.role,
        written_by=by,
        written_at=at,
    )
    if not add_once(section, constraint="careplans_one_revision_of_a_section"):
        return _sent_before(section, ("heading", "words", "voice", "with_whom", "kept_why"), by)
    forget_words(plan=locked, part=said.heading, by=by, at=at, typed_in=typed_in)
    record_plan("plan.section", locked, by, heading=said.heading, revision=section.revision)
    return section


@transaction.atomic
def save_goal(
    *, plan: CarePlan, aim: Aim, key: UUID, upon: int, by: User, at: datetime, typed_in: str = ""
) -> PlanGoal:
    """
    :param typed_in: the form on the page, of which nothing is kept any more
    :param key: the goal's own, of a new one from its form: sent twice it is one goal
    :param upon: the revision that stood when the writer began, 0 of a new one
    :raises WrittenMeanwhile: somebody has saved another one, or the draft is over
    """
    locked = locked_plan(plan, by)
    require_draft(locked, by)
    standing = people_access.planning_as(by, locked.person)
    today, of_staff = london_date(at), aim.held_by == GoalHolder.STAFF
    before = next((each for each in goals_of(locked, by) if each.key == key), None)
    _refuse_ahead(upon, [before.revision] if before else [])
    goal = PlanGoal(
        plan=locked,
        person=locked.person,
        key=key,
        revision=upon + 1,
        set_on=before.set_on if before else today,
        reviewed_on=today,
        what=aim.what,
        why=aim.why,
        steps=aim.steps,
        by_on=aim.by_on,
        held_by=aim.held_by or "",
        owner=aim.owner if of_staff else None,
        owner_organisation_id=(aim.team or standing.organisation_id) if of_staff else None,
        confidence=aim.confidence,
        outcome=aim.outcome or "",
        outcome_words=aim.outcome_words,
        organisation_id=standing.organisation_id,
        role=standing.role,
        written_by=by,
        written_at=at,
    )
    if not add_once(goal, constraint="careplans_one_revision_of_a_goal"):
        return _sent_before(goal, (*_AIM, "taken_out"), by)
    forget_words(plan=locked, part=str(key), by=by, at=at, typed_in=typed_in)
    record_plan("plan.goal", locked, by, goal=str(key), revision=goal.revision)
    return goal


@transaction.atomic
def take_out_goal(*, plan: CarePlan, key: UUID, upon: int, by: User, at: datetime) -> None:
    """
    A goal that was added to the draft by mistake; it can be put back.  Twice is once.

    :param upon: the revision that whoever takes it out had before them
    :raises WrittenMeanwhile: somebody has saved another one, or the draft is over
    :raises PermissionDenied: it was agreed in a version before
    """
    locked = locked_plan(plan, by)
    require_draft(locked, by)
    agreed = PlanGoal.objects.visible_to(by).filter(plan=locked.upon_id, key=key).exists()
    require(access.refuse_take_out(by, locked, agreed=agreed))
    _turn(locked, key, upon, taken_out=True, by=by, at=at)


@transaction.atomic
def put_back_goal(*, plan: CarePlan, key: UUID, upon: int, by: User, at: datetime) -> None:
    """
    As it stood when it was taken out.  Twice is once.

    :raises WrittenMeanwhile: somebody has saved another one, or the draft is over
    """
    locked = locked_plan(plan, by)
    require_draft(locked, by)
    _turn(locked, key, upon, taken_out=False, by=by, at=at)


def _turn(plan: CarePlan, key: UUID, upon: int, *, taken_out: bool, by: User, at: datetime) -> None:
    """Another revision with the same words; the draft is locked, so nobody saves one meanwhile."""
    before = next((each for each in goals_of(plan, by) if each.key == key), None)
    if before is not None and before.taken_out == taken_out:
        return
    if before is None or before.revision != upon:
        raise WrittenMeanwhile(CHANGED)
    standing = people_access.planning_as(by, plan.person)
    goal = PlanGoal.objects.create(
        **{name: getattr(before, name) for name in _AS_BEFORE},
        revision=upon + 1,
        taken_out=taken_out,
        organisation_id=standing.organisation_id,
        role=standing.role,
        written_by=by,
        written_at=at,
    )
    verb = "plan.goal_taken_out" if taken_out else "plan.goal_put_back"
    record_plan(verb, plan, by, goal=str(key), revision=goal.revision)


def _refuse_ahead(upon: int, revisions: Sequence[int]) -> None:
    """A form of ours is upon what stands or stood; `revisions` has the one that stands, if any."""
    if upon > max(revisions, default=0):
        raise WrittenMeanwhile(OUTDATED)


def _sent_before(row: R, says: Sequence[str], by: User) -> R:
    """
    What a button pressed twice has saved already.

    :raises WrittenMeanwhile: it was somebody else, or says something else
    """
    rows = type(row).objects.visible_to(by).filter(plan=row.plan, revision=row.revision, written_by=by)
    found = rows.filter(**{name: getattr(row, name) for name in says}).first()
    if found is None:
        raise WrittenMeanwhile(OUTDATED)
    return found

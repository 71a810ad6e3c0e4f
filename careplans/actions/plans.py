"""Care plans: begun, written section by section and goal by goal, agreed, thrown away, entered in error.

Sections and goals are only ever added to, each as a new revision: what somebody saved is never overwritten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from careplans.access import people as people_access
from careplans.access import plans as access
from careplans.actions.once import add_once
from careplans.models import (
    AgreedBy,
    Attendee,
    CarePlan,
    GoalOutcome,
    PlanErrorReason,
    PlanGoal,
    PlanSection,
    Voice,
)
from careplans.rules.plan import Heading, mark_of, refuse_agree
from careplans.sets.locks import lock_person
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.dates import london_date


class WrittenMeanwhile(Exception):
    """Somebody has saved the same section or goal, or ended the draft.  Its text is the sentence the user
    reads."""


R = TypeVar("R", PlanSection, PlanGoal)
_AIM = ("key", "what", "why", "steps", "by_on", "confidence", "outcome", "outcome_words")
OUTDATED = (
    "Somebody saved this meanwhile. What they wrote is beside your words: bring both together, then save."
)
ENDED = "Meanwhile this version was agreed, thrown away or entered in error. Your words are below: copy them."


@dataclass(frozen=True, kw_only=True)
class Said:
    """What stands under a heading, whose words they are and with whom they were written."""

    heading: Heading
    words: str
    voice: Voice
    with_whom: str = ""


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A goal; `confidence` 0 to 10."""

    what: str
    why: str = ""
    steps: str = ""
    by_on: date | None = None
    confidence: int | None = None
    outcome: GoalOutcome | None = None
    outcome_words: str = ""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Whose agreement, on which day, who was there; `words` who was consulted, which document was seen."""

    by: AgreedBy
    on: date
    attended: Sequence[Attendee]
    words: str = ""


@transaction.atomic
def begin_plan(*, person: Person, by: User, at: datetime) -> CarePlan:
    """The person's draft, which carries on what is in force; the one there is, where there is one."""
    standing = people_access.planning_as(by, person)
    lock_person(person.pk)
    known = CarePlan.objects.visible_to(by).filter(person=person)
    if draft := known.drafts().first():
        return draft
    upon = known.agreed().order_by("-number").first()
    last = known.order_by("-number").first()
    plan = CarePlan.objects.create(
        person=person,
        number=last.number + 1 if last else 1,
        upon=upon,
        organisation_id=standing.organisation_id,
        role=standing.role,
        recorded_by=by,
        recorded_at=at,
    )
    if upon:
        _carry_on(upon, plan, by)
    _record("plan.begun", plan, by)
    return plan


def _carry_on(upon: CarePlan, plan: CarePlan, by: User) -> None:
    """With who wrote it when, and unreviewed: a copy is no review.  A goal of which something came stays."""
    sections = _sections(upon, by)
    for section in sections:
        section.pk, section.plan, section.revision = None, plan, 1
    PlanSection.objects.bulk_create(sections)
    goals = [each for each in _goals(upon, by) if not each.outcome]
    for goal in goals:
        goal.pk, goal.plan, goal.revision = None, plan, 1
    PlanGoal.objects.bulk_create(goals)


def _sections(plan: CarePlan, by: User) -> list[PlanSection]:
    return list(PlanSection.objects.visible_to(by).filter(plan=plan).counting())


def _goals(plan: CarePlan, by: User) -> list[PlanGoal]:
    return list(PlanGoal.objects.visible_to(by).filter(plan=plan).counting())


@transaction.atomic
def save_section(*, plan: CarePlan, said: Said, upon: int, by: User, at: datetime) -> PlanSection:
    """
    :param upon: the revision that stood when the writer began, 0 where none did
    :raises WrittenMeanwhile: somebody has saved another one, or the draft is over
    """
    locked = _locked(plan, by)
    _require_draft(locked, by)
    _refuse_ahead(upon, [each.revision for each in _sections(locked, by) if each.heading == said.heading])
    standing = people_access.planning_as(by, locked.person)
    section = PlanSection(
        plan=locked,
        person=locked.person,
        heading=said.heading,
        revision=upon + 1,
        words=said.words,
        voice=said.voice,
        with_whom=said.with_whom,
        reviewed_on=london_date(at),
        organisation_id=standing.organisation_id,
        role=standing.role,
        written_by=by,
        written_at=at,
    )
    if not add_once(section, constraint="careplans_one_revision_of_a_section"):
        return _sent_before(section, ("heading", "words", "voice", "with_whom"), by)
    _record("plan.section", locked, by, heading=said.heading, revision=section.revision)
    return section


@transaction.atomic
def save_goal(*, plan: CarePlan, aim: Aim, key: UUID, upon: int, by: User, at: datetime) -> PlanGoal:
    """
    :param key: the goal's own, of a new one from its form: sent twice it is one goal
    :param upon: the revision that stood when the writer began, 0 of a new one
    :raises WrittenMeanwhile: somebody has saved another one, or the draft is over
    """
    locked = _locked(plan, by)
    _require_draft(locked, by)
    standing = people_access.planning_as(by, locked.person)
    today = london_date(at)
    before = next((each for each in _goals(locked, by) if each.key == key), None)
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
        confidence=aim.confidence,
        outcome=aim.outcome or "",
        outcome_words=aim.outcome_words,
        organisation_id=standing.organisation_id,
        role=standing.role,
        written_by=by,
        written_at=at,
    )
    if not add_once(goal, constraint="careplans_one_revision_of_a_goal"):
        return _sent_before(goal, _AIM, by)
    _record("plan.goal", locked, by, goal=str(key), revision=goal.revision)
    return goal


@transaction.atomic
def agree_plan(*, plan: CarePlan, agreement: Agreement, mark: str, by: User, at: datetime) -> None:
    """
    From now on this version is in force.

    :param mark: of what stood on the page where the agreement was recorded, as `rules.plan.mark_of` makes it
    :raises WrittenMeanwhile: something else stands in it now, or it is no draft any more
    :raises PermissionDenied: nothing is written in it
    """
    locked = _locked(plan, by)
    _require_draft(locked, by)
    sections, goals = _sections(locked, by), _goals(locked, by)
    if mark != mark_of([each.revision for each in sections], [each.revision for each in goals]):
        raise WrittenMeanwhile("Something was written meanwhile. Read the draft again before it is agreed.")
    written = [Heading(each.heading) for each in sections if each.words]
    require(refuse_agree(written, len(goals)))
    locked.agreed_with, locked.agreed_on = agreement.by, agreement.on
    locked.attended, locked.agreed_words = list(agreement.attended), agreement.words
    locked.agreed_by, locked.agreed_at = by, at
    names = ("agreed_with", "agreed_on", "attended", "agreed_words", "agreed_by", "agreed_at")
    locked.save(update_fields=names)
    _record("plan.agreed", locked, by, agreed_with=agreement.by, agreed_on=agreement.on.isoformat())


@transaction.atomic
def discard_plan(*, plan: CarePlan, by: User, at: datetime) -> None:
    """A draft that nobody goes on with; what is in force stays."""
    locked = _locked(plan, by)
    _require_draft(locked, by)
    locked.discarded_by, locked.discarded_at = by, at
    locked.save(update_fields=["discarded_by", "discarded_at"])
    _record("plan.discarded", locked, by)


@transaction.atomic
def mark_plan_in_error(*, plan: CarePlan, reason: PlanErrorReason, by: User, at: datetime) -> None:
    """
    Nobody reads it any more, nor any version begun upon it, which carries its words on; the one agreed before
    is in force again.  Twice is once.
    """
    lock_person(plan.person_id)
    locked = _locked(plan, by)
    if locked.in_error_at:
        return
    require(access.refuse_mark_in_error(by, locked))
    for each in (locked, *_begun_upon(locked, by)):
        each.in_error_reason, each.in_error_by, each.in_error_at = reason, by, at
        each.save(update_fields=["in_error_reason", "in_error_by", "in_error_at"])
        _record("plan.in_error", each, by, reason=reason)


def _begun_upon(plan: CarePlan, by: User) -> list[CarePlan]:
    """Later versions that carry it on, one upon the other, as far as they are read by anybody."""
    later = CarePlan.objects.visible_to(by).filter(person=plan.person, number__gt=plan.number)
    carrying, found = {plan.pk}, []
    for each in later.select_for_update(of=("self",)).select_related("person").order_by("number"):
        if each.upon_id in carrying:
            carrying.add(each.pk)
            if each.in_error_at is None and each.discarded_at is None:
                found.append(each)
    return found


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


def _require_draft(plan: CarePlan, by: User) -> None:
    require(people_access.refuse_plan(by, plan.person))
    if access.refuse_write(by, plan):
        raise WrittenMeanwhile(ENDED)


def _locked(plan: CarePlan, by: User) -> CarePlan:
    rows = CarePlan.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("person").get(pk=plan.pk)


def _record(verb: str, plan: CarePlan, by: User, **detail: Any) -> None:
    person = plan.person
    subject, which = f"person:{person.public_id}", str(plan.public_id)
    audit.record(verb, by=by, people=[person.pk], subject=subject, plan=which, **detail)

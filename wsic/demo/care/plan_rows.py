"""Care plans of three years as rows, in the order in which they are written: a twin of the actions.

tests/demo/test_plans.py holds it against them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import singledispatchmethod
from typing import Protocol
from uuid import NAMESPACE_OID, UUID, uuid5

from careplans.actions.plan_offers import ASK_AGAIN, ASKED
from careplans.actions.plan_writing import Aim, Said
from careplans.models import (
    CarePlan,
    GoalHolder,
    Notice,
    NoticeKind,
    OfferMeans,
    PlanOffer,
    PlanReview,
    PlanSignature,
    RelatedPerson,
    SessionKind,
    Task,
    TaskKind,
    TaskOutcome,
)
from careplans.rules.clocks import end_of
from wsic.accounts.models import Membership
from wsic.dates import LONDON
from wsic.demo.care.plan_deeds import Asked, End, Ended, Named, PlanDeed, ReadThrough, Signed, Version
from wsic.demo.care.sets import GoalRow, SectionRow
from wsic.demo.streams import Draws, Room

OFFERED, BEGUN, NAMED, SAID, AIMED, ENDED, RETRACTED, SIGNED = (
    time(17, 5), time(17, 10), time(17, 15), time(17, 20), time(17, 30), time(17, 45), time(18, 30),
    time(12, 30),
)  # fmt: skip
_KEYS = 4_096


class Writers(Protocol):
    def of(self, kind: SessionKind) -> Membership: ...

    @property
    def gp(self) -> Membership: ...


def draws_of(seed: int, nhs_number: str) -> Draws:
    """A person's own stream, whoever else there is."""
    number = int(nhs_number[3:9])
    return Draws(seed, Room.PLANS, number // _KEYS, number % _KEYS)


def once_of(nhs_number: str, on: date) -> UUID:
    """The number of the form with which a plan was offered, or read through, on the day."""
    return uuid5(NAMESPACE_OID, f"plan:{nhs_number}:{on}")


def key_of(nhs_number: str, goal: int) -> UUID:
    return uuid5(NAMESPACE_OID, f"goal:{nhs_number}:{goal}")


def named_of(nhs_number: str, place: int) -> UUID:
    """The number of the form of a contact."""
    return uuid5(NAMESPACE_OID, f"related:{nhs_number}:{place}")


def taken_on(aim: Aim, kind: SessionKind, by: Membership, before: Aim | None) -> Aim:
    """
    Whose of the staff a goal is: at a joint session the writer takes it on, else whoever of their team is
    there; and then it stays theirs.

    :param before: as it stood
    """
    if aim.held_by != GoalHolder.STAFF:
        return aim
    if before:
        return replace(aim, owner=before.owner, team=before.team)
    return replace(aim, owner=by.user if kind == SessionKind.JOINT else None, team=by.organisation_id)


def moment(on: date, at: time) -> datetime:
    return datetime.combine(on, at, tzinfo=LONDON)


@dataclass
class PlanRows:
    """Rows of any number of people; plans by their number, as one is written upon another."""

    related: list[RelatedPerson] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    offers: list[PlanOffer] = field(default_factory=list)
    plans: dict[int, list[CarePlan]] = field(default_factory=dict)
    sections: list[SectionRow] = field(default_factory=list)
    goals: list[GoalRow] = field(default_factory=list)
    reviews: list[PlanReview] = field(default_factory=list)
    signatures: list[PlanSignature] = field(default_factory=list)

    def add(self, person_id: int, nhs_number: str, deeds: Iterable[PlanDeed], writers: Writers) -> None:
        found = _OfPerson(person_id, nhs_number, self)
        for deed in deeds:
            found.do(deed, writers.gp if isinstance(deed, Signed) else writers.of(deed.kind))


@dataclass
class _Text:
    """What counts in a version, by heading and by goal."""

    plan: CarePlan
    sections: dict[str, SectionRow] = field(default_factory=dict)
    goals: dict[UUID, GoalRow] = field(default_factory=dict)


@dataclass
class _OfPerson:
    person_id: int
    nhs_number: str
    rows: PlanRows
    force: _Text | None = None
    asking: Task | None = None
    number: int = 0
    named: dict[int, RelatedPerson] = field(default_factory=dict)

    @singledispatchmethod
    def do(self, deed: PlanDeed, by: Membership) -> None:
        raise TypeError(deed)

    @do.register
    def _(self, deed: Asked, by: Membership) -> None:
        """Whoever was to ask them has done so; who says no is asked again by another task."""
        at = moment(deed.on, OFFERED)
        self._close_asking(by, at)
        self.asking = self._task(deed.again_on, by, at) if deed.again_on else None
        offer = PlanOffer(
            person_id=self.person_id,
            once=once_of(self.nhs_number, deed.on),
            means=OfferMeans.IN_PERSON,
            offered_on=deed.on,
            **_recorded(by, at),
            answer=deed.answer,
            answer_words=deed.words,
            again_on=deed.again_on,
            task=self.asking,
            answered_by=by.user,
            answered_at=at,
        )
        self.rows.offers.append(offer)

    def _task(self, day: date, by: Membership, at: datetime) -> Task:
        task = Task(
            person_id=self.person_id,
            kind=TaskKind.TASK,
            words=ASK_AGAIN,
            organisation_id=by.organisation_id,
            due_at=end_of(day),
            raised_by=by.user,
            raised_at=at,
        )
        self.rows.tasks.append(task)
        return task

    def _close_asking(self, by: Membership, at: datetime) -> None:
        if not (task := self.asking):
            return
        task.outcome, task.outcome_words = TaskOutcome.NOT_NEEDED, ASKED
        task.closed_by, task.closed_at = by.user, at
        if task.raised_by_id != by.user_id:
            notice = Notice(
                together=uuid5(NAMESPACE_OID, f"asked:{self.nhs_number}:{at}"),
                user_id=task.raised_by_id,
                person_id=self.person_id,
                kind=NoticeKind.TASK_ANSWERED,
                task=task,
                by=by.user,
                at=at,
            )
            self.rows.notices.append(notice)

    @do.register
    def _(self, deed: Named, by: Membership) -> None:
        said = deed.said
        row = RelatedPerson(
            person_id=self.person_id,
            once=named_of(self.nhs_number, deed.place),
            name=said.name,
            relationship=said.relationship,
            roles=[str(each) for each in said.roles],
            telephone=said.telephone or "",
            when=said.when,
            document=said.document,
            seen_on=said.seen_on,
            note=said.note,
            **_recorded(by, moment(deed.on, NAMED)),
        )
        self.named[deed.place] = row
        self.rows.related.append(row)

    @do.register
    def _(self, deed: ReadThrough, by: Membership) -> None:
        review = PlanReview(
            person_id=self.person_id,
            plan=self._in_force().plan,
            once=once_of(self.nhs_number, deed.on),
            on=deed.on,
            attended=list(deed.attended),
            words=deed.words,
            **_recorded(by, moment(deed.on, SAID)),
        )
        self.rows.reviews.append(review)

    @do.register
    def _(self, deed: Signed, by: Membership) -> None:
        signature = PlanSignature(
            person_id=self.person_id,
            plan=self._in_force().plan,
            organisation_id=by.organisation_id,
            role=by.role,
            signed_by=by.user,
            signed_at=moment(deed.on, SIGNED),
        )
        self.rows.signatures.append(signature)

    def _in_force(self) -> _Text:
        if self.force is None:
            raise ValueError("Only a plan in force is read through, or signed")
        return self.force

    @do.register
    def _(self, deed: Version, by: Membership) -> None:
        self.number += 1
        text = self._begun(by, moment(deed.on, BEGUN))
        for said in deed.said:
            self._say(text, said, by, moment(deed.on, SAID))
        for goal, aim in deed.aims:
            key = key_of(self.nhs_number, goal)
            before = text.goals[key].aim if key in text.goals else None
            self._aim(text, key, taken_on(aim, deed.kind, by, before), by, moment(deed.on, AIMED))
        decider = self.named[deed.ended.decider] if deed.ended.decider else None
        _end(text.plan, deed.ended, decider, by, deed.on)
        if deed.end is End.AGREED:
            self.force = text

    def _begun(self, by: Membership, at: datetime) -> _Text:
        """A draft that carries on what is in force."""
        upon = self.force.plan if self.force else None
        plan = CarePlan(person_id=self.person_id, number=self.number, upon=upon, **_recorded(by, at))
        self.rows.plans.setdefault(self.number, []).append(plan)
        text = _Text(plan)
        if self.force:
            text.sections = {name: each.carried(plan) for name, each in self.force.sections.items()}
            going_on = {key: each for key, each in self.force.goals.items() if not each.aim.outcome}
            text.goals = {key: each.carried(plan) for key, each in going_on.items()}
            self.rows.sections.extend(text.sections.values())
            self.rows.goals.extend(text.goals.values())
        return text

    def _say(self, text: _Text, said: Said, by: Membership, at: datetime) -> None:
        before = text.sections.get(said.heading)
        section = SectionRow(text.plan, before.revision + 1 if before else 1, said, by, at)
        text.sections[said.heading] = section
        self.rows.sections.append(section)

    def _aim(self, text: _Text, key: UUID, aim: Aim, by: Membership, at: datetime) -> None:
        before = text.goals.get(key)
        set_on = before.set_on if before else at.date()
        goal = GoalRow(text.plan, before.revision + 1 if before else 1, key, aim, set_on, by, at)
        text.goals[key] = goal
        self.rows.goals.append(goal)


def _recorded(by: Membership, at: datetime) -> dict[str, object]:
    return {
        "role": by.role,
        "organisation_id": by.organisation_id,
        "recorded_by": by.user,
        "recorded_at": at,
    }


def _end(plan: CarePlan, ended: Ended, decider: RelatedPerson | None, by: Membership, on: date) -> None:
    if ended.end is End.DISCARDED:
        plan.discarded_by, plan.discarded_at = by.user, moment(on, ENDED)
    if ended.end not in (End.AGREED, End.IN_ERROR):
        return
    plan.agreed_with, plan.agreed_on, plan.decider = ended.agreed_with, on, decider
    plan.attended, plan.agreed_words = list(ended.attended), ended.words
    plan.capacity_words = ended.capacity
    plan.agreed_by, plan.agreed_at = by.user, moment(on, ENDED)
    if ended.end is End.IN_ERROR:
        plan.in_error_reason = ended.wrong
        plan.in_error_by, plan.in_error_at = by.user, moment(on, RETRACTED)

"""Care plans laid down at once: the rows are those that the actions would have written."""

from dataclasses import replace
from datetime import date
from functools import singledispatch

import pytest

from careplans.actions import plan_offers, plan_reviews, plan_writing, plans, related, signing
from careplans.actions.offers import Answered
from careplans.actions.plan_writing import Aim, Said
from careplans.models import (
    AgreedBy,
    Attendee,
    CarePlan,
    GoalHolder,
    Notice,
    OfferMeans,
    PlanAnswer,
    PlanGoal,
    PlanOffer,
    PlanReview,
    PlanSection,
    PlanSignature,
    RelatedPerson,
    SessionKind,
    Task,
    Voice,
)
from careplans.rules.entitlement import SessionSettings
from careplans.rules.plan import Heading, mark_of
from tests.demo.test_care import SEED, _person, lay_down, practice
from tests.world import as_system
from tiers.models import DeficitOnset
from wsic.demo.care import actions as laying
from wsic.demo.care import plan_rows
from wsic.demo.care.deeds import deeds_of
from wsic.demo.care.known import people_of, staff_of
from wsic.demo.care.plan_deeds import Asked, End, Ended, Named, ReadThrough, Signed, Version
from wsic.demo.care.plan_words import MEMORY
from wsic.demo.care.plans import plan_deeds
from wsic.work import acting_as

__all__ = ["practice"]
database = pytest.mark.django_db
MODELS = (
    RelatedPerson, Task, Notice, PlanOffer, CarePlan, PlanSection, PlanGoal, PlanReview, PlanSignature,
)  # fmt: skip
# Rows are named by what a person has but one of; by themselves the others are drawn anew each time.
NAMED = {
    "plan_id": "plan__number", "upon_id": "upon__number", "decider_id": "decider__once",
    "task_id": "task__raised_at",
}  # fmt: skip
LEFT_OUT = {"id", "public_id", "together"}


def rows(people) -> list[tuple]:
    """All that was written about them, but for the rows' own keys."""
    found = []
    with as_system():
        for model in MODELS:
            columns = sorted({each.attname for each in model._meta.concrete_fields} - LEFT_OUT)
            named = [NAMED.get(each, each) for each in columns]
            about = model.objects.filter(person__in=people).values_list(*named)
            found += [(model.__name__, *map(str, row)) for row in about]
    return sorted(found)


def empty() -> None:
    with as_system():
        for model in (PlanSignature, PlanReview, PlanGoal, PlanSection, PlanOffer, Notice, Task):
            model.objects.all().delete()
        for plan in CarePlan.objects.order_by("-number"):
            plan.delete()
        RelatedPerson.objects.all().delete()


def forget_some(practice) -> None:
    """Memory problems in the record, so that there are plans agreed by somebody else."""
    with as_system():
        _, known = people_of(practice)
        (place,) = MEMORY.deficits
        keys = dict.fromkeys(("entry_id", "first_entry_id", "code_list_id"), 1)
        days = {"counted_from": date(2020, 1, 1), "first_on": date(2020, 1, 1), "entries": 1}
        forgetful = [
            DeficitOnset(person_id=who.key, deficit=place, **keys, **days) for who in known if who.key % 2
        ]
        DeficitOnset.objects.bulk_create(forgetful)


def deeds_for(who, number, staff):
    deeds = deeds_of(who, laying.draws_of(SEED, number), SessionSettings())
    return plan_deeds(deeds, who, staff.rung, plan_rows.draws_of(SEED, number))


def kinds_of(deeds) -> set:
    versions = [each for each in deeds if isinstance(each, Version)]
    answers = [each.answer for each in deeds if isinstance(each, Asked)]
    found = {each.end for each in versions} | {each.ended.agreed_with for each in versions}
    return found | {type(each) for each in deeds} | set(answers) | {f"asked {len(answers)}"}


def one_of_each(deeds: dict) -> list:
    """First those among whom everything happens that happens to anybody."""
    seen, chosen = set(), []
    for key, of_person in deeds.items():
        if kinds_of(of_person) - seen:
            seen |= kinds_of(of_person)
            chosen.append(key)
    return chosen + [key for key in deeds if key not in chosen]


@database
@pytest.mark.parametrize(
    ("practice", "most"), [(20, 3), pytest.param(200, 25, marks=pytest.mark.long)], indirect=["practice"]
)
def test_the_twin_writes_what_the_actions_write_and_may_run_twice(world, practice, most):
    forget_some(practice)
    for _ in range(2):
        lay_down()
    with as_system():
        (numbers, known), staff = people_of(practice), staff_of(practice)
    deeds = {who: deeds_for(who, numbers[who.key], staff) for who in known}
    chosen = one_of_each(deeds)[:most]
    laid = rows([who.key for who in chosen])
    empty()

    for who in chosen:
        for deed in deeds[who]:
            by = staff.gp if isinstance(deed, Signed) else staff.of(deed.kind)
            with acting_as(by.user, on=deed.on) as user:
                through_actions(deed, _person(user, who), numbers[who.key], user)

    assert {row[0] for row in laid} >= {each.__name__ for each in MODELS[3:7]}
    assert rows([who.key for who in chosen]) == laid


@database
@pytest.mark.parametrize("practice", [20], indirect=True)
def test_who_was_to_ask_again_is_told_that_a_colleague_has_asked(world, practice):
    with as_system():
        (numbers, known), staff = people_of(practice), staff_of(practice)
        who, laid = known[0], plan_rows.PlanRows()
    days = [date(2026, 1, 5), date(2026, 6, 5)]
    deeds = [
        Asked(on=days[0], kind=SessionKind.HSCA, answer=PlanAnswer.DECLINED, again_on=days[1]),
        Asked(on=days[1], kind=SessionKind.JOINT, answer=PlanAnswer.ACCEPTED),
    ]
    with as_system():
        laid.add(who.key, numbers[who.key], deeds, staff)
        laying.write_plans(laid)
    written = rows([who.key])
    empty()

    for deed in deeds:
        with acting_as(staff.of(deed.kind).user, on=deed.on) as user:
            through_actions(deed, _person(user, who), numbers[who.key], user)

    assert [row[0] for row in written] == ["Notice", "PlanOffer", "PlanOffer", "Task"]
    assert rows([who.key]) == written


@database
@pytest.mark.parametrize("practice", [20], indirect=True)
def test_a_goal_of_the_staff_stays_whose_it_is(world, practice):
    """Set with the GP or Case Manager and looked at with the assistant, and the other way round."""
    with as_system():
        (numbers, known), staff = people_of(practice), staff_of(practice)
        who, laid = known[0], plan_rows.PlanRows()
    aim, attended = Aim(what="Walk", held_by=GoalHolder.STAFF), (Attendee.PERSON,)
    ended = Ended(end=End.AGREED, agreed_with=AgreedBy.PERSON, attended=attended)
    said = (Said(heading=Heading.WHAT_TO_DO, words="Ring", voice=Voice.STAFF),)
    deeds = [
        Version(on=day, kind=kind, said=said, aims=aims, ended=ended)
        for day, kind, aims in (
            (date(2026, 1, 5), SessionKind.JOINT, ((1, aim),)),
            (date(2026, 3, 5), SessionKind.HSCA, ((1, aim), (2, aim))),
            (date(2026, 6, 5), SessionKind.JOINT, ((2, aim),)),
        )
    ]
    with as_system():
        laid.add(who.key, numbers[who.key], deeds, staff)
        laying.write_plans(laid)
    written = rows([who.key])
    empty()

    for deed in deeds:
        with acting_as(staff.of(deed.kind).user, on=deed.on) as user:
            through_actions(deed, _person(user, who), numbers[who.key], user)

    assert rows([who.key]) == written


@singledispatch
def through_actions(deed, person, number, by) -> None:
    raise TypeError(deed)


@through_actions.register
def _(deed: Asked, person, number, by) -> None:
    answered = Answered(answer=deed.answer, words=deed.words, again_on=deed.again_on)
    made = plan_offers.MadeOffer(means=OfferMeans.IN_PERSON, on=deed.on, answered=answered)
    once, at = plan_rows.once_of(number, deed.on), plan_rows.moment(deed.on, plan_rows.OFFERED)
    plan_offers.offer_plan(person=person, made=made, once=once, by=by, at=at)


@through_actions.register
def _(deed: Named, person, number, by) -> None:
    sent = related.Sent(once=plan_rows.named_of(number, deed.place))
    at = plan_rows.moment(deed.on, plan_rows.NAMED)
    related.keep_related(person=person, said=deed.said, sent=sent, by=by, at=at)


@through_actions.register
def _(deed: ReadThrough, person, number, by) -> None:
    said = plan_reviews.Reviewed(on=deed.on, attended=deed.attended, words=deed.words)
    once, at = plan_rows.once_of(number, deed.on), plan_rows.moment(deed.on, plan_rows.SAID)
    plan_reviews.review_plan(plan=in_force(person, by), reviewed=said, once=once, by=by, at=at)


@through_actions.register
def _(deed: Signed, person, number, by) -> None:
    signing.sign_plan(plan=in_force(person, by), by=by, at=plan_rows.moment(deed.on, plan_rows.SIGNED))


@through_actions.register
def _(deed: Version, person, number, by) -> None:
    at = {name: plan_rows.moment(deed.on, getattr(plan_rows, name)) for name in ("BEGUN", "SAID", "AIMED")}
    plan = plans.begin_plan(person=person, by=by, at=at["BEGUN"])
    for said in deed.said:
        upon = [each.revision for each in plans.sections_of(plan, by) if each.heading == said.heading]
        plan_writing.save_section(plan=plan, said=said, upon=sum(upon), by=by, at=at["SAID"])
    for goal, aim in deed.aims:
        key = plan_rows.key_of(number, goal)
        stood = next((each for each in plans.goals_of(plan, by) if each.key == key), None)
        aim, upon = owned(aim, stood, deed.kind, by), stood.revision if stood else 0
        plan_writing.save_goal(plan=plan, aim=aim, key=key, upon=upon, by=by, at=at["AIMED"])
    _end(plan, deed, number, by)


def owned(aim: Aim, stood: PlanGoal | None, kind: SessionKind, by) -> Aim:
    """A goal of the staff stays whose it is; set at a joint session it is the writer's, else their team's."""
    if aim.held_by != "STAFF" or not stood:
        return replace(aim, owner=by) if aim.held_by == "STAFF" and kind == "JOINT" else aim
    return replace(aim, owner=stood.owner, team=stood.owner_organisation_id)


def in_force(person, by) -> CarePlan:
    return CarePlan.objects.visible_to(by).filter(person=person).agreed().latest("number")


def _end(plan, deed: Version, number, by) -> None:
    at, ended = plan_rows.moment(deed.on, plan_rows.ENDED), deed.ended
    sections, goals = plans.sections_of(plan, by), plans.goals_of(plan, by)
    mark = mark_of([each.revision for each in sections], [each.revision for each in goals])
    if deed.end is End.DISCARDED:
        plans.discard_plan(plan=plan, mark=mark, by=by, at=at)
    if deed.end in (End.AGREED, End.IN_ERROR):
        once = ended.decider and plan_rows.named_of(number, ended.decider)
        decider = RelatedPerson.objects.visible_to(by).get(once=once).pk if once else None
        agreement = plans.Agreement(
            by=ended.agreed_with, on=deed.on, attended=ended.attended, words=ended.words,
            capacity=ended.capacity, decider=decider,
        )  # fmt: skip
        plans.agree_plan(plan=plan, agreement=agreement, mark=mark, by=by, at=at)
    if deed.end is End.IN_ERROR:
        later = plan_rows.moment(deed.on, plan_rows.RETRACTED)
        plans.mark_plan_in_error(plan=plan, reason=ended.wrong, mark=mark, by=by, at=later)

"""A care plan offered to a person and answered; who declined is asked again by a task of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from careplans.access import people as people_access
from careplans.access import plans as access
from careplans.actions.offers import USED, Answered
from careplans.actions.once import UsedForm, add_once
from careplans.actions.tasks import Order, close_task_row, raise_task
from careplans.models import CarePlan, OfferMeans, PlanOffer, Task, TaskKind, TaskOutcome
from careplans.rules.clocks import end_of
from careplans.rules.plan_offers import OfferMade, asks_again
from careplans.sets.locks import lock_person
from patients.models import Person, PersonDetail
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.dates import london_date

ASK_AGAIN = "Ask again whether they want a care plan"
ASKED = "They were asked again."
IN_ERROR = "The answer was entered in error."
AGREED = "A care plan was agreed."
BY_ITSELF = (ASKED, IN_ERROR, AGREED)  # closed by what was recorded, not by who was to ask


@dataclass(frozen=True, kw_only=True)
class MadeOffer:
    """An offer as it was made; `answered` None where nothing was said yet."""

    means: OfferMeans
    on: date
    answered: Answered | None = None


@transaction.atomic
def offer_plan(*, person: Person, made: MadeOffer, once: UUID, by: User, at: datetime) -> PlanOffer:
    """
    Whoever was to ask them again has nothing left to do.

    :param once: of the form; sent twice it is one offer
    :raises UsedForm: the form was used for something else
    """
    standing = people_access.planning_as(by, person)
    lock_person(person.pk)
    offer = PlanOffer(
        person=person,
        once=once,
        means=made.means,
        offered_on=made.on,
        role=standing.role,
        organisation_id=standing.organisation_id,
        recorded_by=by,
        recorded_at=at,
    )
    if not add_once(offer, constraint="careplans_one_plan_offer_of_a_form"):
        return _sent_before(offer, made)
    _record("plan.offered", offer, by)
    if made.answered:
        _answer(offer, made.answered, by=by, at=at)
    follow_offers(person=person, words=ASKED, by=by, at=at)
    return offer


def _sent_before(offer: PlanOffer, made: MadeOffer) -> PlanOffer:
    by = offer.recorded_by
    rows = PlanOffer.objects.visible_to(by).filter(recorded_by=by, once=offer.once, person=offer.person)
    said = made.answered
    words = {"answer": said.answer, "answer_words": said.words} if said else {}
    if sent := rows.filter(means=made.means, offered_on=made.on, **words).first():
        return sent
    raise UsedForm(USED)


@transaction.atomic
def answer_plan_offer(*, offer: PlanOffer, answered: Answered, by: User, at: datetime) -> None:
    lock_person(offer.person_id)
    locked = _locked(offer, by)
    require(access.refuse_answer(by, locked))
    _answer(locked, answered, by=by, at=at)
    follow_offers(person=locked.person, words=ASKED, by=by, at=at)


@transaction.atomic
def take_back_plan_offer(*, offer: PlanOffer, by: User, at: datetime) -> None:
    """It was entered in error; nobody is asked again because of it.  Twice is once."""
    lock_person(offer.person_id)
    locked = _locked(offer, by)
    require(access.refuse_take_back(by, locked))
    if locked.in_error_at:
        return
    locked.in_error_by, locked.in_error_at = by, at
    locked.save(update_fields=["in_error_by", "in_error_at"])
    _record("plan.offer_in_error", locked, by)
    follow_offers(person=locked.person, words=IN_ERROR, by=by, at=at)


def _answer(offer: PlanOffer, answered: Answered, *, by: User, at: datetime) -> None:
    offer.answer, offer.answer_words = answered.answer, answered.words
    offer.again_on = answered.again_on
    offer.answered_by, offer.answered_at = by, at
    offer.save(update_fields=["answer", "answer_words", "again_on", "answered_by", "answered_at"])
    _record("plan.offer_answered", offer, by, answer=answered.answer)


def follow_offers(*, person: Person, words: str, by: User, at: datetime) -> None:
    """
    After each change of offers and of what is in force: who said no, and has neither a plan nor died, is
    asked again by one open task; nobody else is.  What somebody closed by hand is done.  The person is
    locked.

    :param words: why a task that asks has nothing left to do
    """
    offers = list(PlanOffer.objects.visible_to(by).filter(person=person).select_related("task"))
    plans, died = CarePlan.objects.visible_to(by), PersonDetail.objects.visible_to(by).current()
    needs_none = (
        plans.agreed().filter(person=person).exists()
        or died.filter(person=person, died_on__lte=london_date(at)).exists()
    )
    chosen = None if needs_none else asks_again(_made(each) for each in offers)
    asking = next((each for each in offers if chosen and each.pk == chosen.key), None)
    others = [each.task for each in offers if each.task and each != asking and each.task.closed_at is None]
    _close_asking(others, words, by=by, at=at)
    if asking and _is_unasked(asking.task):
        _raise_asking(asking, by=by, at=at)


def _made(offer: PlanOffer) -> OfferMade:
    stands = offer.in_error_at is None
    return OfferMade(key=offer.pk, on=offer.offered_on, again_on=offer.again_on, stands=stands)


def _is_unasked(task: Task | None) -> bool:
    return task is None or (task.closed_at is not None and task.outcome_words in BY_ITSELF)


def _raise_asking(offer: PlanOffer, *, by: User, at: datetime) -> None:
    day = offer.again_on or london_date(at)
    order = Order(kind=TaskKind.TASK, words=ASK_AGAIN, due_at=end_of(day))
    standing = people_access.planning_as(by, offer.person)
    offer.task = raise_task(person=offer.person, order=order, standing=standing, by=by, at=at)
    offer.save(update_fields=["task"])


def _close_asking(tasks: Sequence[Task], words: str, *, by: User, at: datetime) -> None:
    keys = [each.pk for each in tasks]
    rows = Task.objects.visible_to(by).open().filter(pk__in=keys).select_for_update(of=("self",))
    for task in rows.select_related("person"):
        close_task_row(task, outcome=TaskOutcome.NOT_NEEDED, words=words, contact=None, by=by, at=at)


def _locked(offer: PlanOffer, by: User) -> PlanOffer:
    rows = PlanOffer.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("person", "organisation").get(pk=offer.pk)


def _record(verb: str, offer: PlanOffer, by: User, **detail: Any) -> None:
    subject = f"person:{offer.person.public_id}"
    audit.record(verb, by=by, people=[offer.person_id], subject=subject, offer=str(offer.public_id), **detail)

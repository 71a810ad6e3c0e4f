"""A care plan offered to a person and answered; who declined is asked again by a task of its own."""

from collections.abc import Iterable
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
from careplans.models import OfferMeans, PlanOffer, Task, TaskKind, TaskOutcome
from careplans.rules.clocks import end_of
from careplans.sets.locks import lock_person
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit

ASK_AGAIN = "Ask again whether they want a care plan"
ASKED = "They were asked again."
IN_ERROR = "The answer was entered in error."


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
    _close_asking(PlanOffer.objects.visible_to(by).filter(person=person), ASKED, by=by, at=at)
    if made.answered:
        _answer(offer, made.answered, by=by, at=at)
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
    _close_asking([locked], IN_ERROR, by=by, at=at)
    _record("plan.offer_in_error", locked, by)


def _answer(offer: PlanOffer, answered: Answered, *, by: User, at: datetime) -> None:
    offer.answer, offer.answer_words = answered.answer, answered.words
    offer.again_on = answered.again_on
    offer.answered_by, offer.answered_at = by, at
    if offer.again_on:
        order = Order(kind=TaskKind.TASK, words=ASK_AGAIN, due_at=end_of(offer.again_on))
        standing = people_access.planning_as(by, offer.person)
        offer.task = raise_task(person=offer.person, order=order, standing=standing, by=by, at=at)
    names = ("answer", "answer_words", "again_on", "task", "answered_by", "answered_at")
    offer.save(update_fields=names)
    _record("plan.offer_answered", offer, by, answer=answered.answer)


def _close_asking(offers: Iterable[PlanOffer], words: str, *, by: User, at: datetime) -> None:
    asking = [each.task_id for each in offers if each.task_id]
    rows = Task.objects.visible_to(by).open().filter(pk__in=asking).select_for_update(of=("self",))
    for task in rows.select_related("person"):
        close_task_row(task, outcome=TaskOutcome.NOT_NEEDED, words=words, contact=None, by=by, at=at)


def _locked(offer: PlanOffer, by: User) -> PlanOffer:
    rows = PlanOffer.objects.visible_to(by).select_for_update(of=("self",))
    return rows.select_related("person", "organisation").get(pk=offer.pk)


def _record(verb: str, offer: PlanOffer, by: User, **detail: Any) -> None:
    subject = f"person:{offer.person.public_id}"
    audit.record(verb, by=by, people=[offer.person_id], subject=subject, offer=str(offer.public_id), **detail)

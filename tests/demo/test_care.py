"""Three years of care laid down at once: the rows are those that the actions would have written."""

import random
from datetime import date, timedelta
from uuid import UUID

import pytest

from careplans.actions import contacts, offers, sessions
from careplans.models import (
    Contact,
    Means,
    Notice,
    OfferAnswer,
    OfferMeans,
    PlanningSession,
    PlanOffer,
    SessionOffer,
    SessionPlace,
    SessionState,
    Task,
    WithWhom,
)
from careplans.rules.entitlement import SessionSettings
from patients.models import PersonIdentifier
from tests.factories import PersonFactory
from tests.world import NOW, TODAY, as_system
from tiers.models import TierStanding
from wsic.accounts.models import User
from wsic.demo.care import actions as laying
from wsic.demo.care.actions import BOOK, CALL, END, OFFER
from wsic.demo.care.deeds import Booked, Called, Known, Offered, deeds_of
from wsic.demo.care.known import people_of, staff_of
from wsic.demo.streams import Draws, Room
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
SEED = 7
MODELS = (Contact, SessionOffer, PlanningSession)
# By itself, and of the form: everything but the keys that each row has for itself.
LEFT_OUT = {"id", "public_id"}


@pytest.fixture(params=[20, pytest.param(200, marks=pytest.mark.long)])
def practice(world, request):
    with as_system():
        found = world.organisation("PA")
        found.live_on = date(2024, 4, 1)
        found.save(update_fields=["live_on"])
        chance = random.Random(SEED)
        for _ in range(request.param):
            born = date(1930, 1, 1) + chance.randrange(11_000) * timedelta(days=1)
            person = PersonFactory(
                practice=found, details__birth_date=born, details__housebound=chance.random() < 0.2
            )
            for day in (date(2023, 1, 1), date(2025, 5, 5)) if chance.random() < 0.5 else ():
                TierStanding.objects.filter(person=person, to_on=None).update(to_on=day)
                TierStanding.objects.create(
                    person=person, tier=chance.randrange(4), basis="DECIDED", from_on=day, recorded_at=NOW
                )
    return found


def lay_down() -> None:
    with as_system():
        laying.lay_down(seed=SEED, advance=lambda *_: None)


def rows() -> list[tuple]:
    """All that was written, but for the keys of the rows themselves."""
    found = []
    with as_system():
        for model in MODELS:
            columns = sorted({each.attname for each in model._meta.concrete_fields} - LEFT_OUT)
            for row in model.objects.order_by("once").values_list(*columns):
                found.append((model.__name__, *map(str, row)))
    return found


def empty() -> None:
    with as_system():
        for model in (PlanOffer, Notice, Task, *reversed(MODELS)):
            model.objects.all().delete()


def test_the_twin_writes_what_the_actions_write(world, practice):
    lay_down()
    laid = rows()
    with as_system():
        known, staff = people_of(practice), staff_of(practice)
    empty()

    for who in known[1]:
        through_actions(who, known[0][who.key], staff)

    assert len(laid) > 3 * len(known[1])
    assert {row[0] for row in laid} == {model.__name__ for model in MODELS}
    assert rows() == laid
    with as_system():
        assert not Task.objects.exists()  # nobody was tried three times in vain


def test_it_may_run_twice(practice):
    lay_down()
    laid = rows()

    lay_down()

    assert rows() == laid


def through_actions(who: Known, number: str, staff) -> None:
    """Each deed on its day, in the name of who did it."""
    for place, deed in enumerate(deeds_of(who, laying.draws_of(SEED, number), SessionSettings())):
        once = laying.once_of(number, place)
        if isinstance(deed, Called):
            _call(who, deed, once, staff.hsca.user)
        elif isinstance(deed, Offered):
            _offer(who, deed, once, staff.of(deed.kind).user)
        else:
            _session(who, deed, once, staff.of(deed.kind).user)


def _person(user, who: Known):
    return PersonIdentifier.objects.visible_to(user).select_related("person").get(person=who.key).person


def _call(who: Known, deed: Called, once: UUID, by: User) -> None:
    at = laying.moment(deed.on, CALL)
    said = contacts.Said(at=at, means=Means.TELEPHONE, outcome=deed.outcome, with_whom=WithWhom.PERSON)
    with acting_as(by, on=deed.on) as user:
        contacts.record_contact(
            person=_person(user, who), said=said, once=once, next_step_by=None, by=user, at=at
        )


def _offer(who: Known, deed: Offered, once: UUID, by: User) -> None:
    answered = deed.again_on and offers.Answered(answer=OfferAnswer.DECLINED, again_on=deed.again_on)
    made = offers.Made(kind=deed.kind, means=OfferMeans(deed.means), on=deed.on, answered=answered or None)
    with acting_as(by, on=deed.on) as user:
        at = laying.moment(deed.on, OFFER)
        offers.offer_session(person=_person(user, who), made=made, once=once, by=user, at=at)


def _session(who: Known, deed: Booked, once: UUID, by: User) -> None:
    booking = sessions.Booking(
        kind=deed.kind,
        on=deed.on,
        time=deed.at,
        minutes=laying.MINUTES,
        place=SessionPlace(deed.place),
        lead=by,
    )
    with acting_as(by, on=deed.booked_on) as user:
        at = laying.moment(deed.booked_on, BOOK)
        session = sessions.book_session(person=_person(user, who), booking=booking, once=once, by=user, at=at)
    if deed.state != SessionState.BOOKED:
        with acting_as(by, on=deed.on) as user:
            ended = sessions.Ended(state=deed.state, attended=tuple(deed.attended))
            sessions.end_session(session=session, ended=ended, by=user, at=laying.moment(deed.on, END))


@pytest.mark.fast
def test_somebody_elses_care_changes_nobodys():
    who = Known(
        key=1, birth_date=date(1940, 2, 29), registered_on=date(2010, 1, 1), live_on=date(2024, 4, 1),
        until=TODAY, housebound=False, tiers=((date(2023, 1, 1), 2),),
    )  # fmt: skip

    first, second = (deeds_of(who, Draws(SEED, Room.CARE, 3, 4), SessionSettings()) for _ in range(2))

    assert first == second
    assert [each.on for each in first if isinstance(each, Booked)]

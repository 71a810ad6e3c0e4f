"""A practice lived day by day: what is done goes through the actions, and is kept beside as plain values."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from careplans.actions import offers, sessions
from careplans.models import (
    OfferAnswer,
    OfferMeans,
    PlanningSession,
    ReviewReason,
    ReviewRequest,
    SessionKind,
    SessionOffer,
    SessionPlace,
    SessionState,
    ToldBy,
)
from careplans.rules.due import Answer, NotByLetter, Offered, Place, course_of, place_of
from careplans.rules.entitlement import Circumstances, Held, SessionSettings, Window, next_window
from patients.models import Person, PersonDetail, Registration
from tests.factories import PersonFactory
from tests.world import NOW, TODAY, as_system
from tiers.models import Basis, TierStanding
from wsic.accounts.models import User
from wsic.dates import LONDON, age_on

DAY = timedelta(days=1)
STAFF = (["GP", "CASE_MANAGER"], ["HSCA"], ["GP"])


@dataclass
class Life:
    """One person as somebody with a calendar would know them."""

    person: Person
    born: date
    stays: list[tuple[str, date, date | None]]
    has_address: bool
    died_on: date | None = None
    tiers: list[tuple[date, int | None]] = field(default_factory=list)  # from this day on
    held: list[Held] = field(default_factory=list)
    called_off: list[date] = field(default_factory=list)
    offers: list[Offered] = field(default_factory=list)
    reviews: list[date] = field(default_factory=list)
    booked_on: date | None = None

    def practice(self, day: date) -> tuple[str, date] | None:
        """Code of the practice and since when, of who is looked after on the day."""
        if age_on(self.born, day) < 65 or (self.died_on and self.died_on <= day):
            return None
        there = [(code, since) for code, since, to in self.stays if since <= day and (not to or day < to)]
        return there[0] if there else None

    def expected(self, day: date, live_on: dict[str, date], settings: SessionSettings) -> tuple:
        code, since = self.practice(day) or ("", day)
        window: Window | None = None
        if live_on[code] <= day:
            window = next_window(self._circumstances(day, live_on[code], since), settings)
        course = course_of(
            held=[each.on for each in self.held], booked_on=self.booked_on, called_off=self.called_off,
            offers=self.offers, review_on=min(self.reviews, default=None),
            not_by_letter=() if self.has_address else (NotByLetter.ADDRESS,),
        )  # fmt: skip
        place: Place = place_of(window, course, day, settings)
        return place.list, place.overdue, window and window.from_on, window and window.by_on

    def _circumstances(self, day: date, live_on: date, since: date) -> Circumstances:
        known = [(start, tier) for start, tier in self.tiers if start <= day]
        tier = known[-1][1] if known else None
        joint_since, risen = None, False
        for start, each in known:
            if (each or 0) < 2:
                joint_since, risen = None, each is not None
            elif joint_since is None:
                joint_since = start
        return Circumstances(
            tier=tier, live_on=live_on, registered_on=since, birth_date=self.born, joint_since=joint_since,
            risen=risen and joint_since is not None, held=tuple(self.held),
            review_on=min(self.reviews, default=None),
        )  # fmt: skip


def born_about(chance: random.Random, day: date) -> date:
    """Some become 65 in the years to come, some on a day on which something turns."""
    turning = [date(day.year - 64, 7, 1), date(day.year - 63, 3, 31), date(1960, 2, 29), date(1948, 10, 25)]
    return chance.choice([*turning, day - chance.randrange(64 * 365, 92 * 365) * DAY])


def make_life(chance: random.Random, practice, day: date) -> Life:
    born, has_address = born_about(chance, day), chance.random() < 0.7
    person = PersonFactory(
        details__birth_date=born, details__address="1 Road" if has_address else "", practice=practice
    )
    return Life(person, born, [(practice.code, date(2010, 1, 1), None)], has_address)


def change_facts(life: Life, chance: random.Random, day: date, practices: dict) -> None:
    """A tier, a move or a death: facts that come in from outside."""
    event = chance.choice(["tier", "tier", "tier", "move", "death"] if chance.random() < 0.3 else ["tier"])
    if event == "tier":
        _tier(life, chance.choice([0, 1, 2, 2, 3]), day)
    elif event == "move" and life.practice(day) and life.stays[-1][1] < day:
        _move(life, practices["PB" if life.stays[-1][0] == "PA" else "PA"], day)
    elif event == "death" and chance.random() < 0.3 and life.died_on is None:
        life.died_on = day
        PersonDetail.objects.filter(person=life.person).update(died_on=day)


def _tier(life: Life, tier: int, day: date) -> None:
    if life.tiers and life.tiers[-1][0] == day:
        return
    TierStanding.objects.filter(person=life.person, to_on=None).update(to_on=day)
    TierStanding.objects.create(
        person=life.person, tier=tier, basis=Basis.DECIDED, from_on=day, recorded_at=NOW
    )
    life.tiers.append((day, tier))


def _move(life: Life, practice, day: date) -> None:
    code, since, _ = life.stays[-1]
    life.stays[-1] = (code, since, day)
    life.stays.append((practice.code, day, None))
    Registration.objects.filter(person=life.person, to_on=None).update(to_on=day)
    Registration.objects.create(person=life.person, practice=practice, from_on=day, as_on=TODAY)


def plan(life: Life, chance: random.Random, day: date, by: User) -> None:
    """One step of care, as the state allows it."""
    at = datetime.combine(day, time(chance.choice([0, 1, 12, 23]), 30), LONDON)
    if life.booked_on and life.booked_on <= day and chance.random() < 0.6:
        _end(life, chance, day, by, at)
    elif chance.random() < 0.15:
        _ask(life, day, by, at)
    elif not life.booked_on:
        chance.choice([_offer, _answer, _book])(life, chance, day, by, at)


def _end(life, chance, day, by, at) -> None:
    state = chance.choice([SessionState.HELD] * 3 + [SessionState.DID_NOT_ATTEND, SessionState.CANCELLED])
    staff = chance.choice(STAFF)
    attended = ("PERSON", *staff) if state == SessionState.HELD else ()
    session = PlanningSession.objects.visible_to(by).booked().get(person=life.person)
    sessions.end_session(session=session, ended=sessions.Ended(state=state, attended=attended), by=by, at=at)
    if state == SessionState.HELD:
        life.held.append(Held(session.on, frozenset(attended)))
        life.reviews = [each for each in life.reviews if each > session.on]
    else:
        life.called_off.append(min(session.on, day))
    life.booked_on = None


def _ask(life, day, by, at) -> None:
    change = offers.Change(reason=ReviewReason.FALL, told_by=ToldBy.STAFF, on=day)
    offers.ask_review(person=life.person, change=change, once=uuid.uuid4(), by=by, at=at)
    life.reviews.append(day)


def _offer(life, chance, day, by, at) -> None:
    made = offers.Made(kind=SessionKind.HSCA, means=OfferMeans.LETTER, on=day)
    offers.offer_session(person=life.person, made=made, once=uuid.uuid4(), by=by, at=at)
    life.offers.append(Offered(on=day))


def _answer(life, chance, day, by, at) -> None:
    if not life.offers or life.offers[-1].answer:
        return
    answer = chance.choice(list(OfferAnswer))
    again_on = None if answer == OfferAnswer.ACCEPTED else day + chance.choice([1, 30, 90]) * DAY
    made = SessionOffer.objects.visible_to(by).filter(person=life.person)
    answered = offers.Answered(answer=answer, again_on=again_on)
    last = made.order_by("-offered_on", "-pk").first()
    offers.answer_offer(offer=last, answered=answered, by=by, at=at)
    life.offers[-1] = Offered(on=life.offers[-1].on, answer=Answer(answer), again_on=again_on)


def _book(life, chance, day, by, at) -> None:
    on = day + chance.choice([0, 1, 7, 30]) * DAY
    booking = sessions.Booking(
        kind=SessionKind.JOINT, on=on, time=time(1, 30), minutes=40, place=SessionPlace.HOME
    )
    sessions.book_session(person=life.person, booking=booking, once=uuid.uuid4(), by=by, at=at)
    life.booked_on = on
    life.offers = [
        Offered(on=each.on, answer=each.answer or Answer.ACCEPTED, again_on=each.again_on)
        for each in life.offers
    ]


def open_reviews() -> int:
    with as_system():
        return ReviewRequest.objects.open().count()

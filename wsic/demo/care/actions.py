"""The deeds of three years as rows, laid down at once: a twin of the actions, which would take half an hour.

tests/demo/test_care.py holds it against them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import singledispatchmethod
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import Model

from careplans.models import (
    CarePlan,
    Contact,
    Means,
    OfferAnswer,
    PlanningSession,
    PlanOffer,
    SessionOffer,
    SessionState,
    WithWhom,
)
from careplans.settings import session_settings
from wsic.accounts.models import Membership
from wsic.dates import LONDON
from wsic.demo.care import plan_rows
from wsic.demo.care.caseloads import first_contacts
from wsic.demo.care.deeds import Booked, Called, Deed, Known, Offered, deeds_of
from wsic.demo.care.known import Staff, people_of, staff_of
from wsic.demo.care.plan_rows import PlanRows
from wsic.demo.care.plans import plan_deeds
from wsic.demo.care.sets import add, add_goals, add_sections
from wsic.demo.streams import Draws, Room
from wsic.demo.world import AS_ON
from wsic.organisations.models import Kind, Organisation

MINUTES = 40
CALL, OFFER, BOOK, END = time(9, 30), time(10), time(11), time(17)  # of a day, in London
_KEYS = 4_096  # streams have room for so many people in each of so many places


def lay_down(*, seed: int, advance: Callable[[str, int, int], None]) -> None:
    """Practice by practice, in a unit of work; what is there already stays, so that it may run twice."""
    practices = list(Organisation.objects.filter(live_on__lte=AS_ON, kind=Kind.PRACTICE).order_by("code"))
    for number, practice in enumerate(practices, 1):
        numbers, known = people_of(practice)
        staff = staff_of(practice)
        settings = session_settings()
        deeds = {who.key: deeds_of(who, draws_of(seed, numbers[who.key]), settings) for who in known}
        for rows in _rows(deeds, numbers, staff).values():
            add(rows)
        add(first_contacts(known, numbers, practice, seed=seed))
        _write_plans(known, deeds, numbers, staff, seed=seed)
        advance("Laying down care", number, len(practices))


def _write_plans(
    known: Iterable[Known], deeds: dict[int, list[Deed]], numbers: dict[int, str], staff: Staff, *, seed: int
) -> None:
    """Of whom there is none yet, so that it may run twice."""
    there = {*_about(CarePlan, numbers), *_about(PlanOffer, numbers)}
    rows, rung = PlanRows(), staff.rung
    for who in known:
        if who.key not in there:
            number = numbers[who.key]
            done = plan_deeds(deeds[who.key], who, rung, plan_rows.draws_of(seed, number))
            rows.add(who.key, number, done, staff)
    write_plans(rows)


def write_plans(rows: PlanRows) -> None:
    """What is named before what names it."""
    for each in (rows.related, rows.tasks, rows.notices, rows.offers):
        add(each)
    for version in sorted(rows.plans):
        add(rows.plans[version])
    add_sections(rows.sections)
    add_goals(rows.goals)
    add(rows.reviews)
    add(rows.signatures)


def _about(model: type[Model], people: Iterable[int]) -> Iterable[int]:
    return model._default_manager.filter(person__in=people).values_list("person_id", flat=True)


def draws_of(seed: int, nhs_number: str) -> Draws:
    """A person's own stream, whoever else there is."""
    number = int(nhs_number[3:9])
    return Draws(seed, Room.CARE, number // _KEYS, number % _KEYS)


def once_of(nhs_number: str, place: int) -> UUID:
    """The number of the form of a person's deed, by its place."""
    return uuid5(NAMESPACE_OID, f"care:{nhs_number}:{place}")


def moment(on: date, at: time) -> datetime:
    return datetime.combine(on, at, tzinfo=LONDON)


@dataclass
class Rows:
    """Deeds of one person as rows, in turn."""

    person_id: int
    nhs_number: str
    staff: Staff

    def of(self, deeds: Iterable[Deed]) -> Iterator[Model]:
        waiting: SessionOffer | None = None
        for place, deed in enumerate(deeds):
            row = self.row(deed, once_of(self.nhs_number, place))
            if isinstance(row, PlanningSession) and waiting:
                waiting.answer, waiting.answered_by = OfferAnswer.ACCEPTED, row.recorded_by
                waiting.answered_at = row.recorded_at
            if isinstance(row, SessionOffer):
                waiting = row
            yield row

    @singledispatchmethod
    def row(self, deed: Deed, once: UUID) -> Model:
        raise TypeError(deed)

    @row.register
    def _(self, deed: Called, once: UUID) -> Model:
        at = moment(deed.on, CALL)
        return Contact(
            at=at, means=Means.TELEPHONE, outcome=deed.outcome, with_whom=WithWhom.PERSON,
            **self._written(self.staff.hsca, once, at),
        )  # fmt: skip

    @row.register
    def _(self, deed: Offered, once: UUID) -> Model:
        by, at = self.staff.of(deed.kind), moment(deed.on, OFFER)
        offer = SessionOffer(
            kind=deed.kind, means=deed.means, offered_on=deed.on, **self._written(by, once, at)
        )
        if deed.again_on:
            offer.answer, offer.again_on = OfferAnswer.DECLINED, deed.again_on
            offer.answered_by, offer.answered_at = by.user, at
        return offer

    @row.register
    def _(self, deed: Booked, once: UUID) -> Model:
        by, ended = self.staff.of(deed.kind), deed.state != SessionState.BOOKED
        return PlanningSession(
            kind=deed.kind, on=deed.on, time=deed.at, minutes=MINUTES, place=deed.place, state=deed.state,
            attended=list(deed.attended), lead=by.user, ended_by=by.user if ended else None,
            ended_at=moment(deed.on, END) if ended else None,
            **self._written(by, once, moment(deed.booked_on, BOOK)),
        )  # fmt: skip

    def _written(self, by: Membership, once: UUID, at: datetime) -> dict[str, object]:
        return {
            "person_id": self.person_id,
            "once": once,
            "recorded_by": by.user,
            "role": by.role,
            "organisation_id": by.organisation_id,
            "recorded_at": at,
        }


def _rows(
    deeds: dict[int, list[Deed]], numbers: dict[int, str], staff: Staff
) -> dict[type[Model], list[Model]]:
    """Model -> rows."""
    found: dict[type[Model], list[Model]] = {Contact: [], SessionOffer: [], PlanningSession: []}
    for key, done in deeds.items():
        for row in Rows(key, numbers[key], staff).of(done):
            found[type(row)].append(row)
    return found

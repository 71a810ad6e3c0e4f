"""The deeds of three years as rows, laid down at once: a twin of the actions, which would take half an hour.

tests/demo/test_care.py holds it against them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import singledispatchmethod
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import Model

from careplans.models import (
    Contact,
    FirstContact,
    Means,
    OfferAnswer,
    PlanningSession,
    SessionKind,
    SessionOffer,
    SessionState,
    WithWhom,
)
from careplans.settings import session_settings
from patients.models import PersonDetail, PersonIdentifier, Registration, RegistrationKind
from tiers.models import TierStanding
from wsic.accounts.models import Membership
from wsic.accounts.roles import Role
from wsic.dates import LONDON
from wsic.demo.care.caseloads import first_contacts
from wsic.demo.care.deeds import Booked, Called, Deed, Known, Offered, deeds_of
from wsic.demo.streams import Draws, Room
from wsic.demo.world import AS_ON
from wsic.organisations.models import Kind, LinkKind, Organisation, OrganisationLink

MINUTES = 40
ROWS = 2_000  # at once
CALL, OFFER, BOOK, END = time(9, 30), time(10), time(11), time(17)  # of a day, in London
_KEYS = 4_096  # streams have room for so many people in each of so many places


@dataclass(frozen=True)
class Staff:
    """Who writes down what was done at a practice, each for their organisation."""

    joint: Membership
    hsca: Membership

    def of(self, kind: SessionKind) -> Membership:
        return self.joint if kind == SessionKind.JOINT else self.hsca


def lay_down(*, seed: int, advance: Callable[[str, int, int], None]) -> None:
    """Practice by practice, in a unit of work; what is there already stays, so that it may run twice."""
    practices = list(Organisation.objects.filter(live_on__lte=AS_ON, kind=Kind.PRACTICE).order_by("code"))
    for number, practice in enumerate(practices, 1):
        numbers, known = people_of(practice)
        staff = staff_of(practice)
        for model, rows in _rows(known, numbers, staff, seed=seed).items():
            model._default_manager.bulk_create(rows, ROWS, ignore_conflicts=True)
        FirstContact.objects.bulk_create(first_contacts(known, numbers, practice, seed=seed), ROWS)
        advance("Laying down care", number, len(practices))


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
    known: Iterable[Known], numbers: dict[int, str], staff: Staff, *, seed: int
) -> dict[type[Model], list[Model]]:
    """Model -> rows."""
    found: dict[type[Model], list[Model]] = {Contact: [], SessionOffer: [], PlanningSession: []}
    settings = session_settings()
    for who in known:
        number = numbers[who.key]
        for row in Rows(who.key, number, staff).of(deeds_of(who, draws_of(seed, number), settings)):
            found[type(row)].append(row)
    return found


def people_of(practice: Organisation) -> tuple[dict[int, str], list[Known]]:
    """Numbers, and what is known of everybody whose last stay is or was here."""
    stays = Registration.objects.current().filter(kind=RegistrationKind.REGULAR)
    here = stays.filter(practice=practice)
    last = stays.filter(person__in=here.values("person")).order_by("person", "-from_on").distinct("person")
    columns = ("person_id", "practice_id", "from_on", "to_on")
    found = {key: stay for key, *stay in last.values_list(*columns) if stay[0] == practice.pk}
    numbers = dict(
        PersonIdentifier.objects.current().filter(person__in=found).values_list("person_id", "value")
    )
    tiers: dict[int, list[tuple[date, int]]] = {}
    standings = TierStanding.objects.known_now().filter(person__in=found).order_by("from_on")
    for key, day, tier in standings.values_list("person_id", "from_on", "tier"):
        tiers.setdefault(key, []).append((day, tier))
    details = PersonDetail.objects.current().filter(person__in=numbers)
    known = [
        Known(
            key=key,
            birth_date=born,
            registered_on=found[key][1],
            live_on=practice.live_on or AS_ON,
            until=min(day for day in (found[key][2], died_on, AS_ON + timedelta(days=1)) if day),
            housebound=bool(housebound),
            tiers=tuple(tiers.get(key, ())),
        )
        for key, born, died_on, housebound in details.values_list(
            "person_id", "birth_date", "died_on", "housebound"
        )
    ]
    return numbers, known


def staff_of(practice: Organisation) -> Staff:
    """Of the hub where the demo has somebody, else the practice's GP."""
    hubs = OrganisationLink.objects.filter(kind=LinkKind.HUB, child=practice).values("parent_id")
    there = Membership.objects.select_related("user").order_by("pk")
    gp = there.filter(organisation=practice, role=Role.GP).first()
    of_hub = there.filter(organisation__in=hubs)
    joint = of_hub.filter(role=Role.CASE_MANAGER).first() or gp
    hsca = of_hub.filter(role=Role.HSCA).first() or joint
    if joint is None or hsca is None:
        raise LookupError(f"Nobody works at {practice.code} who could write down what was done")
    return Staff(joint, hsca)

"""What was done with one person between go-live and the world's day, as plain values.

Shares are ours, so that lists have people on them; who owes what follows from the rules of the house.
"""

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from careplans.models import (
    Attendee,
    OfferMeans,
    Outcome,
    SessionKind,
    SessionPlace,
    SessionState,
)
from careplans.rules.entitlement import Circumstances, Held, SessionSettings, Window, next_window
from wsic.dates import months_after
from wsic.demo.streams import Draws, Weighted

DAY = timedelta(days=1)
MOST = 24  # windows of one person: nobody has as many in three years
HELD_LATE, NOT_SEEN = 0.06, 0.05  # shares of windows
DECLINED, DID_NOT_ATTEND = 0.05, 0.07  # of invitations, of bookings
_JOINT = (Attendee.PERSON, Attendee.GP, Attendee.CASE_MANAGER)
_WITH_HSCA = (Attendee.PERSON, Attendee.HSCA)
_JOINT_PLACES = (SessionPlace.PRACTICE, SessionPlace.PRACTICE, SessionPlace.HUB)
_PLACES = (SessionPlace.PRACTICE, SessionPlace.TELEPHONE, SessionPlace.HUB)
_REACHED: Weighted[Outcome] = Weighted([(Outcome.REACHED, 0.85), (Outcome.NO_ANSWER, 0.15)])


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the records say of a person; `tiers` from which day on they stood on which, in order; `deficits`
    that decide what a plan says, by their places in the index."""

    key: int
    birth_date: date
    registered_on: date
    live_on: date
    until: date  # they left, died, or the day after the world's
    housebound: bool
    tiers: tuple[tuple[date, int], ...] = ()
    family_name: str = ""
    deficits: frozenset[int] = frozenset()
    in_home: bool = False


@dataclass(frozen=True)
class Called:
    on: date
    outcome: Outcome


@dataclass(frozen=True)
class Offered:
    """`again_on` of who declined; who accepts does so by the booking that follows."""

    on: date
    kind: SessionKind
    means: OfferMeans
    again_on: date | None = None


@dataclass(frozen=True)
class Booked:
    """A booking and what came of it; `state` BOOKED: nobody has said yet."""

    booked_on: date
    on: date
    at: time
    kind: SessionKind
    place: SessionPlace
    state: SessionState = SessionState.BOOKED
    attended: tuple[Attendee, ...] = ()


Deed = Called | Offered | Booked


@dataclass
class _Past:
    """What has been done so far; `day` is the first on which more can be."""

    day: date
    held: list[Held] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)


def deeds_of(who: Known, draws: Draws, settings: SessionSettings) -> list[Deed]:
    """In the order in which they were done: calls and offers, bookings, sessions."""
    past = _Past(max(who.live_on, who.registered_on))
    if past.day >= who.until:
        return []
    for _ in range(MOST):
        window = next_window(_as_of(who, past), settings)
        if window.from_on >= who.until or not _lived(who, past, window, draws):
            break
    return past.deeds


def _as_of(who: Known, past: _Past) -> Circumstances:
    known = [(day, tier) for day, tier in who.tiers if day <= past.day]
    joint_since, risen = None, False
    for day, tier in known:
        if tier < 2:
            joint_since, risen = None, True
        elif joint_since is None:
            joint_since = day
    return Circumstances(
        tier=known[-1][1] if known else None,
        live_on=who.live_on,
        registered_on=who.registered_on,
        birth_date=who.birth_date,
        joint_since=joint_since,
        risen=risen and joint_since is not None,
        held=tuple(past.held),
    )


def _lived(who: Known, past: _Past, window: Window, draws: Draws) -> bool:
    """What was done in a window; False when nothing more was."""
    opens = max(window.from_on, past.day)
    seen = draws.unit()
    if seen < NOT_SEEN:
        past.day = max(window.by_on, past.day) + 90 * DAY
        return past.day < who.until
    late = 60 if seen < NOT_SEEN + HELD_LATE else 0
    days = max(1, (window.by_on - opens).days + late)
    offered_on = opens + draws.below(max(1, days - 14)) * DAY
    kind = SessionKind(window.kind)
    if offered_on >= who.until:
        return False
    if draws.chance(0.5):
        past.deeds.append(Called(offered_on, _REACHED.pick(draws)))
    means = OfferMeans.LETTER if draws.chance(0.6) else OfferMeans.TELEPHONE
    offer = Offered(offered_on, kind, means)
    if draws.chance(DECLINED):
        past.deeds.append(replace(offer, again_on=months_after(offered_on, 3)))
        past.day = months_after(offered_on, 3)
        return past.day < who.until
    past.deeds.append(offer)
    return _booked(who, past, offer, draws)


def _booked(who: Known, past: _Past, offer: Offered, draws: Draws) -> bool:
    booked_on = offer.on + draws.below(10) * DAY
    on = booked_on + (3 + draws.below(12)) * DAY
    if booked_on >= who.until:
        return False
    joint = offer.kind == SessionKind.JOINT
    place = SessionPlace.HOME if who.housebound else draws.pick(_JOINT_PLACES if joint else _PLACES)
    at = time(9 + draws.below(8), draws.pick([0, 20, 40]))
    booking = Booked(booked_on, on, at, offer.kind, place)
    if on >= who.until:
        past.deeds.append(booking)
        return False
    if draws.chance(DID_NOT_ATTEND):
        past.deeds.append(replace(booking, state=SessionState.DID_NOT_ATTEND))
        past.day = on + (3 + draws.below(7)) * DAY
        return past.day < who.until
    attended = _JOINT if joint else _WITH_HSCA
    past.deeds.append(replace(booking, state=SessionState.HELD, attended=attended))
    past.held.append(Held(on, frozenset(attended)))
    past.day = on + DAY
    return True

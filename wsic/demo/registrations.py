"""Who is on the list of which practice, from when to when.

A list holds the register (living, regular), those who died or left in the last three years, those who moved
to a neighbouring practice and are on its list now, and temporary and private registrations, which are out of
scope.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wsic.demo import addresses, world
from wsic.demo.lines import Row
from wsic.demo.organisations import Practice, practice, practice_code
from wsic.demo.people import YEAR, Person, person
from wsic.demo.streams import Draws, Room
from wsic.demo.world import AS_ON, Slots, World

_BLOCK = 10  # people move between the practices of one ten
_MOVED_EVERY = 64
_MOVED_AT = 5
_THREE_YEARS = 3 * 365
_NEW_SHARE = 0.06  # registered in the last 12 months
_LONGEST_YEARS = 40


@dataclass(frozen=True, slots=True)
class Stay:
    """One registration of one person: one row of people-<code>.csv."""

    person: Person
    practice: int
    kind: str
    registered_on: date
    deregistered_on: date | None
    usual_gp: str

    def holds(self, on: date) -> bool:
        """Registered and alive at the end of this day."""
        until = min(self.deregistered_on or date.max, self.person.died_on or date.max)
        return self.registered_on <= on < until


def stays(world_: World, index: int) -> Iterator[Stay]:
    """The list of one practice, in the order of its file."""
    at = practice(index)
    size = world_.register_size(index)
    for slot in Slots.LIVING[:size]:
        yield _living(world_.seed, at, slot)
    for slot in world.filled(Slots.DIED, world.DIED_SHARE, size):
        yield _died(world_.seed, at, slot)
    for slot in world.filled(Slots.LEFT, world.LEFT_SHARE, size):
        yield _left(world_.seed, at, slot)
    for slot in world.filled(Slots.TEMPORARY, world.TEMPORARY_SHARE, size):
        yield _out_of_scope(world_.seed, at, slot, "temporary")
    for slot in world.filled(Slots.PRIVATE, world.PRIVATE_SHARE, size):
        yield _out_of_scope(world_.seed, at, slot, "private")
    yield from _moved_away(world_, at)


def dirty_stay(seed: int, index: int, slot: int) -> Stay:
    """The clean registration of somebody who is there only to have a row spoilt."""
    return _living(seed, practice(index), slot)


def people_row(stay: Stay) -> Row:
    of = stay.person
    return {
        "nhs_number": of.nhs_number,
        "family_name": of.family_name,
        "given_name": of.given_name,
        "birth_date": of.birth_date.isoformat(),
        "sex": of.sex,
        "title": of.title,
        "ethnicity": of.ethnicity,
        "language": of.language,
        "interpreter_needed": of.interpreter_needed,
        "address": of.address,
        "postcode": of.postcode,
        "phone": of.phone,
        "email": of.email,
        "practice_code": practice_code(stay.practice),
        "registration_kind": stay.kind,
        "usual_gp": stay.usual_gp,
        "registered_on": stay.registered_on.isoformat(),
        "deregistered_on": stay.deregistered_on.isoformat() if stay.deregistered_on else "",
        "died_on": of.died_on.isoformat() if of.died_on else "",
        "imd_quintile": of.imd_quintile,
        "housebound": of.housebound,
    }


def _living(seed: int, at: Practice, slot: int) -> Stay:
    draws = Draws(seed, Room.STAY, at.index, slot)
    registered_on = _moved_on(draws) if _moved(slot) else _registered_on(AS_ON, draws)
    return Stay(person(seed, at.index, slot), at.index, "regular", registered_on, None, draws.pick(at.gps))


def _died(seed: int, at: Practice, slot: int) -> Stay:
    draws = Draws(seed, Room.STAY, at.index, slot)
    who = person(seed, at.index, slot)
    died_on = who.died_on or AS_ON
    taken_off_on = died_on + timedelta(days=1 + draws.below(20))
    return Stay(
        who, at.index, "regular", _registered_on(died_on, draws),
        taken_off_on if taken_off_on <= AS_ON else None, draws.pick(at.gps),
    )  # fmt: skip


def _left(seed: int, at: Practice, slot: int) -> Stay:
    draws = Draws(seed, Room.STAY, at.index, slot)
    left_on = AS_ON - timedelta(days=draws.below(_THREE_YEARS))
    who = person(seed, at.index, slot)
    return Stay(who, at.index, "regular", _registered_on(left_on, draws), left_on, draws.pick(at.gps))


def _out_of_scope(seed: int, at: Practice, slot: int, kind: str) -> Stay:
    draws = Draws(seed, Room.STAY, at.index, slot)
    registered_on = AS_ON - timedelta(days=draws.below(80))
    return Stay(person(seed, at.index, slot), at.index, kind, registered_on, None, draws.pick(at.gps))


def _moved_away(world_: World, at: Practice) -> Iterator[Stay]:
    """The earlier registration, here, of people who are on a neighbour's register now."""
    start = at.index // _BLOCK * _BLOCK
    for index in range(start, min(start + _BLOCK, world_.practices)):
        size = world_.register_size(index)
        for slot in range(_MOVED_AT, size, _MOVED_EVERY):
            if _came_from(index, slot) == at.index:
                yield _previous(world_.seed, at, index, slot)


def _previous(seed: int, at: Practice, index: int, slot: int) -> Stay:
    draws = Draws(seed, Room.PREVIOUS_STAY, index, slot)
    moved_on = _moved_on(Draws(seed, Room.STAY, index, slot))
    who = replace(
        person(seed, index, slot),
        address=addresses.address(draws),
        postcode=addresses.postcode(draws),
        email="",
    )
    return Stay(who, at.index, "regular", _registered_on(moved_on, draws), moved_on, draws.pick(at.gps))


def _moved(slot: int) -> bool:
    return slot in Slots.LIVING and slot % _MOVED_EVERY == _MOVED_AT


def _came_from(index: int, slot: int) -> int:
    """Another practice of the same ten, which may not be there yet in a small world."""
    start = index // _BLOCK * _BLOCK
    return start + (index - start + 1 + slot // _MOVED_EVERY % (_BLOCK - 1)) % _BLOCK


def _moved_on(draws: Draws) -> date:
    return AS_ON - timedelta(days=draws.below(_THREE_YEARS))


def _registered_on(before: date, draws: Draws) -> date:
    """Some days to 40 years before, and for a few less than a year."""
    if draws.chance(_NEW_SHARE):
        return before - timedelta(days=1 + draws.below(364))
    return before - timedelta(days=366 + int(draws.unit() ** 1.5 * _LONGEST_YEARS * YEAR))

"""Two records side by side, and who is not on a register because another record of theirs is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from patients.access.links import side_of
from patients.models import Person
from patients.models.base import reach_of
from patients.queries.cells import PersonCell
from patients.queries.links import Compared, Linked, cells_of, compared, set_aside_of
from patients.queries.people import reached
from patients.rules.links import why_words
from tiers.queries.decisions import DecisionLine, decision_panel
from tiers.sets import linked as sets
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of two records; `last` is what was decided last, `proposed` that nobody has confirmed the tier."""

    record: Compared
    tier: int | None
    proposed: bool
    last: DecisionLine | None


@dataclass(frozen=True, kw_only=True)
class Pair:
    """`differs` says what speaks against one human being, or is empty."""

    sides: tuple[Side, Side]
    differs: str


@dataclass(frozen=True)
class NotListed:
    """Somebody whose record is set aside, and the other one."""

    person: PersonCell
    linked: Linked

    @property
    def keys(self) -> list[int]:
        return [self.person.pk] + ([self.linked.other.pk] if self.linked.other else [])


def pair(person: Person, other: Person, *, user: User, on: date) -> Pair:
    facts = [side_of(each, user, on=on) for each in (person, other)]
    return Pair(
        sides=(_side(person, user, on), _side(other, user, on)),
        differs=why_words(aside=facts[0], kept=facts[1]) or "",
    )


def choices(people: Sequence[Person], *, user: User, on: date) -> list[tuple[str, str]]:
    """Public id and words of each."""
    cells = cells_of([each.pk for each in people], user=user, on=on)
    return [
        (
            str(each.public_id),
            f"{each.family_name.upper()}, {each.given_name}, NHS No. {_spaced(each.nhs_number)}",
        )
        for each in (cells[person.pk] for person in people)
    ]


def other_record(user: User, public_id: str) -> Person | None:
    """The record that a form names, where the user may open it."""
    try:
        return reached(user).filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None


def in_order(person: Person, other: Person, *, keep: str) -> tuple[Person, Person]:
    """The one to set aside, the one to work with."""
    return (other, person) if str(person.public_id) == keep else (person, other)


def not_listed(user: User, practices: Sequence[Organisation], *, on: date) -> tuple[NotListed, ...]:
    """Of the people of these practices whose register the user reads, by name; four statements at most."""
    keys = sets.set_aside(reach_of(user, to=Verb.REGISTER), [each.pk for each in practices], on=on)
    rows = [NotListed(*each) for each in set_aside_of(keys, user=user, on=on)]
    return tuple(sorted(rows, key=lambda row: (row.person.family_name, row.person.given_name, row.person.pk)))


def how_many_not_listed(user: User, practices: Sequence[Organisation], *, on: date) -> int:
    """As many as `not_listed` has; one statement where nobody is linked, else two."""
    return len(sets.set_aside(reach_of(user, to=Verb.REGISTER), [each.pk for each in practices], on=on))


def _side(person: Person, user: User, on: date) -> Side:
    decided = decision_panel(person, user=user, on=on)
    return Side(
        record=compared(person, user=user, on=on),
        tier=decided.tier,
        proposed=decided.proposed,
        last=decided.last,
    )


def _spaced(number: str) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else "not recorded"

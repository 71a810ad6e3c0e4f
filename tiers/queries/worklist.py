"""Tiers to look at: who and why, in words.  Counts and rows come from one statement, so a number opens what
it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from patients.models import Person
from patients.models.base import reach_of
from patients.queries.cells import PersonCell
from tiers.models import TierDecision
from tiers.queries.register import cell_of
from tiers.queries.worklist_words import Why, whys
from tiers.rules.worklist import WITHOUT_SOURCE, Reason, next_place
from tiers.sets import worklist as sets
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Organisation

NO_ADMISSIONS = (
    "Emergency admissions do not come here yet: nobody is listed for a low index with two or more of them."
)
NO_ENTRIES = (
    "Coded entries have not come from every practice here: where they have not, nobody is listed for many"
    " contacts, or for a record without a recent entry."
)


@dataclass(frozen=True, kw_only=True)
class WorklistRow:
    """`place` is that in the whole list, from 1; `since` the day since which the first reason has waited."""

    place: int
    person: PersonCell
    practice: str
    tier: int | None
    proposed: bool
    deficit_count: int | None
    whys: tuple[Why, ...]
    since: date


@dataclass(frozen=True, kw_only=True)
class WorklistCounts:
    """
    A count of a reason is under the tier chosen, a count of a tier under the reason: each is what its link
    opens.  `everybody` has any reason, `total` is what is listed.
    """

    everybody: int
    total: int
    reasons: Mapping[Reason, int]
    tiers: Mapping[int, int]


@dataclass(frozen=True, kw_only=True)
class WorklistPage:
    """`missing`: which sources are not there yet, and what they would show, in sentences."""

    counts: WorklistCounts
    rows: tuple[WorklistRow, ...]
    missing: tuple[str, ...]

    @property
    def ids(self) -> list[int]:
        return [row.person.pk for row in self.rows]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Filters, as WorklistFilter lets them through; `practice` is a public id."""

    reason: str | None = None
    tier: int | None = None
    practice: str | None = None
    sort: str = "rank"


def worklist_page(
    user: User,
    practices: Sequence[Organisation],
    wanted: Wanted,
    *,
    on: date,
    number: int = 1,
    size: int = 20,
) -> WorklistPage:
    """Page `number` (from 1, or the last one) of the people of these practices, and all counts; one
    statement."""
    parameters = {**_parameters(practices, wanted, on), "page": number, "size": size}
    rows = sets.page_of(reach_of(user, to=Verb.REGISTER), parameters, sort=wanted.sort)
    return WorklistPage(
        counts=_counts(rows[0]),
        rows=tuple(_row(row, on) for row in rows if row["person_id"] is not None),
        missing=_missing(rows[0]),
    )


def places(user: User, practices: Sequence[Organisation], wanted: Wanted, *, on: date) -> list[int]:
    """The keys of everybody listed, in order; one statement."""
    return sets.places(reach_of(user, to=Verb.REGISTER), _parameters(practices, wanted, on), sort=wanted.sort)


def to_look_at(user: User, practices: Sequence[Organisation], *, on: date) -> int:
    """How many are on the list; one statement."""
    return sets.count(reach_of(user, to=Verb.REGISTER), _parameters(practices, Wanted(), on))


def _parameters(practices: Sequence[Organisation], wanted: Wanted, on: date) -> dict[str, Any]:
    keys = {str(practice.public_id): practice.pk for practice in practices}
    return sets.parameters(
        on,
        practices=list(keys.values()),
        reason=wanted.reason,
        tier=wanted.tier,
        practice=keys.get(wanted.practice or ""),
    )


def _counts(row: Mapping[str, Any]) -> WorklistCounts:
    return WorklistCounts(
        everybody=row["everybody"],
        total=row["total"],
        reasons={each: row[f"reason_{each.lower()}"] for each in Reason if each not in WITHOUT_SOURCE},
        tiers={tier: row[f"tier_{tier}"] for tier in range(4)},
    )


def _missing(row: Mapping[str, Any]) -> tuple[str, ...]:
    found = [NO_ADMISSIONS]
    if row["with_entries"] < row["practices"]:
        found.append(NO_ENTRIES)
    return tuple(found)


def _row(row: Mapping[str, Any], on: date) -> WorklistRow:
    return WorklistRow(
        place=row["place"],
        person=cell_of(row, on),
        practice=row["practice_name_told"],
        tier=row["tier"],
        proposed=row["basis"] == "PROPOSED",
        deficit_count=row["deficit_count"],
        whys=whys(row),
        since=row["since"],
    )


@dataclass(frozen=True, kw_only=True)
class Step:
    """
    Whom somebody comes from on their way through a list.

    :param number: of the last decision about that person when their page was made; None: not known
    :param place: where on the list they were then
    """

    after: UUID | None
    number: int | None
    place: int
    back: bool


def following(
    user: User, practices: Sequence[Organisation], wanted: Wanted, step: Step, *, on: date
) -> tuple[int, UUID] | None:
    """Place and public id of the next on the list; None at its end."""
    order = places(user, practices, wanted, on=on)
    people = Person.objects.visible_to(user)
    whom = people.filter(public_id=step.after).values_list("pk", flat=True).first() if step.after else None
    seen = order
    if whom is not None and step.number is not None:
        as_found = {**_parameters(practices, wanted, on), "whom": whom, "up_to": step.number}
        seen = sets.places(reach_of(user, to=Verb.REGISTER), as_found, sort=wanted.sort)
    return _told(user, order, next_place(seen, order, after=whom, place=step.place, back=step.back))


def following_decision(
    user: User,
    practices: Sequence[Organisation],
    wanted: Wanted,
    *,
    on: date,
    before: Sequence[int],
    after: Person,
    place: int,
) -> tuple[int, UUID] | None:
    """As `following`, of the list as it is now and was `before` the decision."""
    order = places(user, practices, wanted, on=on)
    return _told(user, order, next_place(before, order, after=after.pk, place=place))


def last_number(person: Person, *, user: User, before: date | None = None) -> int:
    """Of the decisions about somebody, or of those before a day; 0: there is none."""
    taken = TierDecision.objects.visible_to(user).filter(person=person)
    if before is not None:
        taken = taken.filter(decided_on__lt=before)
    return taken.order_by("-number").values_list("number", flat=True).first() or 0


def _told(user: User, order: Sequence[int], place: int | None) -> tuple[int, UUID] | None:
    if place is None:
        return None
    found = Person.objects.visible_to(user).values_list("public_id", flat=True)
    return place, found.get(pk=order[place - 1])

"""Caseloads: whose first contact somebody is, and who has nobody.  Counts and rows are one statement's."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from careplans.models import TaskKind
from careplans.queries.due_words import LABELS, says, window
from careplans.rules.clocks import Clock, clock
from careplans.rules.due import DueList
from careplans.sets import caseload as sets
from careplans.sets.caseload import NOBODY, OTHERS, WITHHELD
from careplans.sets.first_contacts import PLANNING
from careplans.settings import session_settings
from patients.models.base import reach_of
from patients.queries.cells import PersonCell
from tiers.queries.register import cell_of, registers
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Role, Verb
from wsic.dates import LONDON, london_date
from wsic.organisations.models import Kind, Organisation

NOBODYS, OTHER = "nobody", "others"  # in an address, in place of somebody


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Filters, as CaseloadFilter lets them through; `of` a user's public id, NOBODYS, OTHER or None:
    everybody; `named` a user's key, whose people they are even where that user cannot be rung any more, for
    the organisations `named_at`."""

    of: str | None = None
    tier: int | None = None
    practice: str | None = None
    on_list: str | None = None
    untold: bool = False
    named: int | None = None
    named_at: tuple[int, ...] = ()
    mine: bool = False
    sort: str = "due"


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """`rung` is whom they ring, or in words why nobody, `contact` names the record of it; `tasks` with the
    clock of the first due; `last` when they or a carer were last spoken to."""

    person: PersonCell
    contact: UUID | None
    practice: str
    tier: int | None
    proposed: bool
    rung: str
    is_rung: bool
    told: bool
    on_team: bool
    session: str
    says: str
    window: Clock
    tasks: int
    task_clock: Clock | None
    last: datetime | None


@dataclass(frozen=True)
class Staff:
    """Somebody who plans care at an organisation; `until` their last day there, where one is known; `key`
    names both in a form."""

    user: User
    pk: int
    public_id: UUID
    name: str
    role: str
    organisation_id: int
    key: str
    until: date | None
    here: bool = True


@dataclass(frozen=True)
class Share:
    """A caseload: of somebody, nobody's, or of all who work elsewhere.  Numbers of people by tier, the
    highest first, and of all; `of` as an address names it."""

    of: str
    staff: Staff | None
    tiers: tuple[tuple[int, int], ...]
    people: int


@dataclass(frozen=True, kw_only=True)
class CaseloadPage:
    """`mark` is another one as soon as other people, or other first contacts, are on the list."""

    rows: tuple[CaseRow, ...]
    total: int
    mark: str
    tiers: tuple[tuple[int, int], ...]
    overdue: int
    shares: tuple[Share, ...]
    any_linked: bool

    @property
    def ids(self) -> list[int]:
        return [row.person.pk for row in self.rows]


def staff_of(organisation: Organisation, practices: Sequence[Organisation], *, on: date) -> tuple[Staff, ...]:
    """Who plans care here today, by name, then who does at the practices that a hub serves."""
    places = {organisation.pk, *(each.pk for each in practices)}
    rows = Membership.objects.on(on).filter(
        organisation_id__in=places, role__in=PLANNING, user__is_active=True
    )
    found: dict[tuple[int, int], Staff] = {}
    for row in rows.select_related("user", "organisation").order_by("user__display_name", "pk"):
        user, place = row.user, row.organisation
        here = place.pk == organisation.pk
        role = Role(row.role).label if here else f"{Role(row.role).label}, {place.name}"
        key = f"{place.public_id}:{user.public_id}"
        staff = Staff(user, user.pk, user.public_id, user.display_name, role, place.pk, key, row.to_on, here)
        found.setdefault((user.pk, place.pk), staff)
    return tuple(sorted(found.values(), key=lambda each: not each.here))


def caseload_page(
    user: User,
    practices: Sequence[Organisation],
    staff: Sequence[Staff],
    wanted: Wanted,
    *,
    now: datetime,
    number: int = 1,
    size: int = 20,
) -> CaseloadPage:
    """
    Page `number` (from 1, or the last one), and whose everybody is under the other filters; one statement.

    :param staff: whose caseloads are told apart
    :param now: in London
    """
    parameters = parameters_of(user, practices, staff, wanted, on=london_date(now))
    reach = reach_of(user, to=Verb.PLAN)
    rows = sets.page_of(reach, {**parameters, "page": number, "size": size}, sort=wanted.sort)
    return CaseloadPage(
        rows=tuple(_row(row, user, now) for row in rows if row["person_id"] is not None),
        total=rows[0]["total"],
        mark=rows[0]["mark"],
        tiers=tuple((tier, rows[0][f"people_{tier}"]) for tier in (3, 2, 1, 0)),
        overdue=rows[0]["late"],
        shares=_shares(json.loads(rows[0]["shared"]), staff),
        any_linked=rows[0]["any_linked"],
    )


def registers_of(user: User) -> list[Organisation]:
    """Organisations whose caseloads the user may look at and share out."""
    return list(registers(user)) if user.may(Verb.REGISTER) else []


def all_practices() -> list[Organisation]:
    return list(Organisation.objects.filter(kind=Kind.PRACTICE))


def self_as_staff(user: User) -> tuple[Staff, ...]:
    """The user where they plan care, for a list of their own people."""
    here = next(each for each in user.standings if Verb.PLAN in each.verbs)
    name, role = user.display_name, here.role.label
    return (Staff(user, user.pk, user.public_id, name, role, here.organisation_id, "", None),)


def parameters_of(
    user: User, practices: Sequence[Organisation], staff: Sequence[Staff], wanted: Wanted, *, on: date
) -> dict[str, Any]:
    """What the statements of `careplans.sets.caseload` need."""
    keys = {str(practice.public_id): practice.pk for practice in practices}
    holders = {str(each.public_id): each.pk for each in staff} | {NOBODYS: NOBODY, OTHER: OTHERS}
    return sets.case_parameters(
        on,
        session_settings(),
        practices=list(keys.values()),
        me=user.pk,
        own=[each.organisation_id for each in user.standings],
        staff=[each.pk for each in staff],
        holder=holders[wanted.of] if wanted.of else None,
        with_team=wanted.of == str(user.public_id),
        only_tier=wanted.tier,
        untold=wanted.untold,
        named=wanted.named,
        named_at=list(wanted.named_at),
        mine=wanted.mine,
        practice=keys.get(wanted.practice or ""),
        lists=[wanted.on_list] if wanted.on_list else list(DueList),
    )


def _shares(counted: Sequence[tuple[int, int | None, int]], staff: Sequence[Staff]) -> tuple[Share, ...]:
    """Nobody's first, then who works here, who of the practices has people, and the others where there are
    any."""
    tiers: dict[int, dict[int | None, int]] = {}
    for holder, tier, people in counted:
        tiers.setdefault(holder, {})[tier] = people
    found = [_share(NOBODYS, None, tiers.get(NOBODY, {}))]
    first = {each.pk: each for each in reversed(staff)}
    for each in reversed(first.values()):
        if each.here or each.pk in tiers:
            found.append(_share(str(each.public_id), each, tiers.get(each.pk, {})))
    if OTHERS in tiers:
        found.append(_share(OTHER, None, tiers[OTHERS]))
    return tuple(found)


def _share(of: str, staff: Staff | None, tiers: dict[int | None, int]) -> Share:
    of_tiers = tuple((tier, tiers.get(tier, 0)) for tier in (3, 2, 1, 0))
    return Share(of, staff, of_tiers, sum(tiers.values()))


def _row(row: dict[str, Any], user: User, now: datetime) -> CaseRow:
    on = london_date(now)
    text, urgency = window(row, on)
    return CaseRow(
        person=cell_of(row, on),
        contact=row["contact_public_id"],
        practice=row["practice_name_told"],
        tier=row["tier"],
        proposed=row["basis"] == "PROPOSED",
        rung=_rung(row, user),
        is_rung=row["holder"] != NOBODY,
        told=row["told_at"] is not None,
        on_team=row["on_team"],
        session=LABELS[DueList(row["list"])],
        says=says(row, on),
        window=Clock(text, urgency),
        tasks=row["tasks"] or 0,
        task_clock=_task_clock(row, now),
        last=row["last_at"],
    )


def _rung(row: dict[str, Any], user: User) -> str:
    if row["holder"] == WITHHELD:
        return "Name withheld"
    if row["holder"] == user.pk:
        return "You"
    if row["how"] == "LEFT":
        return f"Nobody: {row['named']} has left"
    if row["how"] == "AWAY":
        return f"Nobody: {row['named']} is elsewhere"
    return row["named"] or "Nobody yet"


def _task_clock(row: dict[str, Any], now: datetime) -> Clock | None:
    if row["first_due"] is None:
        return None
    of_care = row["first_kind"] == TaskKind.SAFE_AND_WELL
    return clock(row["first_due"].astimezone(LONDON), now, of_care=of_care)

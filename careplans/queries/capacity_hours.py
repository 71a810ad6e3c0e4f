"""Hours of staff for planning sessions: as they stand, and as they were entered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from django.db.models import Q

from careplans.access.capacity import refuse_enter_hours
from careplans.models import StaffHours
from careplans.models import StaffRole as Role
from careplans.rules.capacity import Hours, StaffRole
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Kind, LinkKind, Organisation, OrganisationLink
from wsic.organisations.queries import practices_of

HoursOf = Mapping[tuple[int, StaffRole], Sequence[Hours]]  # organisation's key and role


@dataclass(frozen=True, kw_only=True)
class HoursRow:
    """One entry; `until_on` None: still. `markable`: the user may mark it as entered in error."""

    public_id: UUID
    organisation: str
    role: str
    a_week: Decimal
    from_on: date
    until_on: date | None
    recorded_by: str
    recorded_at: datetime
    in_error_by: str
    in_error_at: datetime | None
    markable: bool


@dataclass(frozen=True, kw_only=True)
class HoursPage:
    """`enterable` are those whose hours the user may enter; `rows` the newest first."""

    name: str
    rows: tuple[HoursRow, ...]
    enterable: tuple[Organisation, ...]


def hub_of(practice: Organisation, *, on: date) -> Organisation | None:
    links = OrganisationLink.objects.on(on).filter(kind=LinkKind.HUB, child=practice)
    link = links.select_related("parent").order_by("pk").first()
    return link.parent if link else None


def hours_of(organisations: Sequence[Organisation]) -> HoursOf:
    """One statement."""
    rows = StaffHours.objects.standing().filter(organisation__in=organisations)
    found: dict[tuple[int, StaffRole], list[StaffHours]] = {}
    for each in rows.order_by("from_on"):
        found.setdefault((each.organisation_id, StaffRole(each.role)), []).append(each)
    return {key: _ended(entries) for key, entries in found.items()}


def _ended(entries: Sequence[StaffHours]) -> list[Hours]:
    """Each until the next begins."""
    ended = [Hours(one.a_week, one.from_on, other.from_on) for one, other in pairwise(entries)]
    return [*ended, Hours(entries[-1].a_week, entries[-1].from_on)]


def hours_page(user: User, organisation: Organisation, *, on: date) -> HoursPage:
    """Of a practice with its hub, or of a hub with its practices."""
    if organisation.kind == Kind.PRACTICE:
        hub = hub_of(organisation, on=on)
        around = (organisation, *((hub,) if hub else ()))
    else:
        around = (organisation, *practices_of(organisation, on=on))
    enterable = tuple(each for each in around if not refuse_enter_hours(user, each, on=on))
    mine = {each.pk for each in enterable}
    entries = StaffHours.objects.filter(organisation__in=around).select_related(
        "organisation", "recorded_by", "in_error_by"
    )
    return HoursPage(name=organisation.name, rows=_rows(list(entries), mine), enterable=enterable)


def _rows(entries: Sequence[StaffHours], mine: set[int]) -> tuple[HoursRow, ...]:
    standing = sorted((each for each in entries if not each.in_error_at), key=lambda each: each.from_on)
    until: dict[int, date] = {}
    last: dict[tuple[int, str], int] = {}
    for each in standing:
        key = (each.organisation_id, each.role)
        if key in last:
            until[last[key]] = each.from_on
        last[key] = each.pk
    newest = sorted(entries, key=lambda each: (each.from_on, each.recorded_at, each.pk), reverse=True)
    return tuple(_row(each, until.get(each.pk), mine) for each in newest)


def _row(hours: StaffHours, until_on: date | None, mine: set[int]) -> HoursRow:
    return HoursRow(
        public_id=hours.public_id,
        organisation=hours.organisation.name,
        role=Role(hours.role).label,
        a_week=hours.a_week.normalize(),
        from_on=hours.from_on,
        until_on=until_on,
        recorded_by=hours.recorded_by.display_name,
        recorded_at=hours.recorded_at,
        in_error_by=hours.in_error_by.display_name if hours.in_error_by else "",
        in_error_at=hours.in_error_at,
        markable=hours.organisation_id in mine and not hours.in_error_at,
    )


def around(user: User, *, on: date) -> list[int]:
    """Keys of the organisations whose entries the user is shown: all, or their own with their hubs and
    practices."""
    if user.may(Verb.AGGREGATES):
        return list(Organisation.objects.values_list("pk", flat=True))
    own = user.organisations_with(Verb.REGISTER)
    links = OrganisationLink.objects.on(on).filter(kind=LinkKind.HUB)
    linked = links.filter(Q(child__in=own) | Q(parent__in=own)).values_list("child_id", "parent_id")
    return [*own, *(key for pair in linked for key in pair)]

"""What the pages of organisations show.  Everybody signed in may read them; there is no person in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Role, Verb

from .models import Agreement, AgreementKind, Kind, LinkKind, Organisation, OrganisationLink

WITH_NUMBERS = (Kind.PRACTICE, Kind.HUB, Kind.CCG)
_COLUMNS = {
    "name": ("name",),
    "code": ("code",),
    "kind": ("kind", "name"),
    "borough": ("borough", "name"),
    "wave": ("wave", "name"),
    "live": ("live_on", "name"),
}


@dataclass(frozen=True, kw_only=True)
class OrganisationRow:
    """`hub` and `hub_id` are those of today, empty for what no hub serves."""

    public_id: UUID
    code: str
    name: str
    kind: str
    borough: str
    hub: str
    hub_id: UUID | None
    wave: int | None
    live_on: date | None
    closed_on: date | None
    state: str


@dataclass(frozen=True)
class Linked:
    public_id: UUID
    name: str
    from_on: date


@dataclass(frozen=True)
class Signed:
    kind: str
    signed_on: date | None
    signed_by: str


@dataclass(frozen=True)
class Staff:
    role: str
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OrganisationPage:
    """`register` says that the user reads the register here, `people` that they may see who is behind its
    numbers, `numbers` that they see numbers without people."""

    row: OrganisationRow
    hubs: tuple[Linked, ...]
    practices: tuple[Linked, ...]
    agreements: tuple[Signed, ...]
    staff: tuple[Staff, ...]
    register: bool
    people: bool
    numbers: bool


def practices_of(organisation: Organisation, *, on: date) -> tuple[Organisation, ...]:
    """A practice alone, or the practices that a hub serves on the day, by name."""
    if organisation.kind == Kind.PRACTICE:
        return (organisation,)
    links = OrganisationLink.objects.on(on).filter(kind=LinkKind.HUB, parent=organisation)
    return tuple(link.child for link in links.select_related("child").order_by("child__name", "child__pk"))


def boroughs() -> list[str]:
    found = Organisation.objects.exclude(borough="").order_by("borough")
    return list(found.values_list("borough", flat=True).distinct())


def hubs() -> list[tuple[str, str]]:
    """(public id, name) of every hub."""
    found = Organisation.objects.filter(kind=Kind.HUB).order_by("name", "pk")
    return [(str(public_id), name) for public_id, name in found.values_list("public_id", "name")]


def organisations(chosen: Mapping[str, str], *, on: date) -> QuerySet[Organisation]:
    """
    The organisations that fit, each with its hub of the day.

    :param chosen: kind, borough, hub (public id), wave, live, as OrganisationFilter lets them through
    """
    links = OrganisationLink.objects.on(on).filter(kind=LinkKind.HUB, child=OuterRef("pk"))
    found = Organisation.objects.annotate(
        hub_name=Subquery(links.values("parent__name")[:1]),
        hub_public_id=Subquery(links.values("parent__public_id")[:1]),
    )
    fields = {"kind": "kind", "borough": "borough", "wave": "wave", "hub": "hub_public_id"}
    wanted: dict[str, Any] = {fields[name]: value for name, value in chosen.items() if name in fields}
    return found.filter(_live(chosen.get("live", ""), on), **wanted)


def _live(state: str, on: date) -> Q:
    closed = Q(closed_on__lte=on)
    conditions = {
        "closed": closed,
        "live": Q(live_on__lte=on) & ~closed,
        "coming": (Q(live_on=None) | Q(live_on__gt=on)) & ~closed,
    }
    return conditions.get(state, Q())


def organisation_rows(
    found: QuerySet[Organisation], *, sort: str, first: int, last: int, on: date
) -> tuple[OrganisationRow, ...]:
    """Rows `first` (from 0) to before `last`; what is not recorded stands last either way."""
    columns = [F(name) for name in _COLUMNS[sort.removeprefix("-")]]
    leading = columns[0].desc(nulls_last=True) if sort.startswith("-") else columns[0].asc(nulls_last=True)
    return tuple(_row(each, on=on) for each in found.order_by(leading, *columns[1:], "pk")[first:last])


def _row(organisation: Organisation, *, on: date) -> OrganisationRow:
    closed = organisation.closed_on is not None and organisation.closed_on <= on
    live = organisation.live_on is not None and organisation.live_on <= on
    return OrganisationRow(
        public_id=organisation.public_id,
        code=organisation.code,
        name=organisation.name,
        kind=Kind(organisation.kind).label,
        borough=organisation.borough,
        hub=getattr(organisation, "hub_name", None) or "",
        hub_id=getattr(organisation, "hub_public_id", None),
        wave=organisation.wave,
        live_on=organisation.live_on,
        closed_on=organisation.closed_on,
        state="Closed" if closed else "Live" if live else "Not live yet" if organisation.live_on else "",
    )


def organisation_page(organisation: Organisation, *, user: User, on: date) -> OrganisationPage:
    """One organisation, as `organisations` finds it, with what stands on the day."""
    links = OrganisationLink.objects.on(on).filter(kind=LinkKind.HUB)
    parents = list(links.filter(child=organisation).select_related("parent").order_by("parent__name", "pk"))
    children = links.filter(parent=organisation).select_related("child").order_by("child__name", "pk")
    register = user.organisations_with(Verb.REGISTER)
    return OrganisationPage(
        row=_row(organisation, on=on),
        hubs=tuple(Linked(link.parent.public_id, link.parent.name, link.from_on) for link in parents),
        practices=tuple(Linked(link.child.public_id, link.child.name, link.from_on) for link in children),
        agreements=_agreements(organisation, on=on),
        staff=_staff(organisation, on=on),
        register=organisation.pk in register,
        numbers=organisation.kind in WITH_NUMBERS and user.may(Verb.AGGREGATES),
        people=bool(register & {organisation.pk, *(link.parent_id for link in parents)}),
    )


def _agreements(organisation: Organisation, *, on: date) -> tuple[Signed, ...]:
    """Each kind of agreement, with the signature that stands on the day."""
    standing = Agreement.objects.standing_on(on).filter(organisation=organisation)
    by_kind = {each.kind: each for each in standing.order_by("signed_on", "pk")}
    return tuple(
        Signed(kind.label, by_kind[kind].signed_on, by_kind[kind].signed_by)
        if kind in by_kind
        else Signed(kind.label, None, "")
        for kind in AgreementKind
    )


def _staff(organisation: Organisation, *, on: date) -> tuple[Staff, ...]:
    """Who works here on the day, by role."""
    members = Membership.objects.on(on).filter(organisation=organisation, user__is_active=True)
    by_role: dict[str, list[str]] = {}
    for role, name in members.order_by("user__display_name", "pk").values_list("role", "user__display_name"):
        by_role.setdefault(role, []).append(name)
    return tuple(Staff(role.label, tuple(by_role[role])) for role in Role if role in by_role)

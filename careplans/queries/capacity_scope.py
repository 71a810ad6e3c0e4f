"""Whose capacity a user sees: by their registers, or by the numbers that are published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from careplans.queries.capacity import Group
from careplans.queries.capacity_hours import hub_of
from tiers.queries.register import registers
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Kind, LinkKind, Organisation, OrganisationLink
from wsic.organisations.queries import WITH_NUMBERS, practices_of


@dataclass(frozen=True)
class Scope:
    """`register`: the user reads the people; else only numbers."""

    register: bool
    has_hours: bool
    groups: tuple[Group, ...]

    @property
    def practices(self) -> tuple[Organisation, ...]:
        return tuple(each for group in self.groups for each in group.practices)

    def of_wave(self, wave: int | None) -> tuple[Group, ...]:
        """A hub's hours go to all its practices, whichever are shown; so a wave has whole hubs or parts that
        are reckoned as one hub."""
        if wave is None:
            return self.groups
        kept = [
            replace(group, practices=tuple(each for each in group.practices if each.wave == wave))
            for group in self.groups
        ]
        return tuple(group for group in kept if group.practices)


def organisations(user: User) -> list[Organisation]:
    """The user's registers, and for who sees numbers the CCG."""
    own = list(registers(user)) if user.may(Verb.REGISTER) else []
    if user.may(Verb.AGGREGATES):
        own += Organisation.objects.filter(kind=Kind.CCG).order_by("name", "pk")
    return own


def readable(user: User) -> QuerySet[Organisation]:
    own = Q(pk__in=user.organisations_with(Verb.REGISTER), kind__in=(Kind.PRACTICE, Kind.HUB))
    found = own | Q(kind__in=WITH_NUMBERS) if user.may(Verb.AGGREGATES) else own
    return Organisation.objects.filter(found)


def scope_of(user: User, organisation: Organisation, *, on: date) -> Scope:
    own = user.may(Verb.REGISTER, organisation_id=organisation.pk)
    return Scope(own, organisation.kind != Kind.CCG, _groups(organisation, on))


def _groups(organisation: Organisation, on: date) -> tuple[Group, ...]:
    if organisation.kind == Kind.PRACTICE:
        return (Group(hub_of(organisation, on=on), (organisation,), whole=False),)
    if organisation.kind == Kind.HUB:
        return (Group(organisation, practices_of(organisation, on=on), whole=True),)
    return tuple(_hubs(on))


def _hubs(on: date) -> Sequence[Group]:
    """Every practice that is not closed, in the group of its hub or of none."""
    links = OrganisationLink.objects.on(on).filter(kind=LinkKind.HUB).select_related("parent")
    hub_by_practice = {link.child_id: link.parent for link in links}
    open_ones = Organisation.objects.filter(kind=Kind.PRACTICE).exclude(closed_on__lte=on)
    served: dict[Organisation | None, list[Organisation]] = {}
    for practice in open_ones.order_by("name", "pk"):
        served.setdefault(hub_by_practice.get(practice.pk), []).append(practice)
    ordered = sorted(served, key=lambda hub: (hub is None, hub.name if hub else ""))
    return [Group(hub, tuple(served[hub]), whole=True) for hub in ordered]

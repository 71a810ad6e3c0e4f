"""Who of a team is on duty, and which teams can be asked for something."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import OuterRef, Subquery

from careplans.access import duty as access
from careplans.models import Duty
from careplans.sets import first_contacts as sets
from patients.models import Person
from patients.queries.authors import is_hidden
from patients.queries.preferences import is_withheld
from wsic.accounts.models import Membership, User
from wsic.organisations.models import Organisation

DAYS = 14  # of the rota that are shown and kept ahead; said on the page


@dataclass(frozen=True)
class OnDuty:
    """Of a team: `name` and `telephone` of who is on duty today, "" for nobody."""

    public_id: UUID
    organisation: str
    name: str
    telephone: str


@dataclass(frozen=True)
class _Named:
    user_id: int
    name: str
    telephone: str


@dataclass(frozen=True)
class Teammate:
    """`to_on`: from that day on they work there no more, None for none known."""

    user: User
    from_on: date
    to_on: date | None

    def works_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True)
class DutyDay:
    """`who` None where nobody is named."""

    on: date
    who: User | None


@dataclass(frozen=True)
class Asked:
    """A team that can be asked about a person, with who is on duty there today in words."""

    key: str
    words: str
    organisation: Organisation


def on_duty(user: User, *, on: date) -> tuple[OnDuty, ...]:
    """Of the teams in which the user plans care; one statement."""
    teams = access.teams_of(user)
    named = _named([each.organisation_id for each in teams], on=on)
    nobody = _Named(0, "", "")
    found = ((each, named.get(each.organisation_id, nobody)) for each in teams)
    return tuple(
        OnDuty(each.organisation_public_id, each.organisation_name, who.name, who.telephone)
        for each, who in found
    )


def rota(organisation: Organisation, *, on: date) -> tuple[DutyDay, ...]:
    """DAYS from `on`."""
    days = [on + timedelta(days=number) for number in range(DAYS)]
    rows = Duty.objects.standing().filter(organisation=organisation, on__in=days).select_related("user")
    standing = {each.on: each.user for each in rows}
    return tuple(DutyDay(each, standing.get(each)) for each in days)


def teammates(organisation: Organisation, *, on: date) -> tuple[Teammate, ...]:
    """Who plans care there today or begins within DAYS, by name; once for each membership."""
    rows = Membership.objects.filter(
        organisation=organisation,
        role__in=sets.PLANNING,
        user__is_active=True,
        from_on__lt=on + timedelta(days=DAYS),
    ).exclude(to_on__lte=on)
    found = rows.select_related("user").order_by("user__display_name", "pk")
    return tuple(Teammate(each.user, each.from_on, each.to_on) for each in found)


def may_be_asked(user: User, person: Person, *, on: date, died: bool) -> tuple[Asked, ...]:
    """Teams that plan care with the person today, other than the user's own; about somebody who has died
    none, and of somebody whose whereabouts are withheld none, as it would tell where they are."""
    if died:
        return ()
    own = {each.organisation_id for each in access.teams_of(user)}
    staff = {(team, member) for _, team, member in sets.teams([person.pk], on=on) if team not in own}
    if not staff:
        return ()
    marked = Person.objects.visible_to(user).filter(pk=person.pk)
    withheld = marked.filter(is_withheld(person, user=user)).exists()
    found = Organisation.objects.filter(pk__in={team for team, _ in staff}).order_by("name")
    shown = [each for each in found if not is_hidden(each, reader=user, withheld=withheld)]
    named = _named([each.pk for each in shown], on=on)
    return tuple(
        Asked(f"at:{each.public_id}", _words(each, named.get(each.pk), staff), each) for each in shown
    )


def answers(organisation_id: int, *, on: date) -> int | None:
    """Key of who is on duty there, None where nobody is."""
    named = _named([organisation_id], on=on).get(organisation_id)
    return named.user_id if named else None


def _words(organisation: Organisation, on_duty: _Named | None, staff: set[tuple[int, int]]) -> str:
    """:param staff: (organisation, user) of who plans care with the person: nobody else is named"""
    if on_duty is None or (organisation.pk, on_duty.user_id) not in staff:
        return f"Ask {organisation.name}: whoever is there"
    number = f", {on_duty.telephone}" if on_duty.telephone else ""
    return f"Ask {organisation.name}: on duty today {on_duty.name}{number}"


def _named(organisations: Collection[int], *, on: date) -> dict[int, _Named]:
    """Who is on duty, as far as they work there on the day; by organisation."""
    place = {"organisation": OuterRef("organisation"), "user": OuterRef("user"), "user__is_active": True}
    at_work = Membership.objects.on(on).filter(**place).order_by("-telephone")
    rows = Duty.objects.standing().filter(organisation__in=organisations, on=on)
    told = rows.annotate(telephone=Subquery(at_work.values("telephone")[:1])).exclude(telephone=None)
    named = told.values_list("organisation", "user", "user__display_name", "telephone")
    return {each[0]: _Named(*each[1:]) for each in named}

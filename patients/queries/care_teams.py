"""What the panel of a person's care team shows, and who may be asked to join."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from patients.access import care_teams as access
from patients.models import CareTeamMember, Person
from patients.queries.authors import is_hidden
from patients.queries.preferences import is_withheld
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Role
from wsic.organisations.models import Agreement, AgreementKind, Kind, Organisation
from wsic.relationships import RELATIONSHIPS, Why

WITHHELD = "Name and organisation withheld"
MOST = 20  # found for a name; who finds more is asked to say more


@dataclass(frozen=True, kw_only=True)
class Member:
    """`name` says so where the person's whereabouts are withheld, which the names of a team would tell;
    `telephone` is empty then, of an organisation, and where none is known."""

    pk: int
    name: str
    organisation: str
    role: str
    telephone: str
    from_on: date
    to_on: date | None
    now: bool


@dataclass(frozen=True)
class Candidate:
    """`key` names them in the form: organisation, and user or nothing, by public id."""

    key: str
    name: str
    what: str


@dataclass(frozen=True, kw_only=True)
class CareTeam:
    """`why_not` is the reason why the user changes nothing here, None where they may."""

    members: tuple[Member, ...]
    why_not: str | None


def care_team(person: Person, *, user: User, on: date) -> CareTeam:
    rows = CareTeamMember.objects.visible_to(user).ever().filter(person=person)
    rows = rows.annotate(withheld=is_withheld(person, user=user), telephone=_telephone(on))
    found = rows.select_related("organisation", "user").order_by("to_on", "from_on", "pk")
    return CareTeam(
        members=tuple(_member(each, user=user, on=on) for each in found),
        why_not=access.refuse_change_team(user, person),
    )


def _telephone(on: date) -> Coalesce:
    """Beside rows with `user` and `organisation`: under which number they are rung there."""
    there = Membership.objects.on(on).filter(user=OuterRef("user"), organisation=OuterRef("organisation"))
    known = there.exclude(telephone="").order_by("pk").values("telephone")
    return Coalesce(Subquery(known[:1]), Value(""))


def _member(entry: CareTeamMember, *, user: User, on: date) -> Member:
    withheld = bool(getattr(entry, "withheld", False))
    hidden = is_hidden(entry.organisation, reader=user, withheld=withheld)
    name = entry.user.display_name if entry.user else entry.organisation.name
    return Member(
        pk=entry.pk,
        name=WITHHELD if hidden else name,
        organisation=entry.organisation.name if entry.user and not hidden else "",
        role=entry.role,
        telephone="" if hidden else getattr(entry, "telephone", ""),
        from_on=entry.from_on,
        to_on=entry.to_on,
        now=entry.to_on is None or on < entry.to_on,
    )


def candidates(words: str, *, on: date) -> tuple[Candidate, ...]:
    """Organisations that have signed the sharing agreement, and who works there in a role of care teams."""
    if not words:
        return ()
    signed = Agreement.objects.standing_on(on).filter(kind=AgreementKind.INFORMATION_SHARING)
    may_share = Organisation.objects.filter(pk__in=signed.values("organisation_id")).exclude(kind=Kind.CCG)
    organisations = may_share.filter(name__icontains=words).order_by("name", "pk")[:MOST]
    members = Membership.objects.on(on).filter(
        Q(user__display_name__icontains=words),
        user__is_active=True,
        organisation__in=may_share,
        role__in=RELATIONSHIPS[Why.CARE_TEAM].roles,
    )
    people = members.select_related("user", "organisation").order_by("user__display_name", "pk")[:MOST]
    found = [Candidate(f"{each.public_id}:", each.name, Kind(each.kind).label) for each in organisations]
    found += [
        Candidate(
            f"{each.organisation.public_id}:{each.user.public_id}",
            each.user.display_name,
            f"{Role(each.role).label}, {each.organisation.name}",
        )
        for each in people
    ]
    return tuple(found)


def chosen(key: str, *, on: date) -> tuple[Organisation, User | None] | None:
    """Whom a candidate's key names, where they may still be asked; None for anybody else."""
    organisation_id, _, user_id = key.partition(":")
    signed = Agreement.objects.standing_on(on).filter(kind=AgreementKind.INFORMATION_SHARING)
    by_id = {str(each.public_id): each for each in Organisation.objects.filter(agreements__in=signed)}
    organisation = by_id.get(organisation_id)
    if organisation is None or not user_id:
        return (organisation, None) if organisation else None
    roles = RELATIONSHIPS[Why.CARE_TEAM].roles
    works = Membership.objects.on(on).filter(organisation=organisation, role__in=roles, user__is_active=True)
    users = {str(each.user.public_id): each.user for each in works.select_related("user")}
    return (organisation, users[user_id]) if user_id in users else None

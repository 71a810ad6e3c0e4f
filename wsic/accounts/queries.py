from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from wsic.organisations.models import Kind

from . import access
from .models import FailedSignIn, Membership, SecondFactor, Session, Standing, User
from .roles import WHAT, Role, Verb
from .rules import digest_of_name, waits_until


def standings(user: User, *, on: date) -> tuple[Standing, ...]:
    """The memberships that hold on a day, by organisation name; one statement."""
    rows = (
        Membership.objects.on(on)
        .filter(user=user)
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )
    return tuple(
        Standing(
            organisation_id=row.organisation_id,
            organisation_public_id=row.organisation.public_id,
            organisation_code=row.organisation.code,
            organisation_name=row.organisation.name,
            organisation_kind=Kind(row.organisation.kind),
            role=Role(row.role),
            telephone=row.telephone,
        )
        for row in rows
    )


def sign_in_wait(*, username: str, address: str, at: datetime) -> timedelta | None:
    """
    How long signing in with this name from this address still waits; None when it does not.

    The two together, so that nobody keeps a clinician out from elsewhere, or a practice out by one name;
    each alone only after so many tries that it is an attack (SECURITY.md).
    """
    name = digest_of_name(username, key=settings.SECRET_KEY)
    ends = (
        _waits_until(settings.SIGN_IN_TRIES, at, name_digest=name, address=address),
        _waits_until(settings.SIGN_IN_TRIES_OF_A_NAME, at, name_digest=name),
        _waits_until(settings.SIGN_IN_TRIES_OF_AN_ADDRESS, at, address=address),
    )
    left = [end - at for end in ends if end is not None and end > at]
    return max(left, default=None)


def wait_of_name(name: str, *, at: datetime) -> timedelta | None:
    """How long what was tried too often with a name still waits, from wherever it was tried."""
    digest = digest_of_name(name, key=settings.SECRET_KEY)
    end = _waits_until(settings.SIGN_IN_TRIES, at, name_digest=digest)
    return end - at if end is not None and end > at else None


def has_second_factor(user: User) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


def failed_from(address: str, *, since: datetime) -> int:
    """Wrong tries to sign in that came from an address."""
    return FailedSignIn.objects.filter(address=address, at__gt=since).count()


def _waits_until(most: int, at: datetime, **whose: str) -> datetime | None:
    wait = settings.SIGN_IN_WAIT
    failed = FailedSignIn.objects.filter(at__gt=at - 2 * wait, **whose).order_by("-at")
    return waits_until(list(failed.values_list("at", flat=True)[:most]), most=most, wait=wait)


def name_on_record(username: str) -> str:
    """A typed name as the audit may hold it: a user's, or what stands for one that nobody has."""
    if User.objects.filter(username=username).exists():
        return username
    return f"nobody ({digest_of_name(username, key=settings.SECRET_KEY)[:12]})"


@dataclass(frozen=True, kw_only=True)
class DemoUser:
    username: str
    display_name: str
    places: str


@dataclass(frozen=True, kw_only=True)
class DemoRole:
    """A role with its users: `first` are shown, `more` can be unfolded."""

    label: str
    what: str
    first: tuple[DemoUser, ...]
    more: tuple[DemoUser, ...]


_SHOWN_OF_A_ROLE = 4


def demo_roles(*, on: date) -> tuple[DemoRole, ...]:
    """Everybody who can sign in to the demo, under the role of their first membership: for its sign-in page
    alone; one statement."""
    memberships = Membership.objects.on(on).filter(user__is_active=True).order_by("pk")
    by_user: dict[int, list[Membership]] = {}
    for row in memberships.select_related("user", "organisation"):
        by_user.setdefault(row.user_id, []).append(row)
    by_role: dict[str, list[DemoUser]] = {}
    for rows in by_user.values():
        by_role.setdefault(rows[0].role, []).append(_demo_user(rows))
    return tuple(
        DemoRole(
            label=role.label,
            what=WHAT[role],
            first=tuple(by_role[role][:_SHOWN_OF_A_ROLE]),
            more=tuple(by_role[role][_SHOWN_OF_A_ROLE:]),
        )
        for role in Role
        if role in by_role
    )


def _demo_user(rows: list[Membership]) -> DemoUser:
    several_roles = len({row.role for row in rows}) > 1
    places = [
        f"{Role(row.role).label} of {row.organisation.name}" if several_roles else row.organisation.name
        for row in rows
    ]
    user = rows[0].user
    return DemoUser(username=user.username, display_name=user.display_name, places=" and ".join(places))


@dataclass(frozen=True, kw_only=True)
class OwnSession:
    started_at: datetime | None
    seen_at: datetime | None
    address: str
    this_one: bool


@dataclass(frozen=True, kw_only=True)
class Place:
    """A membership of today, and what it gives."""

    role: str
    organisation: str
    what: str
    verbs: tuple[str, ...]


@dataclass(frozen=True)
class Desk:
    """Where somebody works today, in whatever roles, and under which number they are rung there."""

    public_id: UUID
    pk: int
    organisation: str
    telephone: str


@dataclass(frozen=True, kw_only=True)
class AccountPage:
    """`codes_left` counts recovery codes; the last two refusals are sentences, None where it may be done."""

    username: str
    places: tuple[Place, ...]
    sessions: tuple[OwnSession, ...]
    set_up_at: datetime | None
    codes_left: int
    why_no_removal: str | None
    why_no_password: str | None

    @property
    def others(self) -> int:
        """Sessions besides this one."""
        return sum(not each.this_one for each in self.sessions)


def account_page(user: User, *, key: str, since: datetime) -> AccountPage:
    """
    :param key: of the session that asks
    :param since: what was begun before is over
    """
    factor = SecondFactor.objects.filter(user=user).first()
    rows = Session.objects.filter(user=user, started_at__gt=since).order_by("-seen_at")
    return AccountPage(
        username=user.username,
        places=tuple(_place(each) for each in user.standings),
        sessions=tuple(_own_session(each, key) for each in rows),
        set_up_at=factor.set_up_at if factor else None,
        codes_left=user.recovery_codes.filter(used_at=None).count(),
        why_no_removal=access.refuse_remove_second_factor(user),
        why_no_password=access.refuse_change_password(user),
    )


def desks(user: User) -> tuple[Desk, ...]:
    """By organisation name; a number that stands with one role counts for all of them there."""
    by_place: dict[int, Desk] = {}
    for each in user.standings:
        known = by_place.get(each.organisation_id)
        if known is None or (each.telephone and not known.telephone):
            by_place[each.organisation_id] = Desk(
                each.organisation_public_id, each.organisation_id, each.organisation_name, each.telephone
            )
    return tuple(by_place.values())


def _place(standing: Standing) -> Place:
    verbs = tuple(verb.label for verb in Verb if verb in standing.verbs)
    what, name = WHAT[standing.role], standing.organisation_name
    return Place(role=standing.role.label, organisation=name, what=what, verbs=verbs)


def _own_session(row: Session, key: str) -> OwnSession:
    this_one = row.pk == key
    return OwnSession(started_at=row.started_at, seen_at=row.seen_at, address=row.address, this_one=this_one)

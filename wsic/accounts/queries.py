from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from wsic.organisations.models import Kind

from .models import FailedSignIn, Membership, Standing, User
from .roles import WHAT, Role
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

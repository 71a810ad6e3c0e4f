from dataclasses import dataclass
from datetime import date

from wsic.organisations.models import Kind

from .models import Membership, Standing, User
from .roles import WHAT, Role


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

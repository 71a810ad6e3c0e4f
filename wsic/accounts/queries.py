from dataclasses import dataclass
from datetime import date

from wsic.organisations.models import Kind

from .models import Membership, Standing, User
from .roles import Role


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
    role: str
    organisation: str


def demo_users(*, on: date) -> tuple[DemoUser, ...]:
    """Everybody who can sign in to the demo, by role then name: for its sign-in page alone."""
    memberships = (
        Membership.objects.on(on).filter(user__is_active=True).select_related("user", "organisation")
    )
    rows = [
        DemoUser(
            username=row.user.username,
            display_name=row.user.display_name,
            role=Role(row.role).label,
            organisation=row.organisation.name,
        )
        for row in memberships
    ]
    order = [role.label for role in Role]
    return tuple(sorted(rows, key=lambda row: (order.index(row.role), row.display_name)))

"""Hours of staff as the tests lay them down; in a unit of work."""

from datetime import date
from decimal import Decimal

from careplans.models import StaffHours, StaffRole
from tests.world import NOW
from wsic.accounts.models import User
from wsic.organisations.models import Organisation


def make_hours(code: str, a_week="37.5", *, role=StaffRole.CASE_MANAGER, from_on=date(2024, 1, 1), **fields):
    return StaffHours.objects.create(
        organisation=Organisation.objects.get(code=code), role=role, a_week=Decimal(a_week), from_on=from_on,
        recorded_at=NOW, **{"recorded_by": User.objects.get(username="coordinator_1")} | fields,
    )  # fmt: skip

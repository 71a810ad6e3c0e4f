"""Hours that staff have for planning sessions: entered, and marked as entered in error; and the numbers of a
month for who sees numbers without people."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from careplans.access import capacity as access
from careplans.actions.once import add_once
from careplans.models import CountOf, SessionCount, StaffHours, StaffRole
from careplans.sets import capacity
from careplans.settings import session_settings
from tiers.rules.counts import published
from wsic.access import require
from wsic.accounts.actors import Actor
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.dates import short_date
from wsic.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Entered:
    """So many hours a week of all staff of the role together, from a day on."""

    organisation: Organisation
    role: StaffRole
    a_week: Decimal
    from_on: date


class EnteredAlready(Exception):
    """Other hours begin on that day.  Its text is the sentence the user reads."""


@transaction.atomic
def enter_hours(*, entered: Entered, by: User, at: datetime, on: date) -> StaffHours:
    """
    The same hours of the same day twice are one entry.

    :raises EnteredAlready: others begin on that day
    """
    require(access.refuse_enter_hours(by, entered.organisation, on=on))
    place = {"organisation": entered.organisation, "role": entered.role, "from_on": entered.from_on}
    row = StaffHours(**place, a_week=entered.a_week, recorded_by=by, recorded_at=at)
    if add_once(row, constraint="careplans_one_entry_of_hours_a_day"):
        _record("hours.entered", row, by)
        return row
    found = StaffHours.objects.standing().get(**place)
    if found.a_week == entered.a_week:
        return found
    raise EnteredAlready(
        f"{found.a_week.normalize():f} hours from {short_date(found.from_on)} are entered already. Mark them"
        " as entered in error below, then enter these."
    )


@transaction.atomic
def mark_hours_in_error(*, hours: StaffHours, by: User, at: datetime, on: date) -> None:
    """They never were so; what stood before goes on."""
    rows = StaffHours.objects.select_for_update(of=("self",)).select_related("organisation")
    locked = rows.get(pk=hours.pk)
    require(access.refuse_mark_hours(by, locked, on=on))
    locked.in_error_by, locked.in_error_at = by, at
    locked.save(update_fields=["in_error_by", "in_error_at"])
    _record("hours.in_error", locked, by)


@transaction.atomic
def count_sessions(*, practice: Organisation, on: date) -> bool:
    """
    Count a practice's sessions for this month, in a unit of work of the system.

    Once a month: numbers that change from night to night tell of single people.

    :returns: whether they were counted; not where this month has its counts
    """
    this = on.replace(day=1)
    if SessionCount.objects.filter(practice=practice, month_on=this, what=CountOf.OVERDUE).exists():
        return False
    numbers = capacity.counted(practice.pk, session_settings(), on=on)
    rows = [
        SessionCount(
            practice=practice, month_on=month, kind=kind, what=what, number=published(number), counted_on=on
        )
        for (month, kind, what), number in numbers.items()
    ]
    SessionCount.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["practice", "month_on", "kind", "what"],
        update_fields=["number", "counted_on"],
    )
    return True


def _record(verb: str, hours: StaffHours, by: Actor) -> None:
    audit.record(
        verb,
        by=by,
        subject=f"organisation:{hours.organisation.public_id}",
        organisation_id=hours.organisation_id,
        role=hours.role,
        a_week=f"{hours.a_week}",
        from_on=hours.from_on.isoformat(),
    )

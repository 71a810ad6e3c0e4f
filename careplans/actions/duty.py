"""Who of a team is on duty, day by day."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from careplans.access import duty as access
from careplans.actions.once import add_once
from careplans.models import Duty
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.dates import short_date
from wsic.organisations.models import Organisation

_CHANGED = "was changed by somebody else meanwhile. Look at the rota again, then choose."


class ChangedMeanwhile(Exception):
    """Somebody else chose for one of the days.  Its text is the sentence the user reads."""


@transaction.atomic
def keep_rota(
    *,
    organisation: Organisation,
    was: Mapping[date, User | None],
    now: Mapping[date, User | None],
    by: User,
    at: datetime,
) -> int:
    """
    Whoever is to be on duty on each day; None: nobody yet.

    :param was: who stood there when the user chose
    :returns: how many days changed
    :raises ChangedMeanwhile: a day that changes is another's than it was; then nothing is written
    """
    require(access.refuse_rota(by, organisation))
    rows = Duty.objects.standing().filter(organisation=organisation, on__in=now)
    locked = rows.select_for_update(of=("self",)).select_related("user")
    standing = {each.on: each for each in locked}
    changed = {day: user for day, user in now.items() if user != was[day]}
    for day in sorted(changed):
        there = standing[day].user if day in standing else None
        if there not in (was[day], changed[day]):
            raise ChangedMeanwhile(f"{short_date(day)} {_CHANGED}")
    return sum(_put(standing.get(day), organisation, day, changed[day], by=by, at=at) for day in changed)


def _put(
    row: Duty | None, organisation: Organisation, day: date, user: User | None, *, by: User, at: datetime
) -> bool:
    if (row.user if row else None) == user:
        return False
    if row:
        row.replaced_by, row.replaced_at = by, at
        row.save(update_fields=["replaced_by", "replaced_at"])
    chosen = user and Duty(organisation=organisation, on=day, user=user, recorded_by=by, recorded_at=at)
    if chosen and not add_once(chosen, constraint="careplans_one_on_duty_a_day"):
        raise ChangedMeanwhile(f"{short_date(day)} {_CHANGED}")
    audit.record(
        "duty.changed",
        by=by,
        subject=f"organisation:{organisation.public_id}",
        organisation_id=organisation.pk,
        on=day.isoformat(),
        user=str(user.public_id) if user else "",
        before=str(row.user.public_id) if row else "",
    )
    return True

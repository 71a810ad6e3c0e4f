"""Who reaches whom: brought up to date in the transaction that changes a fact it follows from."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from patients.models import Person, ReachGrant
from patients.sets import reach as sets
from patients.sets.reach import ReachChange
from wsic.accounts.actors import Actor, SystemActor
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.organisations.models import Organisation
from wsic.relationships import Why


@transaction.atomic
def refresh_reach(*, people: Iterable[int] | None, by: Actor) -> ReachChange:
    """
    Bring Reach up to date with the facts it follows from, in the transaction that changed them.

    :param people: primary keys of the persons whose facts changed; None for everybody (a link or an agreement
        changed)
    """
    change = sets.refresh(None if people is None else sorted(set(people)))
    if change.added or change.moved or change.removed:
        audit.record("reach.refreshed", by=by, added=change.added, moved=change.moved, removed=change.removed)
    return change


@transaction.atomic
def grant_reach(
    *,
    people: Iterable[int],
    to: Organisation | User,
    why: Why,
    source: str,
    from_on: date,
    by: Actor,
    at: datetime,
    acting_for: Organisation | None = None,
    to_on: date | None = None,
    ends_at: datetime | None = None,
) -> None:
    """
    Let an organisation or a user reach people for a time: a meeting, a referral, a prescription.

    The same grant again changes its end. Sharing beyond the practice needs its agreements all the same.

    :param source: the row that it follows from, as kind:pk
    :param acting_for: where a user is to hold what is shared beyond the practice: the organisation they do it
        for, which must have signed
    :param to_on: the first day without it; None while that row stands
    :param ends_at: the instant at which it ends, where that is within a day
    """
    wanted = _within_reach(people, by)
    given: dict[str, Any] = {"organisation" if isinstance(to, Organisation) else "user": to}
    given |= {"why": why, "source": source, "from_on": from_on, "granted_at": at}
    given["acting_for"] = acting_for
    ReachGrant.objects.bulk_create(
        [ReachGrant(person_id=person, to_on=to_on, ends_at=ends_at, **given) for person in wanted],
        update_conflicts=True,
        unique_fields=["person", "organisation", "user", "why", "source"],
        update_fields=["acting_for", "to_on", "ends_at"],
    )
    audit.record("reach.granted", by=by, people=wanted, subject=source, why=why)
    refresh_reach(people=wanted, by=by)


@transaction.atomic
def end_reach(*, source: str, on: date, by: Actor) -> None:
    """End what follows from a row of other work: `on` is the first day without it, or its first day if that
    is later."""
    grants = ReachGrant.objects.all() if isinstance(by, SystemActor) else ReachGrant.objects.visible_to(by)
    running = grants.filter(Q(to_on=None) | Q(to_on__gt=on), source=source)
    people = sorted(set(running.values_list("person_id", flat=True)))
    running.update(to_on=Greatest(F("from_on"), Value(on)))
    audit.record("reach.ended", by=by, people=people, subject=source)
    refresh_reach(people=people, by=by)


def _within_reach(people: Iterable[int], by: Actor) -> list[int]:
    """
    Those people, of whom a user must reach each.

    :raises PermissionDenied: somebody among them is not reached
    """
    wanted = set(people)
    if isinstance(by, SystemActor):
        return sorted(wanted)
    reached = set(Person.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - reached:
        raise PermissionDenied("You can open to others only the records of people you work with.")
    return sorted(wanted)

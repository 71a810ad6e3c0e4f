from collections.abc import Iterable

from django.db import transaction

from patients.sets import reach as sets
from patients.sets.reach import ReachChange
from wsic.accounts.actors import SystemActor
from wsic.audit import actions as audit


@transaction.atomic
def refresh_reach(*, people: Iterable[int] | None, by: SystemActor) -> ReachChange:
    """
    Bring Reach up to date with the facts it follows from, in the transaction that changed them.

    :param people: primary keys of the persons whose registrations changed; None for everybody (a link or an
        agreement changed)
    """
    change = sets.refresh(None if people is None else sorted(set(people)))
    if change.added or change.moved or change.removed:
        audit.record("reach.refreshed", by=by, added=change.added, moved=change.moved, removed=change.removed)
    return change

"""The computed index: onsets and periods brought up to date with the records and the active lists."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from tiers.sets import meanings, onsets, polypharmacy
from tiers.sets.onsets import OnsetChange
from tiers.sets.polypharmacy import PeriodChange
from wsic.accounts.actors import SystemActor
from wsic.audit import actions as audit


@dataclass(frozen=True)
class DeficitChange:
    """What was written because records or lists changed."""

    onsets: OnsetChange
    periods: PeriodChange

    @property
    def rows(self) -> int:
        return self.onsets.written + self.onsets.removed + self.periods.written + self.periods.removed


@transaction.atomic
def renew_deficits(people: Iterable[int] | None, *, by: SystemActor) -> DeficitChange:
    """
    Bring onsets and times of polypharmacy up to date with records and lists, in the transaction that
    changed them.

    :param people: primary keys of the persons whose records changed; None for everybody
    """
    people = None if people is None else sorted(set(people))
    change = DeficitChange(onsets.renew(people), polypharmacy.renew(people))
    if change.rows:
        audit.record(
            "deficits.renewed",
            by=by,
            onsets=change.onsets.written,
            onsets_removed=change.onsets.removed,
            polypharmacy=change.periods.written,
            polypharmacy_removed=change.periods.removed,
        )
    return change


def take_in_records(people: Iterable[int], *, by: SystemActor) -> DeficitChange:
    """As `renew_deficits`, for a merge, which may have brought codes that nobody has recorded before."""
    meanings.renew()
    return renew_deficits(people, by=by)

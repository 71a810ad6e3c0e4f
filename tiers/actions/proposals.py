"""Proposed tiers.  A job proposes; what somebody decided it only cuts where the person leaves or dies."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tiers.rules import CURRENT, TierSettings
from tiers.sets import counts, decisions, proposals
from tiers.sets.proposals import ProposalChange
from wsic.accounts.actors import SystemActor
from wsic.audit import actions as audit
from wsic.dates import london_date


@transaction.atomic
def propose_tiers(
    people: Iterable[int] | None, *, by: SystemActor, at: datetime, settings: TierSettings = CURRENT
) -> ProposalChange:
    """
    Bring proposed tiers up to date with scores, registrations and deaths, in the transaction that changed
    them.  The numbers that are published without people follow at once.

    :param people: primary keys of the persons whose data changed; None for everybody
    """
    people = None if people is None else list(people)
    change = proposals.write(people, settings=settings, at=at)
    decisions.write(people, at=at)
    counts.write(people, on=london_date(at), at=at)
    if change.closed or change.opened:
        audit.record(
            "tier.proposed", by=by, closed=change.closed, opened=change.opened, settings=settings.version
        )
    return change

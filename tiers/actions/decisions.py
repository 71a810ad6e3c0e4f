"""A clinician decides about one person's tier.  There is no deciding in bulk: the index finds people at risk
and is no diagnosis (EFI.md)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from patients.models import Person
from tiers import access
from tiers.models import DecisionReason, TierDecision
from tiers.rules.decisions import FRAILTY_SCALE_VERSION, Seen
from tiers.sets import decisions as sets
from tiers.sets.standing import PersonStanding, standings_of
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.jobs.actions import open_job

FOLLOW = "tiers.follow_decision"
PURPOSE = "Count the people of each tier anew after a decision"


class DecidedMeanwhile(Exception):
    """Somebody else decided, or the index proposes something else, since the page was opened."""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What is decided: `tier` None hands back to the index; the rest may be empty where the tier agrees."""

    tier: int | None
    reason: DecisionReason | None = None
    words: str = ""
    frailty_scale: int | None = None
    review_on: date | None = None


@transaction.atomic
def decide(
    *, person: Person, judgement: Judgement, seen: Seen, by: User, on: date, at: datetime
) -> TierDecision:
    """
    :param seen: what `seen_of` said when the page was made
    :raises DecidedMeanwhile: that is no longer so; nothing is written
    """
    standing = access.deciding_as(by, person, on=on)
    stands = standings_of([person.pk], on=on)[person.pk]
    if seen != _seen(person, stands, by=by):
        return _sent_twice(person, judgement, seen, by=by)
    decision = TierDecision(
        person=person,
        number=seen.number + 1,
        proposed_tier=seen.proposed_tier,
        deficit_count=seen.deficit_count,
        source=stands.source or "",
        decided_by=by,
        role=standing.role,
        organisation_id=standing.organisation_id,
        decided_on=on,
        recorded_at=at,
        **_as_columns(judgement),
    )
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as taken:
        if "tiers_one_decision_of_a_number" not in str(taken):
            raise
        raise DecidedMeanwhile from taken
    sets.write([person.pk], at=at)
    audit.record(
        "tier.decided",
        by=by,
        people=[person.pk],
        subject=f"person:{person.public_id}",
        decision=str(decision.public_id),
        tier=judgement.tier,
        reason=decision.reason,
    )
    open_job(
        name=FOLLOW, key=f"decision:{decision.public_id}", payload={"people": [person.pk]}, purpose=PURPOSE,
        as_on=on, by=by, at=at,
    )  # fmt: skip
    return decision


def _sent_twice(person: Person, judgement: Judgement, seen: Seen, *, by: User) -> TierDecision:
    """The same user's same decision upon the same page: a button pressed twice, which is no conflict."""
    same = {**_as_columns(judgement), "decided_by": by, "number": seen.number + 1}
    found = TierDecision.objects.visible_to(by).filter(person=person, **same).first()
    if found is None:
        raise DecidedMeanwhile
    return found


def seen_of(person: Person, *, by: User, on: date) -> Seen:
    """What stands now, for a page to send back with the decision."""
    return _seen(person, standings_of([person.pk], on=on)[person.pk], by=by)


def _seen(person: Person, stands: PersonStanding, *, by: User) -> Seen:
    decisions = TierDecision.objects.visible_to(by).filter(person=person)
    number = decisions.order_by("-number").values_list("number", flat=True).first()
    return Seen(number or 0, stands.proposed_tier, stands.deficit_count)


def _as_columns(judgement: Judgement) -> dict[str, Any]:
    version = FRAILTY_SCALE_VERSION if judgement.frailty_scale else ""
    return {**asdict(judgement), "reason": judgement.reason or "", "frailty_scale_version": version}

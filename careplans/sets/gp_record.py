"""Events of care planning that are copied to the GP record, of four tables as one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from careplans.models import CarePlan, PlanAnswer, PlanningSession, PlanOffer, RecordFiling, SessionState
from careplans.rules.gp_record import Done, RecordEvent, ToDo
from tiers.models import TierDecision
from wsic.accounts.models import User
from wsic.dates import LONDON

COLUMNS = ("public_id", "person_id", "event_kind", "event_on", "event_at", "wrong")
Rows = QuerySet[Any, dict[str, Any]]


def events(
    user: User, people: Any, *, kinds: Collection[RecordEvent], since: datetime, only: Collection[ToDo] = ()
) -> Rows:
    """
    Rows of `COLUMNS`.

    :param people: keys, or a query set of them
    :param since: what was recorded before is not filed from here
    :param only: what is to be done; none: every event, also what needs nothing
    """
    filings = RecordFiling.objects.visible_to(user).standing()
    found = []
    for kind in kinds:
        rows = _SOURCES[kind](user).filter(person__in=people)
        rows = rows.annotate(event_kind=Value(str(kind), output_field=CharField()))
        if only:
            rows = rows.filter(_wanted(filings, only, since))
        found.append(rows.order_by().values(*COLUMNS))
    first, *others = found
    together: Rows = first.union(*others, all=True) if others else first
    return together


def _wanted(filings: QuerySet[RecordFiling], only: Collection[ToDo], since: datetime) -> Q:
    """As `rules.gp_record.to_do` says it of one event."""
    found = Q(pk__in=[])
    if ToDo.FILE in only:
        said = filings.exclude(done=Done.TAKEN_OUT).values("event")
        found |= Q(wrong=False, event_at__gte=since) & ~Q(public_id__in=said)
    if ToDo.TAKE_OUT in only:
        filed, out = (filings.filter(done=each).values("event") for each in (Done.FILED, Done.TAKEN_OUT))
        found |= Q(wrong=True, public_id__in=filed) & ~Q(public_id__in=out)
    return found


def _agreed(user: User) -> QuerySet[Any]:
    rows = CarePlan.objects.visible_to(user).filter(agreed_at__isnull=False)
    return rows.annotate(
        event_on=F("agreed_on"), event_at=F("agreed_at"), wrong=_is(in_error_at__isnull=False)
    )


def _declined(user: User) -> QuerySet[Any]:
    rows = PlanOffer.objects.visible_to(user).filter(answer=PlanAnswer.DECLINED)
    day = TruncDate("answered_at", tzinfo=LONDON)
    return rows.annotate(event_on=day, event_at=F("answered_at"), wrong=_is(in_error_at__isnull=False))


def _held(user: User) -> QuerySet[Any]:
    """Of what is in error now nobody knows whether it was held; whether it was filed says it."""
    rows = PlanningSession.objects.visible_to(user).filter(
        state__in=[SessionState.HELD, SessionState.IN_ERROR]
    )
    wrong = _is(state=SessionState.IN_ERROR)
    return rows.annotate(event_on=F("on"), event_at=F("ended_at"), wrong=wrong)


def _decided(user: User) -> QuerySet[Any]:
    """Never in error: a decision is followed by another one."""
    rows = TierDecision.objects.visible_to(user)
    wrong = Value(value=False, output_field=BooleanField())
    return rows.annotate(event_on=F("decided_on"), event_at=F("recorded_at"), wrong=wrong)


def _is(**condition: Any) -> Any:
    return ExpressionWrapper(Q(**condition), output_field=BooleanField())


_SOURCES = {
    RecordEvent.PLAN_AGREED: _agreed,
    RecordEvent.PLAN_DECLINED: _declined,
    RecordEvent.SESSION_HELD: _held,
    RecordEvent.TIER_DECIDED: _decided,
}

"""Signing and withdrawing agreements, with what follows from them: who reaches whom."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from patients.access import agreements as access
from patients.actions.reach import refresh_reach
from wsic.access import require
from wsic.accounts.actors import Actor, SystemActor
from wsic.audit import actions as audit
from wsic.organisations import actions as organisations
from wsic.organisations.models import Agreement, AgreementKind, Organisation


@transaction.atomic
def sign_agreement(
    *,
    organisation: Organisation,
    kind: AgreementKind,
    signed_on: date,
    signed_by: str,
    by: Actor,
    at: datetime,
) -> Agreement:
    """Note a signature; one that stands already stays as it is."""
    _require(by)
    agreement = organisations.sign_agreement(
        organisation=organisation, kind=kind, signed_on=signed_on, signed_by=signed_by, at=at
    )
    if agreement.recorded_at == at:
        _record("agreement.signed", agreement, by, on=signed_on.isoformat())
        refresh_reach(people=None, by=by)
    return agreement


@transaction.atomic
def withdraw_agreement(
    *,
    organisation: Organisation,
    kind: AgreementKind,
    withdrawn_on: date,
    hand_over_until: date,
    by: Actor,
) -> Agreement:
    """
    End a signature; sharing that rests on it ends on that day, care under way at the end of the hand-over.

    :raises NotWithdrawn: none stands, or the days do not fit
    """
    _require(by)
    agreement = organisations.withdraw_agreement(
        organisation=organisation, kind=kind, withdrawn_on=withdrawn_on, hand_over_until=hand_over_until
    )
    until = hand_over_until.isoformat()
    _record("agreement.withdrawn", agreement, by, on=withdrawn_on.isoformat(), hand_over_until=until)
    refresh_reach(people=None, by=by)
    return agreement


@transaction.atomic
def take_back_agreement(
    *, agreement: Agreement, withdrawal_only: bool, reason: str, by: Actor, at: datetime
) -> None:
    """
    A signature, or its withdrawal alone, was entered wrongly.

    :raises NotTakenBack: it is not as it was shown any more
    """
    _require(by)
    organisations.take_back_agreement(agreement=agreement, withdrawal_only=withdrawal_only, at=at)
    verb = "agreement.withdrawal_taken_back" if withdrawal_only else "agreement.taken_back"
    _record(verb, agreement, by, reason=reason)
    refresh_reach(people=None, by=by)


def _require(by: Actor) -> None:
    if not isinstance(by, SystemActor):
        require(access.refuse_change_agreements(by))


def _record(verb: str, agreement: Agreement, by: Actor, **detail: Any) -> None:
    audit.record(
        verb,
        by=by,
        subject=f"organisation:{agreement.organisation.public_id}",
        organisation_id=agreement.organisation_id,
        agreement=agreement.kind,
        **detail,
    )

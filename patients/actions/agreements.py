"""Signing and withdrawing agreements, with what follows from them: who reaches whom."""

from datetime import date, datetime

from django.db import transaction

from patients.actions.reach import refresh_reach
from wsic.accounts.actors import SystemActor
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
    by: SystemActor,
    at: datetime,
) -> Agreement:
    """Note a signature; one that stands already stays as it is."""
    agreement = organisations.sign_agreement(
        organisation=organisation, kind=kind, signed_on=signed_on, signed_by=signed_by, at=at
    )
    if agreement.recorded_at == at:
        _record("agreement.signed", agreement, by, on=signed_on)
        refresh_reach(people=None, by=by)
    return agreement


@transaction.atomic
def withdraw_agreement(
    *, organisation: Organisation, kind: AgreementKind, withdrawn_on: date, by: SystemActor
) -> Agreement:
    """
    End a signature; sharing that rests on it ends on that day.

    :raises NotWithdrawn: none stands, or it was signed later
    """
    agreement = organisations.withdraw_agreement(
        organisation=organisation, kind=kind, withdrawn_on=withdrawn_on
    )
    _record("agreement.withdrawn", agreement, by, on=withdrawn_on)
    refresh_reach(people=None, by=by)
    return agreement


def _record(verb: str, agreement: Agreement, by: SystemActor, *, on: date) -> None:
    audit.record(
        verb,
        by=by,
        subject=f"organisation:{agreement.organisation.public_id}",
        organisation_id=agreement.organisation_id,
        agreement=agreement.kind,
        on=on.isoformat(),
    )

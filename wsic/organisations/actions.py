from datetime import date, datetime

from django.db import transaction

from .models import Agreement, AgreementKind, Kind, Organisation


@transaction.atomic
def sign_agreement(
    *, organisation: Organisation, kind: AgreementKind, signed_on: date, signed_by: str, at: datetime
) -> Agreement:
    """Note an organisation's signature; one that stands already stays as it is.

    Whoever calls this refreshes Reach afterwards (`patients.actions.reach`), because sharing follows from it.
    """
    agreement, _ = Agreement.objects.get_or_create(
        organisation=organisation,
        kind=kind,
        withdrawn_on=None,
        defaults={"signed_on": signed_on, "signed_by": signed_by, "recorded_at": at},
    )
    return agreement


class NotWithdrawn(Exception):
    """There is nothing to withdraw, or not on that day.  Its text is the sentence the user reads."""


@transaction.atomic
def withdraw_agreement(*, organisation: Organisation, kind: AgreementKind, withdrawn_on: date) -> Agreement:
    """
    End an organisation's signature on a day, which is the first without it.

    Whoever calls this refreshes Reach afterwards, as for `sign_agreement`.

    :raises NotWithdrawn: none stands, or it was signed later
    """
    standing = Agreement.objects.select_for_update().filter(organisation=organisation, withdrawn_on=None)
    agreement = standing.filter(kind=kind).first()
    if agreement is None:
        raise NotWithdrawn(f"{organisation.code} has no {kind.label} that stands. Look at its page.")
    if withdrawn_on < agreement.signed_on:
        raise NotWithdrawn(
            f"{organisation.code} signed the {kind.label} on {agreement.signed_on}. "
            "Give that day or a later one."
        )
    agreement.withdrawn_on = withdrawn_on
    agreement.save(update_fields=["withdrawn_on"])
    return agreement


@transaction.atomic
def add_organisation(*, code: str, name: str, kind: Kind) -> Organisation:
    """Add one organisation by hand, for an empty system; the others come in by their feed.

    A code that is there already changes nothing.
    """
    organisation, _ = Organisation.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})
    return organisation

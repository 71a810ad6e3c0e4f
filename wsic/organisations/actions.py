from datetime import date, datetime

from django.db import transaction

from .models import Agreement, AgreementKind, Kind, Organisation
from .rules import refuse_dates


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
        replaced_at=None,
        defaults={"signed_on": signed_on, "signed_by": signed_by, "recorded_at": at},
    )
    return agreement


class NotWithdrawn(Exception):
    """There is nothing to withdraw, or not on that day.  Its text is the sentence the user reads."""


@transaction.atomic
def withdraw_agreement(
    *, organisation: Organisation, kind: AgreementKind, withdrawn_on: date, hand_over_until: date
) -> Agreement:
    """
    End an organisation's signature on a day, which is the first without it.

    Whoever calls this refreshes Reach afterwards, as for `sign_agreement`.

    :param hand_over_until: the first day on which care under way is not readable either
    :raises NotWithdrawn: none stands, it was signed later, or the hand-over ends before it begins
    """
    standing = Agreement.objects.select_for_update().known_now().filter(organisation=organisation)
    agreement = standing.filter(kind=kind, withdrawn_on=None).first()
    if agreement is None:
        raise NotWithdrawn(f"{organisation.code} has no {kind.label} that stands. Look at its page.")
    refusal = refuse_dates(
        signed_on=agreement.signed_on, withdrawn_on=withdrawn_on, hand_over_until=hand_over_until
    )
    if refusal:
        raise NotWithdrawn(f"{organisation.code}: {refusal}")
    agreement.withdrawn_on = withdrawn_on
    agreement.hand_over_until = hand_over_until
    agreement.save(update_fields=["withdrawn_on", "hand_over_until"])
    return agreement


class NotTakenBack(Exception):
    """The entry was taken back already, or stands otherwise now.  Its text is the sentence the user reads."""


@transaction.atomic
def take_back_agreement(*, agreement: Agreement, withdrawal_only: bool, at: datetime) -> None:
    """
    An entry was wrong: it counts no longer and is kept.

    Whoever calls this refreshes Reach afterwards, as for `sign_agreement`.

    :param withdrawal_only: the signature stands; it was not withdrawn
    :raises NotTakenBack: it is not as it was shown any more
    """
    locked = Agreement.objects.select_for_update().known_now().filter(pk=agreement.pk).first()
    if locked is None or (withdrawal_only and locked.withdrawn_on is None):
        raise NotTakenBack("This entry has been changed meanwhile. Look at the page again.")
    signed_again = Agreement.objects.known_now().filter(
        organisation=locked.organisation, kind=locked.kind, withdrawn_on=None
    )
    if withdrawal_only and signed_again.exists():
        raise NotTakenBack("It has been signed again since. Take that signature back first.")
    locked.replaced_at = at
    locked.save(update_fields=["replaced_at"])
    if withdrawal_only:
        Agreement.objects.create(
            organisation=locked.organisation,
            kind=locked.kind,
            signed_on=locked.signed_on,
            signed_by=locked.signed_by,
            recorded_at=at,
        )


@transaction.atomic
def add_organisation(*, code: str, name: str, kind: Kind) -> Organisation:
    """Add one organisation by hand, for an empty system; the others come in by their feed.

    A code that is there already changes nothing.
    """
    organisation, _ = Organisation.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})
    return organisation

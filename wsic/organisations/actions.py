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


@transaction.atomic
def add_organisation(*, code: str, name: str, kind: Kind) -> Organisation:
    """Add one organisation by hand, for an empty system; the others come in by their feed.

    A code that is there already changes nothing.
    """
    organisation, _ = Organisation.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})
    return organisation

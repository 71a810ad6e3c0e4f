"""Which list of people an address asks for."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from tiers.queries.register import registers
from wsic import clock
from wsic.accounts.models import User
from wsic.accounts.requests import user_of
from wsic.organisations.models import Organisation
from wsic.organisations.queries import practices_of


@dataclass(frozen=True)
class Asked:
    """Somebody's register of today: of a practice, or of a hub with the practices that it serves."""

    user: User
    today: date
    organisation: Organisation
    practices: tuple[Organisation, ...]

    @property
    def several(self) -> bool:
        return len(self.practices) > 1

    @property
    def subject(self) -> str:
        """As the audit names it."""
        return f"organisation:{self.organisation.public_id}"


def asked(request: HttpRequest, organisation_id: UUID) -> Asked:
    """Of the registers that the user reads; any other is not found."""
    user, today = user_of(request), clock.today()
    organisation = get_object_or_404(registers(user), public_id=organisation_id)
    return Asked(user, today, organisation, practices_of(organisation, on=today))


def choices_of(practices: tuple[Organisation, ...]) -> list[tuple[str, str]]:
    """Public id and name of each, as a filter offers them."""
    return [(str(each.public_id), each.name) for each in practices]

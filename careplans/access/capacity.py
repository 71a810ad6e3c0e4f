"""Who sees whether the staff can hold the sessions that are owed, and who says how many hours they have."""

from datetime import date

from careplans.models import StaffHours
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Kind, LinkKind, Organisation, OrganisationLink

NOT_THEIRS = "Hours of staff are entered by the hub's co-ordinator or an administrator. Ask them."
IN_ERROR = "It is marked as entered in error already."


def refuse_capacity(user: User) -> str | None:
    if user.may(Verb.REGISTER) or user.may(Verb.AGGREGATES):
        return None
    return "Your role reads neither a register nor numbers of one."


def refuse_enter_hours(user: User, organisation: Organisation, *, on: date) -> str | None:
    """Of the hub that one co-ordinates and of the practices that it serves; of any, who works for the CCG."""
    own = [each for each in user.standings if Verb.STAFF_HOURS in each.verbs]
    if any(each.organisation_kind == Kind.CCG for each in own):
        return None
    served_by = OrganisationLink.objects.on(on).filter(kind=LinkKind.HUB, child=organisation)
    holding = {organisation.pk, *served_by.values_list("parent_id", flat=True)}
    return None if holding & {each.organisation_id for each in own} else NOT_THEIRS


def refuse_mark_hours(user: User, hours: StaffHours, *, on: date) -> str | None:
    if refusal := refuse_enter_hours(user, hours.organisation, on=on):
        return refusal
    return IN_ERROR if hours.in_error_at else None

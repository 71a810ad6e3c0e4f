"""Who files events of care planning in the GP record: the practice where the person is registered."""

from careplans.models import RecordFiling
from patients.access.practices import standings_at_practice
from patients.models import Person
from wsic.access import require
from wsic.accounts.models import Standing, User
from wsic.accounts.roles import Verb

NOT_THEIRS = "What goes into the GP record is filed by the practice where the person is registered."


def refuse_file(user: User, person: Person) -> str | None:
    return None if standings_at_practice(user, person, Verb.FILE_RECORD) else NOT_THEIRS


def refuse_undo(user: User, filing: RecordFiling) -> str | None:
    """Who filed it, or a colleague: it is the practice's record."""
    return refuse_file(user, filing.person)


def filing_as(user: User, person: Person) -> Standing:
    """
    :raises PermissionDenied: the sentence of `refuse_file`
    """
    require(refuse_file(user, person))
    found = standings_at_practice(user, person, Verb.FILE_RECORD)
    return min(found, key=lambda each: (each.organisation_id, each.role))

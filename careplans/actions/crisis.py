"""Opening the crisis page of one person, out of hours."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings

from careplans.access import crisis as access
from careplans.sets import crisis as sets
from careplans.sets.crisis import Outcome
from patients.models import CrisisReason
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.audit.models import EventKind


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody says who asks for a crisis page."""

    nhs_number: str
    birth_date: date
    reason: CrisisReason
    words: str


class NothingOpened(Exception):
    """No page: which of number, birth date, plan, agreement and dissent it was is not said."""


class TooManyTries(Exception):
    """So many tries that opened nothing within the hour that the next one is not looked at."""


def open_crisis_page(*, asked: Asked, by: User) -> UUID:
    """
    Open one person's crisis page to one user for a short time; returns the person's public id.

    What was tried is kept whatever comes of it, so the caller answers a failure and does not raise on.

    :raises NothingOpened:
    :raises TooManyTries: of this user within the hour
    """
    require(access.refuse_find(by))
    opened = sets.open_crisis(
        nhs_number=asked.nhs_number,
        birth_date=asked.birth_date,
        reason=asked.reason,
        words=asked.words,
        minutes=settings.CRISIS_MINUTES,
        tries=settings.CRISIS_TRIES,
    )
    people = [] if opened.person is None else [opened.person]
    if opened.person_id is None or opened.review_id is None:
        if opened.outcome is Outcome.REFUSED:  # the role went while the page was open
            require("Your role does not open crisis pages today.")
        kind = EventKind.DENIAL
        audit.record("crisis.not_opened", by=by, kind=kind, people=people, outcome=opened.outcome)
        raise TooManyTries if opened.outcome is Outcome.LIMITED else NothingOpened
    subject = f"access-review:{opened.review_id}"
    audit.record("crisis.opened", by=by, people=people, subject=subject, reason=asked.reason)
    return opened.person_id

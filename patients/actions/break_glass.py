"""Opening one person's record in an emergency, and closing it again."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from patients.access import access_reviews as access
from patients.models import AccessReview, EmergencyReason
from patients.models.access_reviews import reference_of
from patients.sets import access_reviews
from patients.sets import break_glass as sets
from patients.sets.break_glass import Opened, Outcome
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.jobs.actions import open_job
from wsic.relationships import Why

ALERT = "patients.alert_access"
PURPOSE = "Tell the privacy officers that a record was opened in an emergency"


@dataclass(frozen=True)
class Emergency:
    """What somebody says who asks to open a record."""

    nhs_number: str
    birth_date: date
    reason: EmergencyReason
    words: str
    all_the_same: bool = False  # said after being told that the person dissents


class NobodyOpened(Exception):
    """No person has the number and the birth date; which of the two is wrong is not said."""


class DissentStands(Exception):
    """The person dissents from sharing for direct care, and the reason given does not hold over that."""


class NotConfirmed(Exception):
    """The person dissents; the reason holds all the same, once it is confirmed a second time."""


class TooManyTries(Exception):
    """So many wrong tries within the hour that the next one is not looked at, right or wrong."""


def open_record(*, emergency: Emergency, by: User, on: date, at: datetime) -> UUID:
    """
    Open one person's record to one user for some hours; returns the person's public id.

    What was tried is kept whatever comes of it, so the caller answers a failure and does not raise on.

    :param on: the day of the job that tells the privacy officers
    :raises NobodyOpened: nobody fits
    :raises DissentStands: the reason does not hold over the person's dissent
    :raises NotConfirmed: over the person's dissent it has to be confirmed again
    :raises TooManyTries: of this user within the hour
    """
    require(access.refuse_break_glass(by))
    opened = sets.open_record(
        nhs_number=emergency.nhs_number,
        birth_date=emergency.birth_date,
        reason=emergency.reason,
        words=emergency.words,
        all_the_same=emergency.all_the_same,
        hours=settings.BREAK_GLASS_HOURS,
        tries=settings.BREAK_GLASS_TRIES,
    )
    if opened.person is None or opened.person_id is None or opened.review_id is None:
        raise _not_opened(opened, by)
    audit.record(
        "break_glass.opened",
        by=by,
        people=[opened.person],
        subject=f"access-review:{opened.review_id}",
        reason=emergency.reason,
    )
    _tell_privacy_officers(opened.review_id, by=by, on=on, at=at)
    return opened.person_id


_WHY_NOT: dict[Outcome, type[Exception]] = {
    Outcome.LIMITED: TooManyTries,
    Outcome.NOBODY: NobodyOpened,
    Outcome.DISSENT: DissentStands,
    Outcome.CONFIRM: NotConfirmed,
}


def _not_opened(opened: Opened, by: User) -> Exception:
    """Whoever is told that somebody dissents has been told something of a person: the audit says of whom."""
    if opened.outcome is Outcome.REFUSED:  # the role went while the page was open
        require("Your role does not open records in an emergency today.")
    people = [] if opened.person is None else [opened.person]
    audit.record(
        "break_glass.not_opened", by=by, kind=EventKind.DENIAL, people=people, outcome=opened.outcome
    )
    return _WHY_NOT[opened.outcome]()


def _tell_privacy_officers(review_id: UUID, *, by: User, on: date, at: datetime) -> None:
    payload = {"reference": reference_of(review_id)}
    key = payload["reference"]
    open_job(name=ALERT, key=key, payload=payload, purpose=PURPOSE, as_on=on, by=by, at=at)


@transaction.atomic
def end(*, review: AccessReview, by: User) -> None:
    """
    Close the record before its time; once it is closed, nothing more is done.

    Of a crisis page all entries under which the user has it open are closed: it is one page to them.
    """
    review = AccessReview.objects.visible_to(by).get(pk=review.pk)
    require(access.refuse_end(by, review))
    if people := access_reviews.end(review.public_id):
        subject = f"access-review:{review.public_id}"
        verb = "crisis.closed" if review.kind == Why.OUT_OF_HOURS else "break_glass.ended"
        audit.record(verb, by=by, people=people, subject=subject)

"""What becomes of access that somebody took by saying why: asked, answered, settled, taken up again."""

from django.db import transaction

from patients.access import access_reviews as access
from patients.models import AccessReview, ReviewState
from patients.sets import access_reviews as sets
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit


class NotTheNextStep(Exception):
    """The entry is at another state than the page was; nothing was changed."""


@transaction.atomic
def settle(*, review: AccessReview, state: ReviewState, note: str, by: User) -> None:
    """
    A privacy officer asks who opened the record, says what was found, or takes up again what was settled.

    :raises NotTheNextStep:
    """
    review = _seen(review, by)
    require(access.refuse_settle(by, review))
    _step(review, state, note, by=by)


@transaction.atomic
def answer(*, review: AccessReview, note: str, by: User) -> None:
    """
    Who opened the record answers the question; the entry is back in the queue.

    :raises NotTheNextStep: there is no question, or it was withdrawn
    """
    review = _seen(review, by)
    require(access.refuse_answer(by, review))
    _step(review, ReviewState.ANSWERED, note, by=by)


def _seen(review: AccessReview, by: User) -> AccessReview:
    return AccessReview.objects.visible_to(by).get(pk=review.pk)


def _step(review: AccessReview, state: ReviewState, note: str, *, by: User) -> None:
    if not sets.step(review.public_id, state, note):
        raise NotTheNextStep
    audit.record(f"access_review.{state.lower()}", by=by, subject=f"access-review:{review.public_id}")

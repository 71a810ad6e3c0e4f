"""What becomes of access that somebody took by saying why: asked, answered, settled."""

from datetime import datetime

from django.db import transaction

from patients.access import access_reviews as access
from patients.models import AccessReview, AccessReviewStep, ReviewState
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit


@transaction.atomic
def settle(*, review: AccessReview, state: ReviewState, note: str, by: User, at: datetime) -> None:
    """
    A privacy officer asks who opened the record, or says what was found.

    :param state: ASKED, JUSTIFIED or INCIDENT
    """
    review = _locked(review, by)
    require(access.refuse_settle(by, review, state))
    _step(review, state, note, by=by, at=at)


@transaction.atomic
def answer(*, review: AccessReview, note: str, by: User, at: datetime) -> None:
    """Who opened the record answers the question; the entry is back in the queue."""
    review = _locked(review, by)
    require(access.refuse_answer(by, review))
    _step(review, ReviewState.ANSWERED, note, by=by, at=at)


def _locked(review: AccessReview, by: User) -> AccessReview:
    return AccessReview.objects.visible_to(by).select_for_update().get(pk=review.pk)


def _step(review: AccessReview, state: ReviewState, note: str, *, by: User, at: datetime) -> None:
    review.state = state
    review.save(update_fields=["state"])
    AccessReviewStep.objects.create(
        review=review, opened_by_id=review.opened_by_id, state=state, note=note, by=by, at=at
    )
    audit.record(f"access_review.{state.lower()}", by=by, subject=f"access-review:{review.public_id}")

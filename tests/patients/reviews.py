"""Entries of access that somebody took, for the tests of their pages."""

from datetime import timedelta

from patients.models import AccessReview, AccessReviewStep, ReviewState
from tests.world import NOW, as_system
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation
from wsic.relationships import Why

QUEUE = "/access-reviews/"
NOTE = "The ambulance service confirms it."


def text_of(response) -> str:
    return response.content.decode()


def review_of(review: AccessReview) -> str:
    """The address of its page."""
    return f"{QUEUE}{review.public_id}/"


def make_review(by: str = "gp_a", code: str = "PA", *, state: str = "WAITING", **fields) -> AccessReview:
    """An entry of a user of the cast, opened at nine; what was asked stands in its history."""
    values = {
        "kind": Why.BREAK_GLASS,
        "role": Role.GP,
        "reason": "VITAL_INTEREST",
        "words": "Found on the floor at home",
        "opened_at": NOW,
        "ends_at": NOW + timedelta(hours=8),
    } | fields
    with as_system():
        user = User.objects.get(username=by)
        organisation = Organisation.objects.get(code=code)
        review = AccessReview.objects.create(opened_by=user, organisation=organisation, state=state, **values)
        AccessReviewStep.objects.create(
            review=review, opened_by=user, state=ReviewState.ASKED, note="Who found the person, and when?",
            by=User.objects.get(username="privacy_officer"), at=NOW,
        )  # fmt: skip
    return review

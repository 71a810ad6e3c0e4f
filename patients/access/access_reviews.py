"""Who may open a record in an emergency, and who says afterwards whether it was right."""

from patients.models import AccessReview
from wsic.accounts.models import User
from wsic.accounts.roles import Verb


def refuse_break_glass(user: User) -> str | None:
    if user.may(Verb.BREAK_GLASS):
        return None
    return "Your role does not open records in an emergency. Ask a clinician who is caring for the person."


def refuse_end(user: User, review: AccessReview) -> str | None:
    return None if review.opened_by_id == user.pk else "Only who opened the record closes it early."


def refuse_review(user: User) -> str | None:
    return None if user.may(Verb.REVIEW_ACCESS) else "Your role does not review who read what and why."


def refuse_settle(user: User, review: AccessReview) -> str | None:
    """Asking, and saying what was found."""
    if refusal := refuse_review(user):
        return refusal
    if review.opened_by_id == user.pk:
        return "You opened this yourself. Another privacy officer has to review it."
    return None


def refuse_answer(user: User, review: AccessReview) -> str | None:
    return (
        None if review.opened_by_id == user.pk else "Only who opened the record answers a question about it."
    )

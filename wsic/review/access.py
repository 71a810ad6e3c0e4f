"""Who reviews who read what, and who reads what was entered in error."""

from wsic.accounts.models import User
from wsic.accounts.roles import Verb


def refuse_review(user: User) -> str | None:
    if user.may(Verb.REVIEW_ACCESS):
        return None
    return "Who read what and why is reviewed by a privacy officer, and your role is not one today."


def refuse_retracted(user: User) -> str | None:
    if user.may(Verb.READ_RETRACTED):
        return None
    return "What was entered in error is read by a privacy officer, and your role is not one today."

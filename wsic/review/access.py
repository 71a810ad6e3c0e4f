"""Who reviews who read what."""

from wsic.accounts.models import User
from wsic.accounts.roles import Verb


def refuse_review(user: User) -> str | None:
    if user.may(Verb.REVIEW_ACCESS):
        return None
    return "Who read what and why is reviewed by a privacy officer, and your role is not one today."

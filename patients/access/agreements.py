"""Who may read and change the agreements between organisations."""

from wsic.accounts.models import User
from wsic.accounts.roles import Verb


def refuse_read_agreements(user: User) -> str | None:
    if user.may(Verb.AGREEMENTS) or user.may(Verb.REVIEW_ACCESS):
        return None
    return "Administrators and privacy officers read the agreements of all organisations."


def refuse_change_agreements(user: User) -> str | None:
    return None if user.may(Verb.AGREEMENTS) else "Only administrators sign and withdraw agreements."

"""Who may look for people and read their pages.  Which people is a matter of Reach."""

from wsic.accounts.models import User
from wsic.accounts.roles import Verb


def refuse_search(user: User) -> str | None:
    return None if user.may(Verb.READ) else "Your role does not read the records of people."

"""Who opens a crisis page without knowing the person."""

from wsic.accounts.models import User
from wsic.accounts.roles import Verb

NOT_OUT_OF_HOURS = "Your role does not open crisis pages by number. Open the person's own page."


def refuse_find(user: User) -> str | None:
    return None if user.may(Verb.CRISIS) else NOT_OUT_OF_HOURS


def refuse_read(user: User) -> str | None:
    """Anybody's crisis page; whose is a matter of Reach."""
    may = user.may(Verb.READ) or user.may(Verb.CRISIS)
    return None if may else "Your role does not read the records of people."

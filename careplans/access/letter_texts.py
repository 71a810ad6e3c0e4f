"""Who keeps the wording of letters in other languages, and who reads it."""

from wsic.accounts.models import User
from wsic.accounts.roles import Verb

NOT_READ = "The wording of letters is read by who writes letters and by the programme's administrator."
NOT_KEPT = "The programme's administrator keeps the wording of letters. Ask them."


def refuse_read_texts(user: User) -> str | None:
    return None if user.may(Verb.REGISTER) or user.may(Verb.LETTER_TEXTS) else NOT_READ


def refuse_keep_texts(user: User) -> str | None:
    """One wording goes to people of all practices, and keeping it opens no record."""
    return None if user.may(Verb.LETTER_TEXTS) else NOT_KEPT

"""Whether a letter that was written still goes out: on the day it is printed, not on the day it was made."""

from dataclasses import dataclass
from datetime import date

from careplans.rules.due import DueList, NotByLetter
from careplans.rules.letter_texts import LetterNow, language_stop

# The lists on which somebody stands to whom an unanswered letter may go out.
STILL = (DueList.INVITED, DueList.SECOND, DueList.CALL)
WRITTEN_TO = (DueList.INVITE, DueList.SECOND)  # who is written to


@dataclass(frozen=True, kw_only=True)
class Standing:
    """
    How the person of a letter stands on the day it is printed.

    :param list: None where they are on no list: they died, or are on the register no longer
    :param invited_on: the last invitation since the last session that was held
    :param other_kind: another kind of session is due than the letter says
    :param late: the day by which the letter asks for an answer has passed
    :param not_by_letter: but for what their language is the reason of
    :param words: what decides whether it is in their language; None: it is
    """

    list: DueList | None
    died_on: date | None = None
    invited_on: date | None = None
    answered: bool = False
    in_error: bool = False
    other_kind: bool = False
    late: bool = False
    not_by_letter: tuple[NotByLetter, ...] = ()
    words: LetterNow | None = None


def stopped(letter_of: date, now: Standing) -> str:
    """Why the letter of that day does not go out any more, in a word; nothing where it does."""
    if now.died_on:
        return "DIED"
    if now.list is None:
        return "GONE"
    return _settled(now) or _overtaken(letter_of, now)


def _settled(now: Standing) -> str:
    """It was answered, taken back, or nothing is to be answered any more."""
    if now.in_error:
        return "IN_ERROR"
    if now.answered:
        return "ANSWERED"
    return "" if now.list in STILL else str(now.list)


def _overtaken(letter_of: date, now: Standing) -> str:
    """It would say what holds no more."""
    if now.invited_on != letter_of:
        return "LATER_ONE"
    if now.other_kind:
        return "OTHER_KIND"
    if now.not_by_letter:
        return str(now.not_by_letter[0])
    return (language_stop(now.words) if now.words else "") or ("LATE" if now.late else "")

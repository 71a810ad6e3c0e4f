"""Whether a letter that was written still goes out: on the day it is printed, not on the day it was made."""

from dataclasses import dataclass
from datetime import date

from careplans.rules.due import DueList, NotByLetter

# The lists on which somebody stands to whom an unanswered letter may go out.
STILL = (DueList.INVITED, DueList.SECOND, DueList.CALL)
WRITTEN_TO = (DueList.INVITE, DueList.SECOND)  # who is written to


@dataclass(frozen=True, kw_only=True)
class Standing:
    """
    How the person of a letter stands on the day it is printed.

    :param list: None where they are on no list: they died, or are on the register no longer
    :param invited_on: the last invitation since the last session that was held
    """

    list: DueList | None
    died_on: date | None = None
    invited_on: date | None = None
    answered: bool = False
    in_error: bool = False
    not_by_letter: tuple[NotByLetter, ...] = ()


def stopped(letter_of: date, now: Standing) -> str:
    """Why the letter of that day does not go out any more, in a word; nothing where it does."""
    if now.died_on:
        return "DIED"
    if now.list is None:
        return "GONE"
    if now.in_error:
        return "IN_ERROR"
    if now.answered:
        return "ANSWERED"
    if now.list not in STILL:
        return str(now.list)
    if now.invited_on != letter_of:
        return "LATER_ONE"
    return str(now.not_by_letter[0]) if now.not_by_letter else ""

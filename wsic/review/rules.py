"""What a privacy officer is asked to look at, of one day: the oracle of the statement in `sets`.

A match is a question, not a finding: staff have namesakes, and a clinic may be long.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    OWN_NAME = "OWN_NAME"
    SAME_SURNAME = "SAME_SURNAME"
    MANY = "MANY"
    NEVER_RELATED = "NEVER_RELATED"
    TOLD = "TOLD"


@dataclass(frozen=True)
class Seen:
    """Somebody was shown a person; `opened` says that it was the person's own page and no list."""

    user: int
    person: int
    opened: bool


@dataclass(frozen=True)
class Name:
    given: str
    family: str


@dataclass(frozen=True)
class Question:
    """`person` is None, and `people` more than one, where it is about how many."""

    reason: Reason
    user: int
    person: int | None
    people: int


def questions(
    seen: Collection[Seen],
    *,
    staff: dict[int, str],
    people: dict[int, Name],
    related: Collection[tuple[int, int]],
    told: Collection[tuple[int, int]] = (),
    most: int,
) -> set[Question]:
    """
    What one day's reading gives to look at.

    :param staff: names of users as they are shown
    :param related: (user, person) of those who ever stood in a relationship that is no break-glass
    :param told: (user, person) where an emergency opened nothing, because the person dissents from sharing
    :param most: people opened in a day that nobody is asked about
    """
    shown = {(each.user, each.person) for each in seen}
    opened = {(each.user, each.person) for each in seen if each.opened}
    found = {
        Question(reason, user, person, 1)
        for user, person in opened
        if (reason := _namesake(staff[user], people[person])) is not None
    }
    for user in {user for user, _ in opened}:
        count = sum(each == user for each, _ in opened)
        if count > most:
            found.add(Question(Reason.MANY, user, None, count))
    found |= {Question(Reason.TOLD, *pair, 1) for pair in told}
    return found | {Question(Reason.NEVER_RELATED, *pair, 1) for pair in shown - set(related)}


def _namesake(shown: str, person: Name) -> Reason | None:
    name = shown.upper()
    if name == f"{person.given} {person.family}".upper():
        return Reason.OWN_NAME
    return Reason.SAME_SURNAME if name.endswith(f" {person.family.upper()}") else None

"""Whether who is named as somebody's first contact can be rung about them today."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """
    WORKS: works there, and there cares for the person.
    AWAY: works there, which does not care for the person any more.
    LEFT: does not work there any more in a role that plans care.
    """

    WORKS = "WORKS"
    AWAY = "AWAY"
    LEFT = "LEFT"


@dataclass(frozen=True)
class Named:
    user: int
    organisation: int


@dataclass(frozen=True)
class Post:
    """Somebody works somewhere in a role, today, and may sign in."""

    user: int
    organisation: int
    role: str


@dataclass(frozen=True)
class Tie:
    """An organisation cares for the person for a reason, through everybody there or one `member`."""

    organisation: int
    why: str
    member: int | None = None


def how(
    named: Named,
    posts: Sequence[Post],
    ties: Sequence[Tie],
    *,
    planning: frozenset[str],
    opening: frozenset[tuple[str, str]],
) -> How:
    """
    :param planning: roles that plan care at all
    :param opening: pairs of reason and role in which one plans care for who is reached so
    """
    own = [
        each.role
        for each in posts
        if each.user == named.user and each.organisation == named.organisation and each.role in planning
    ]
    if not own:
        return How.LEFT
    through = [
        tie.why for tie in ties if tie.organisation == named.organisation and tie.member in (None, named.user)
    ]
    return How.WORKS if any((why, role) in opening for why in through for role in own) else How.AWAY

"""When attempts without answer become a safe-and-well check, and when the check is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, kw_only=True)
class SafeAndWell:
    """
    When a check is raised, and by when it is done.

    CARE.md: "Three unsuccessful attempts raise a safe-and-well check with a clock".  That they count within
    28 days of each other, and four hours for the check, are ours.
    """

    after: int = 3
    within: timedelta = timedelta(days=28)
    done_in: timedelta = timedelta(hours=4)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A contact as far as it says whether somebody is safe; those with professionals say nothing of it."""

    key: int
    at: datetime
    reached: bool


class Follows(StrEnum):
    """What a person's contacts mean for their safe-and-well check."""

    NOTHING = "NOTHING"
    RAISE = "RAISE"
    REACHED = "REACHED"
    TOO_FEW = "TOO_FEW"
    DIED = "DIED"


@dataclass(frozen=True)
class Decision:
    """`because` is the contact that decides: the last attempt, or the one that reached them."""

    follows: Follows
    because: int | None = None


def unanswered(contacts: Sequence[Told], rule: SafeAndWell, *, since: datetime | None = None) -> list[Told]:
    """
    Attempts since somebody was last reached, the oldest first, which lie close enough to the last of them.

    :param since: only attempts after it count (a check that was done by hand)
    """
    found = _since_reached(contacts, since)
    return [each for each in found if found[-1].at - each.at <= rule.within]


def follows(
    contacts: Sequence[Told],
    rule: SafeAndWell,
    *,
    open_since: datetime | None,
    last_done_at: datetime | None,
    died: bool,
) -> Decision:
    """
    :param open_since: when the attempt was that raised the check which is open, None where none is
    :param last_done_at: when somebody last closed a check by hand, having seen to the person
    :param died: nobody looks whether they are well
    """
    if died:
        return Decision(Follows.NOTHING if open_since is None else Follows.DIED)
    tried = _since_reached(contacts, last_done_at)
    enough = _has_enough(tried, rule)
    if open_since is None:
        return Decision(Follows.RAISE, tried[-1].key) if enough else Decision(Follows.NOTHING)
    if enough:
        return Decision(Follows.NOTHING)
    last = _last_reached(contacts)
    if last and last.at > open_since:
        return Decision(Follows.REACHED, last.key)
    return Decision(Follows.TOO_FEW)


def _since_reached(contacts: Sequence[Told], since: datetime | None) -> list[Told]:
    last = _last_reached(contacts)
    found = (
        each
        for each in contacts
        if not each.reached and (last is None or each.at > last.at) and (since is None or each.at > since)
    )
    return sorted(found, key=lambda each: (each.at, each.key))


def _has_enough(tried: Sequence[Told], rule: SafeAndWell) -> bool:
    """Anywhere among them: one more attempt, long after, makes nobody safer."""
    pairs = zip(tried, tried[rule.after - 1 :], strict=False)
    return any(last.at - first.at <= rule.within for first, last in pairs)


def _last_reached(contacts: Sequence[Told]) -> Told | None:
    reached = [each for each in contacts if each.reached]
    return max(reached, key=lambda each: (each.at, each.key)) if reached else None

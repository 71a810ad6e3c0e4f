"""Whether two records may be said to be of one human being, and which of them is worked with."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Side:
    """What is known of one of two records on a day: `listed` has a regular registration, `set_aside` is
    linked to another record, `followed` is kept for another one."""

    birth_date: date
    sex: str
    died_on: date | None
    listed: bool
    set_aside: bool
    followed: bool


def refuse_pair(*, aside: Side, kept: Side) -> str | None:
    """Why the one record may not be set aside for the other; None when it may."""
    if aside.set_aside or kept.set_aside:
        return (
            "One of the two is linked to another record already. End that link first, or link to that record."
        )
    if aside.followed:
        return (
            "Other records are linked to the one that would be set aside. Keep that one, or end their links."
        )
    if aside.listed and not kept.listed and kept.died_on is None:
        return "The record to work with is registered nowhere, so nobody would be listed. Keep the other one."
    return None


def why_words(*, aside: Side, kept: Side) -> str | None:
    """What speaks against one human being, so that it takes words to say so all the same; None: nothing."""
    if aside.birth_date != kept.birth_date:
        return "The birth dates differ. Say in words how you know that it is one person."
    if aside.sex != kept.sex:
        return "The genders differ. Say in words how you know that it is one person."
    if aside.died_on != kept.died_on:
        return "Only one of the two records says this death. Say in words how you know that it is one person."
    return None

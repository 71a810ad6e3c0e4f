"""What of care planning is copied to the GP record: which events, what is to be done about each, its text.

The text is pasted by somebody into SystmOne or EMIS, so that it stands by itself: whose, what, when, by whom.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wsic.dates import short_date


class RecordEvent(StrEnum):
    """What CARE.md copies, as far as it is recorded here yet."""

    PLAN_AGREED = "PLAN_AGREED"
    PLAN_DECLINED = "PLAN_DECLINED"
    SESSION_HELD = "SESSION_HELD"
    TIER_DECIDED = "TIER_DECIDED"


EVENTS = {
    RecordEvent.PLAN_AGREED: "Care plan agreed",
    RecordEvent.PLAN_DECLINED: "Care plan declined",
    RecordEvent.SESSION_HELD: "Planning session held",
    RecordEvent.TIER_DECIDED: "Service tier decided",
}
STILL_TO_COME = "Medication reviews, meetings and prescriptions are not recorded here yet, so not listed."


class Done(StrEnum):
    FILED = "FILED"
    NOT_FILED = "NOT_FILED"
    TAKEN_OUT = "TAKEN_OUT"


DONE = {
    Done.FILED: "Filed",
    Done.NOT_FILED: "Not to be filed",
    Done.TAKEN_OUT: "Taken out of the GP record",
}


class ToDo(StrEnum):
    FILE = "FILE"
    TAKE_OUT = "TAKE_OUT"


def to_do(*, in_error: bool, listed: bool, done: frozenset[Done]) -> ToDo | None:
    """
    What is to be done about an event.

    :param in_error: it was entered in error, after it was recorded
    :param listed: it was recorded since events are filed from here
    :param done: what stands of it
    """
    if in_error:
        return ToDo.TAKE_OUT if Done.FILED in done and Done.TAKEN_OUT not in done else None
    return ToDo.FILE if listed and not done & {Done.FILED, Done.NOT_FILED} else None


def fits(done: Done, asked: ToDo | None) -> bool:
    """Whether somebody can say this of an event now."""
    if asked is ToDo.TAKE_OUT:
        return done is Done.TAKEN_OUT
    return asked is ToDo.FILE and done is not Done.TAKEN_OUT


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Stands at the head of every text, because it is pasted into another system's record."""

    name: str
    birth_date: date | None
    nhs_number: str


@dataclass(frozen=True, kw_only=True)
class Goal:
    """:attribute said: why, steps, whose it is, by when and how sure, as far as they were said"""

    what: str
    said: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """
    An event in words.

    :attribute lines: what is said of it, a fact each
    :attribute sections: words of the plan by label, those kept from the person left out
    :attribute kept: labels of what is left out, because the person may read the GP record; not in the text
        either, since that something is hidden is told by its label
    """

    event: RecordEvent
    on: date
    lines: Sequence[str]
    goals: Sequence[Goal] = ()
    sections: Mapping[str, str] | None = None
    kept: Sequence[str] = ()
    by: str = ""


def text_of(entry: Entry, whose: Whose, *, code: str) -> str:
    """
    Plain text, a fact a line.

    :param code: as the practice's system has it, from the settings; "" where none is set
    """
    born = short_date(whose.birth_date) if whose.birth_date else "not recorded"
    found = [
        f"{EVENTS[entry.event]}, {short_date(entry.on)}",
        f"{whose.name}, born {born}, NHS number {whose.nhs_number or 'not recorded'}",
        *([f"Code: {code}"] if code else []),
        *entry.lines,
    ]
    if entry.goals:
        found += ["Goals:", *(f"- {'; '.join([each.what, *each.said])}" for each in entry.goals)]
    found += [f"{label}: {words}" for label, words in (entry.sections or {}).items()]
    return "\n".join([*found, *([f"Recorded by {entry.by}"] if entry.by else [])])


def code_of(event: RecordEvent, codes: Mapping[str, str]) -> str:
    return codes.get(event, "")

"""Due-lists and windows in words, as every page says them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from careplans.rules.clocks import Urgency
from careplans.rules.due import DueList, NotByLetter
from careplans.rules.entitlement import Because, Kind
from wsic.dates import short_date

LABELS = {
    DueList.RECORD: "Record what came of it",
    DueList.REVIEW: "Review asked for",
    DueList.BOOK: "Accepted, to book",
    DueList.CALL: "To ring",
    DueList.SECOND: "Second invitation",
    DueList.INVITE: "To invite",
    DueList.INVITED: "Invited, waiting",
    DueList.BOOKED: "Booked",
    DueList.WAITING: "Declined or undecided",
    DueList.LATER: "Not due yet",
    DueList.NOT_LIVE: "Practice not live",
}
WHAT = {
    DueList.RECORD: "the day of the session has passed and nobody said how it went",
    DueList.REVIEW: "something changed, and somebody asks that the plan be looked at",
    DueList.BOOK: "they said yes, and no day is agreed",
    DueList.CALL: "two invitations without answer, not by letter, did not attend, or called off",
    DueList.SECOND: "the first invitation has not been answered",
    DueList.INVITE: "the window is open and nobody has invited them",
    DueList.INVITED: "an answer is waited for",
    DueList.BOOKED: "a day is agreed",
    DueList.WAITING: "they are asked again on the day shown",
    DueList.LATER: "the window opens later",
    DueList.NOT_LIVE: "sessions begin with the practice's go-live",
}
# Which form of the person's sessions a list asks for.
SUGGESTS = {
    DueList.REVIEW: "book",
    DueList.BOOK: "book",
    DueList.CALL: "offer",
    DueList.SECOND: "offer",
    DueList.INVITE: "offer",
    DueList.INVITED: "answer",
}
KINDS = {Kind.JOINT: "Joint, GP and Case Manager", Kind.HSCA: "Health and Social Care Assistant"}
BECAUSE = {
    Because.REVIEW: "a review was asked for",
    Because.LAST: "follows from the last session that counts",
    Because.GO_LIVE: "the first since the practice went live, spread by birthday",
    Because.PLACED: "the first since the index placed them, spread by birthday",
    Because.NEW_HERE: "new at the practice",
    Because.TURNED_65: "became 65",
    Because.RISEN: "the tier rose to joint sessions",
}
NOT_BY_LETTER = {
    NotByLetter.CARE_HOME: "lives in a care home",
    NotByLetter.DEMENTIA: "memory or cognitive problems in the record",
    NotByLetter.NO_LETTERS: "wants no letters",
    NotByLetter.OTHER_FORMAT: "reads no print",
    NotByLetter.LANGUAGE: "speaks a language without a letter, or needs an interpreter",
    NotByLetter.EASY_WORDS: "reads easy words, which no letter in their language has",
    NotByLetter.ADDRESS: "no address to write to",
}


def says(row: Mapping[str, Any], on: date) -> str:
    """Why somebody stands on their list, in a few words; over a row of `sets.due`."""
    found = DueList(row["list"])
    if found in (DueList.LATER, DueList.INVITE) and row["because"]:
        return BECAUSE[Because(row["because"])]
    if found is DueList.CALL:
        return _why_ring(row)
    if found in (DueList.SECOND, DueList.INVITED) and row["offered_on"]:
        return f"invited {short(row['offered_on'], on)}"
    if found is DueList.WAITING and row["again_on"]:
        word = "declined" if row["answer"] == "DECLINED" else "undecided"
        return f"{word}, ask again {short(row['again_on'], on)}"
    return WHAT[found]


def _why_ring(row: Mapping[str, Any]) -> str:
    called_off, offered = row["called_off_on"], row["offered_on"]
    if called_off and (offered is None or called_off >= offered):
        return "did not attend, or it was called off"
    if row["not_by_letter"]:
        return "; ".join(NOT_BY_LETTER[NotByLetter(each)] for each in row["not_by_letter"])
    return f"{row['unanswered']} invitations without answer"


def window(row: Mapping[str, Any], on: date) -> tuple[str, Urgency]:
    """What a clock shows of the window: when it opens and closes, or by how much it is over."""
    by_on, from_on = row["by_on"], row["from_on"]
    if row["booked_on"]:
        when = short(row["booked_on"], on)
        if row["booked_on"] == on:
            return "today", Urgency.SOON
        return f"{when}, booked", Urgency.LATE if row["booked_on"] < on else Urgency.LATER
    if by_on is None:
        return "not yet", Urgency.LATER
    if by_on < on:
        late = row["overdue"]
        return f"{_lasting((on - by_on).days)} over", Urgency.LATE if late else Urgency.LATER
    soon = (by_on - on).days < 7 and from_on <= on
    return f"{short(from_on, on)} to {short(by_on, on)}", Urgency.SOON if soon else Urgency.LATER


def short(day: date, on: date) -> str:
    return short_date(day) if day.year != on.year else short_date(day)[:-5]


def _lasting(days: int) -> str:
    if days < 60:
        return f"{days} day{'' if days == 1 else 's'}"
    return f"{days // 30} months"

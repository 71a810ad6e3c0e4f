"""The record of one person: a pure function of seed and registration."""

from dataclasses import dataclass

from wsic.demo.course import Course
from wsic.demo.records.case import Case, case_of
from wsic.demo.records.changes import with_changes
from wsic.demo.records.entries import Entry, entries_of
from wsic.demo.records.issues import Issue, issues_of
from wsic.demo.records.judged import with_judgements
from wsic.demo.records.lists import Allergy, Lived, Taken, allergies_of, lived, taken_by
from wsic.demo.registrations import Stay
from wsic.demo.streams import Draws, Room


@dataclass(frozen=True, slots=True)
class Record:
    case: Case
    entries: list[Entry]
    issues: list[Issue]
    allergies: list[Allergy]
    taken: list[Taken]
    lived: list[Lived]


def record_of(stay: Stay, course: Course, seed: int) -> Record:
    of = stay.person
    draws = Draws(seed, Room.RECORDS, of.practice, of.slot)
    case = case_of(stay, course, draws)
    entries = with_changes(entries_of(case, draws), case, draws)
    entries = with_judgements(entries, case, Draws(seed, Room.JUDGEMENTS, of.practice, of.slot))
    issues = issues_of(case, Draws(seed, Room.MEDICINES, of.practice, of.slot))
    return Record(
        case,
        entries,
        issues,
        allergies_of(case, Draws(seed, Room.ALLERGIES, of.practice, of.slot)),
        taken_by(case, issues, Draws(seed, Room.TAKEN, of.practice, of.slot)),
        lived(case, Draws(seed, Room.RESIDENCE, of.practice, of.slot)),
    )

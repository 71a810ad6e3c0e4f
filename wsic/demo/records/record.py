"""The record of one person: a pure function of seed and registration."""

from dataclasses import dataclass

from wsic.demo.course import Course
from wsic.demo.records.case import Case, case_of
from wsic.demo.records.changes import with_changes
from wsic.demo.records.entries import Entry, entries_of
from wsic.demo.records.issues import Issue, issues_of
from wsic.demo.records.judged import with_judgements
from wsic.demo.registrations import Stay
from wsic.demo.streams import Draws, Room


@dataclass(frozen=True, slots=True)
class Record:
    case: Case
    entries: list[Entry]
    issues: list[Issue]


def record_of(stay: Stay, course: Course, seed: int) -> Record:
    of = stay.person
    draws = Draws(seed, Room.RECORDS, of.practice, of.slot)
    case = case_of(stay, course, draws)
    entries = with_changes(entries_of(case, draws), case, draws)
    entries = with_judgements(entries, case, Draws(seed, Room.JUDGEMENTS, of.practice, of.slot))
    return Record(case, entries, issues_of(case, Draws(seed, Room.MEDICINES, of.practice, of.slot)))

"""The bad rows of the synthetic CCG itself: about one in a hundred, in rows of their own.

They are about people, dates and codes that no clean row has, so that every register keeps its size.
Organisations are few: there each kind comes once. Records are many: there it is one in five hundred, about
people of the practice under row ids that no clean row has, so that nothing clean is lost.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from wsic.demo.defects import systmone
from wsic.demo.defects.catalogue import KINDS
from wsic.demo.defects.kinds import Answer, Kind
from wsic.demo.defects.seeding import Piece, among, assembled, spoilt, with_pieces
from wsic.demo.lines import (
    ALLERGIES,
    CODED_ENTRIES,
    CURRENT_MEDICINES,
    FRAILTY_SCORES,
    MEDICATION_ISSUES,
    ORGANISATIONS,
    PEOPLE,
    RESIDENCE,
    Row,
    header_line,
    to_row,
    to_values,
)
from wsic.demo.people import person
from wsic.demo.registrations import dirty_stay, people_row
from wsic.demo.scores import score_row
from wsic.demo.streams import Draws, Room
from wsic.demo.world import Slots

SHARE = 0.01
SHARE_OF_RECORDS = 0.002
SYSTMONE_TABLES = tuple(systmone.KINDS)
_SCORED_FROM = date(2026, 5, 1)  # between the dates of the clean scores
# From the first kind of a practice to that of the next.
_STEPS = {
    PEOPLE: 37, FRAILTY_SCORES: 17, CODED_ENTRIES: 31, MEDICATION_ISSUES: 13, ALLERGIES: 7,
    CURRENT_MEDICINES: 11, RESIDENCE: 5,
}  # fmt: skip
# Slots of the streams that say where rows go, and which rows.
_PLACES = {
    ORGANISATIONS: 0,
    PEOPLE: 1,
    FRAILTY_SCORES: 2,
    CODED_ENTRIES: 3,
    MEDICATION_ISSUES: 4,
    systmone.CODE: 5,
    systmone.MEDICATION: 6,
    ALLERGIES: 7,
    CURRENT_MEDICINES: 8,
    RESIDENCE: 9,
}
# What a row must say besides, so that only what is spoilt is wrong with it.
_CLEAN = {
    CODED_ENTRIES: {"deleted": ""},
    MEDICATION_ISSUES: {"deleted": ""},
    ALLERGIES: {"substance": "Latex", "reaction": "Rash", "status": ""},
    CURRENT_MEDICINES: {"ended_on": ""},
    RESIDENCE: {"to_on": ""},
}
_LIVED_FROM = date(2026, 6, 1)  # behind the dates of clean rows


def soil_organisations(lines: Sequence[str], seed: int) -> tuple[list[bytes], list[Answer]]:
    bad: list[list[Piece]] = []
    for number, kind in enumerate(KINDS[ORGANISATIONS]):
        row = _organisation(number)
        bad.append(_pieces(kind, row, Draws(seed, Room.DEFECTS, slot=Slots.DIRTY[number])))
    return _mixed(lines, bad, Draws(seed, Room.DEFECTS, slot=_PLACES[ORGANISATIONS]))


def soil_people(lines: Sequence[str], seed: int, practice: int) -> tuple[list[bytes], list[Answer]]:
    bad: list[list[Piece]] = []
    for number in range(_count(lines)):
        slot = Slots.DIRTY[number]
        row = people_row(dirty_stay(seed, practice, slot))
        bad.append(_pieces(_kind(PEOPLE, practice, number), row, Draws(seed, Room.DEFECTS, practice, slot)))
    return _mixed(lines, bad, Draws(seed, Room.DEFECTS, practice, _PLACES[PEOPLE]))


def soil_scores(
    lines: Sequence[str], seed: int, practice: int, size: int
) -> tuple[list[bytes], list[Answer]]:
    """`size` is that of the register, whose people the rows are about."""
    bad: list[list[Piece]] = []
    for number in range(_count(lines)):
        of = person(seed, practice, number % size)
        on = _SCORED_FROM + timedelta(days=number)
        row = score_row(of.nhs_number, of.birth_date, on, "0.25")
        draws = Draws(seed, Room.DEFECTS, practice, Slots.NOBODY[number])
        bad.append(_pieces(_kind(FRAILTY_SCORES, practice, number), row, draws))
    return _mixed(lines, bad, Draws(seed, Room.DEFECTS, practice, _PLACES[FRAILTY_SCORES]))


def soil_records(
    lines: Sequence[str], feed: str, seed: int, practice: int
) -> tuple[list[bytes], list[Answer]]:
    draws = Draws(seed, Room.DEFECTS, practice, _PLACES[feed])
    bad: list[Piece] = []
    for number in range(_count_of_records(lines)):
        clean = to_row(lines[1 + draws.below(len(lines) - 1)], feed)
        row = clean | _CLEAN[feed] | _key(feed, practice, number)
        pieces = _pieces(_kind(feed, practice, number), row, draws)
        if len(bad) + len(pieces) < len(lines):  # each stands in a gap of its own
            bad += pieces
    return among(lines, bad, draws)


def _key(feed: str, practice: int, number: int) -> Row:
    """What no clean row has, in a file of one practice or of all."""
    if feed == RESIDENCE:
        return {"from_on": (_LIVED_FROM + timedelta(days=number % 28)).isoformat()}
    return {"row_id": f"X{number}" if feed in (CODED_ENTRIES, MEDICATION_ISSUES) else f"X{practice}-{number}"}


def soil_table(
    lines: Sequence[str], table: str, seed: int, practice: int
) -> tuple[list[bytes], list[Answer]]:
    """Of a SystmOne extract."""
    kinds = systmone.KINDS[table]
    draws = Draws(seed, Room.DEFECTS, practice, _PLACES[table])
    columns = lines[0].split(",")
    bad: list[Piece] = []
    for number in range(_count_of_records(lines)):
        values = to_values(lines[1 + draws.below(len(lines) - 1)])
        row = dict(zip(columns, values, strict=True)) | {"RowIdentifier": f"X{number}", "RemovedData": "0"}
        bad += _pieces(kinds[(practice + number) % len(kinds)], row, draws)
    return among(lines, bad, draws)


def _count_of_records(lines: Sequence[str]) -> int:
    """A practice of one person may have no row of a feed."""
    return max(1, round((len(lines) - 1) * SHARE_OF_RECORDS)) if len(lines) > 1 else 0


def _count(lines: Sequence[str]) -> int:
    return max(1, round((len(lines) - 1) * SHARE))


def _kind(feed: str, practice: int, number: int) -> Kind:
    kinds = KINDS[feed]
    return kinds[(practice * _STEPS[feed] + number) % len(kinds)]


def _pieces(kind: Kind, row: Row, draws: Draws) -> list[Piece]:
    here, elsewhere = spoilt(kind, row, draws)
    return [here, *elsewhere]


def _mixed(
    lines: Sequence[str], bad: Sequence[Sequence[Piece]], draws: Draws
) -> tuple[list[bytes], list[Answer]]:
    clean = [Piece((line.encode(),)) for line in lines]
    fitting: list[Piece] = []
    for pieces in bad:
        if len(fitting) + len(pieces) < len(clean):  # a register of a few people has no room for all
            fitting += pieces
    return assembled(with_pieces(clean, fitting, draws))


def _organisation(number: int) -> Row:
    row = dict.fromkeys(header_line(ORGANISATIONS).split(","), "")
    return row | {
        "code": f"T98{number:03d}",
        "name": f"Smudged Line Surgery {number + 1}",
        "kind": "practice",
    }

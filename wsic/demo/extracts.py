"""The synthetic CCG as files: organisations.csv; of each practice people-<code>.csv and
frailty_scores-<code>.csv; with records, of every second practice coded_entries-<code>.csv and
medication_issues-<code>.csv, and of the others systmone-<code>.zip; for all practices together residence.csv,
allergies.csv and current_medicines.csv; and answers.json, which says what is in them and which rows are bad.

UTF-8, comma, LF. The same world gives the same bytes on every machine and version of Python (but for the
compression of zips). answers.json is written last: where it is, the extracts are whole.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from wsic.demo import dirt
from wsic.demo.course import course_of
from wsic.demo.defects.kinds import Answer
from wsic.demo.frailty import CATEGORIES, category
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
    row_line,
)
from wsic.demo.organisations import organisation_rows, practice_code
from wsic.demo.records import own, systmone
from wsic.demo.records.case import has_records
from wsic.demo.records.record import Record, record_of
from wsic.demo.registrations import Stay, people_row, stays
from wsic.demo.scores import score_rows
from wsic.demo.world import AS_ON, World

ANSWERS_FILE = "answers.json"
ORGANISATIONS_FILE = "organisations.csv"
SYSTMONE = "systmone"
MOST_PEOPLE_WITH_RECORDS = 30_000  # unless records are asked for: more fill the disk before anybody notices


class Formats(StrEnum):
    """What the records are written as."""

    NONE = "none"
    MIXED = "mixed"  # every second practice as a SystmOne extract
    OWN = "own"
    SYSTMONE = "systmone"

    def is_systmone(self, practice: int) -> bool:
        return self is Formats.SYSTMONE or (self is Formats.MIXED and practice % 2 == 1)


def usual_formats(world: World, *, records: bool | None = None) -> Formats:
    """:param records: None: as the size of the world suggests"""
    wanted = world.people <= MOST_PEOPLE_WITH_RECORDS if records is None else records
    return Formats.MIXED if wanted else Formats.NONE


def feed_file(feed: str, practice: int) -> str:
    return f"{feed}-{practice_code(practice)}.csv"


def list_file(feed: str) -> str:
    """Of all practices: the CCG brings it."""
    return f"{feed}.csv"


def people_file(practice: int) -> str:
    return feed_file(PEOPLE, practice)


def scores_file(practice: int) -> str:
    return feed_file(FRAILTY_SCORES, practice)


def systmone_file(practice: int) -> str:
    return f"{SYSTMONE}-{practice_code(practice)}.zip"


@dataclass
class Key:
    """What answers.json holds, as it grows."""

    world: World
    files: list[dict[str, Any]] = field(default_factory=list)
    registers: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(file["rows"] for file in self.files)

    @property
    def bad(self) -> int:
        return sum(len(file["bad"]) for file in self.files)

    def add(self, file: str, feed: str, rows: int, answers: Sequence[Answer]) -> None:
        bad = [
            {"line": one.line_number, "kind": one.kind, "reason": one.reason, "column": one.column}
            for one in answers
        ]
        self.files.append({"file": file, "feed": feed, "rows": rows, "bad": bad})

    def text(self) -> str:
        found = {
            "as_on": AS_ON.isoformat(),
            "seed": self.world.seed,
            "people": self.world.people,
            "practices": self.world.practices,
            "registers": self.registers,
            "files": self.files,
        }
        return json.dumps(found, indent=1) + "\n"


def write_extracts(
    world: World,
    folder: Path,
    *,
    clean: bool = False,
    formats: Formats | None = None,
    on_practice: Callable[[int], None] = lambda index: None,
) -> Key:
    """
    Write all files into the folder, which is made if need be, in place of those of an earlier world.

    :param clean: without bad rows
    :param formats: of the records; None: the usual ones of a world of this size
    :param on_practice: is told the index of each practice that is done
    """
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    key = Key(world)
    lines = [header_line(ORGANISATIONS), *map(row_line, organisation_rows(world.practices))]
    soiled = _as_it_is(lines) if clean else dirt.soil_organisations(lines, world.seed)
    _write(key, folder / ORGANISATIONS_FILE, ORGANISATIONS, soiled)
    formats = usual_formats(world) if formats is None else formats
    lists = _Lists(key, folder) if formats is not Formats.NONE else None
    for index in range(world.practices):
        _write_practice(key, folder, index, formats, lists, clean=clean)
        on_practice(index)
    if lists:
        lists.done()
    (folder / ANSWERS_FILE).write_text(key.text(), encoding="utf-8", newline="\n")
    return key


def _write_practice(
    key: Key, folder: Path, index: int, formats: Formats, lists: "_Lists | None", *, clean: bool
) -> None:
    seed = key.world.seed
    listed = [(stay, course_of(stay.person, seed)) for stay in stays(key.world, index)]
    scored = [(stay, list(score_rows(stay, course))) for stay, course in listed]
    key.registers[practice_code(index)] = _register(scored)
    people = [header_line(PEOPLE), *(row_line(people_row(stay)) for stay, _ in listed)]
    scores = [header_line(FRAILTY_SCORES), *(row_line(row) for _, rows in scored for row in rows)]
    if clean:
        soiled_people, soiled_scores = _as_it_is(people), _as_it_is(scores)
    else:
        soiled_people = dirt.soil_people(people, seed, index)
        soiled_scores = dirt.soil_scores(scores, seed, index, key.world.register_size(index))
    _write(key, folder / people_file(index), PEOPLE, soiled_people)
    _write(key, folder / scores_file(index), FRAILTY_SCORES, soiled_scores)
    if lists:
        records = [record_of(stay, course, seed) for stay, course in listed if has_records(stay)]
        if formats.is_systmone(index):
            _write_systmone(key, folder, index, [stay for stay, _ in listed], records, clean=clean)
        else:
            _write_records(key, folder, index, records, clean=clean)
        lists.add(index, records, clean=clean)


def _register(scored: Sequence[tuple[Stay, Sequence[Row]]]) -> dict[str, int]:
    """How many people are registered and alive, and how many are of each category by the score of today."""
    found: Counter[str] = Counter()
    for stay, rows in scored:
        if stay.kind == "regular" and stay.holds(AS_ON):
            found["people"] += 1
            today = any(row["calculated_on"] == AS_ON.isoformat() for row in rows)
            found[CATEGORIES[category(stay.person.deficits)] if today else "not_scored"] += 1
    return {name: found[name] for name in ("people", *CATEGORIES, "not_scored")}


Lines = Callable[[Record], Iterable[str]]
OF_RECORDS: dict[str, Lines] = {CODED_ENTRIES: own.entry_lines, MEDICATION_ISSUES: own.issue_lines}
OF_LISTS: dict[str, Lines] = {
    RESIDENCE: own.residence_lines, ALLERGIES: own.allergy_lines, CURRENT_MEDICINES: own.medicine_lines,
}  # fmt: skip


def _write_records(key: Key, folder: Path, index: int, records: Sequence[Record], *, clean: bool) -> None:
    for feed, lines_of in OF_RECORDS.items():
        lines = [header_line(feed), *(line for record in records for line in lines_of(record))]
        soiled = _as_it_is(lines) if clean else dirt.soil_records(lines, feed, key.world.seed, index)
        _write(key, folder / feed_file(feed, index), feed, soiled)


class _Lists:
    """The files that the CCG brings for all practices, growing by one practice after the other."""

    def __init__(self, key: Key, folder: Path) -> None:
        self.key, self.folder = key, folder
        self.rows: Counter[str] = Counter()
        self.bad: dict[str, list[Answer]] = {feed: [] for feed in OF_LISTS}
        for feed in OF_LISTS:
            (folder / list_file(feed)).write_bytes(header_line(feed).encode() + b"\n")

    def add(self, index: int, records: Sequence[Record], *, clean: bool) -> None:
        for feed, lines_of in OF_LISTS.items():
            lines = [header_line(feed), *(line for record in records for line in lines_of(record))]
            soiled = _as_it_is(lines) if clean else dirt.soil_records(lines, feed, self.key.world.seed, index)
            (_, *found), answers = soiled
            before = self.rows[feed]
            self.bad[feed] += [replace(one, line_number=one.line_number + before) for one in answers]
            self.rows[feed] += len(found)
            with (self.folder / list_file(feed)).open("ab") as file:
                file.writelines(line + b"\n" for line in found)

    def done(self) -> None:
        for feed in OF_LISTS:
            self.key.add(list_file(feed), feed, self.rows[feed], self.bad[feed])


def _write_systmone(
    key: Key, folder: Path, index: int, of_stays: Sequence[Stay], records: Sequence[Record], *, clean: bool
) -> None:
    lines = {
        systmone.PATIENT: [*systmone.patient_lines(of_stays, index)],
        systmone.REGISTRATION: [*systmone.registration_lines(of_stays)],
        systmone.CODE: [*(line for record in records for line in systmone.code_lines(record))],
        systmone.MEDICATION: [*(line for record in records for line in systmone.medication_lines(record))],
    }
    lines[systmone.CODE] += systmone.nobodys_lines(index)
    tables: dict[str, list[bytes]] = {}
    for table, found in lines.items():
        whole = [systmone.COLUMNS[table], *found]
        is_clean = clean or table not in dirt.SYSTMONE_TABLES
        soiled = _as_it_is(whole) if is_clean else dirt.soil_table(whole, table, key.world.seed, index)
        tables[table], answers = soiled
        key.add(f"{systmone_file(index)}/{table}.csv", table, len(tables[table]) - 1, answers)
    systmone.write_zip(folder / systmone_file(index), tables)


def _as_it_is(lines: Sequence[str]) -> tuple[list[bytes], list[Answer]]:
    return [line.encode() for line in lines], []


def _write(key: Key, path: Path, feed: str, soiled: tuple[list[bytes], list[Answer]]) -> None:
    lines, answers = soiled
    path.write_bytes(b"\n".join(lines) + b"\n")
    key.add(path.name, feed, len(lines) - 1, answers)


def _clear(folder: Path) -> None:
    """Takes away what an earlier run wrote here, and nothing else."""
    feeds = (PEOPLE, FRAILTY_SCORES, *OF_RECORDS)
    for pattern in (
        ANSWERS_FILE, ORGANISATIONS_FILE, *map(list_file, OF_LISTS),
        *(f"{feed}-T9*.csv" for feed in feeds), f"{SYSTMONE}-T9*.zip",
    ):  # fmt: skip
        for path in folder.glob(pattern):
            path.unlink()

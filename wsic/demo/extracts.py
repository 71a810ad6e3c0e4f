"""The synthetic CCG as files: organisations.csv and, of each practice, people-<code>.csv and
frailty_scores-<code>.csv; and answers.json, which says what is in them and which rows are bad.

UTF-8, comma, LF. The same world gives the same bytes on every machine and version of Python. answers.json is
written last: where it is, the extracts are whole.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wsic.demo import dirt
from wsic.demo.defects.kinds import Answer
from wsic.demo.frailty import CATEGORIES, category
from wsic.demo.lines import FRAILTY_SCORES, ORGANISATIONS, PEOPLE, Row, header_line, row_line
from wsic.demo.organisations import organisation_rows, practice_code
from wsic.demo.registrations import Stay, people_row, stays
from wsic.demo.scores import score_rows
from wsic.demo.world import AS_ON, World

ANSWERS_FILE = "answers.json"
ORGANISATIONS_FILE = "organisations.csv"


def people_file(practice: int) -> str:
    return f"{PEOPLE}-{practice_code(practice)}.csv"


def scores_file(practice: int) -> str:
    return f"{FRAILTY_SCORES}-{practice_code(practice)}.csv"


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
    on_practice: Callable[[int], None] = lambda index: None,
) -> Key:
    """Write all files into the folder, which is made if need be, in place of those of an earlier world.

    With `clean` there are no bad rows. `on_practice` is told the index of each practice that is done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    key = Key(world)
    lines = [header_line(ORGANISATIONS), *map(row_line, organisation_rows(world.practices))]
    soiled = _as_it_is(lines) if clean else dirt.soil_organisations(lines, world.seed)
    _write(key, folder / ORGANISATIONS_FILE, ORGANISATIONS, soiled)
    for index in range(world.practices):
        _write_practice(key, folder, index, clean=clean)
        on_practice(index)
    (folder / ANSWERS_FILE).write_text(key.text(), encoding="utf-8", newline="\n")
    return key


def _write_practice(key: Key, folder: Path, index: int, *, clean: bool) -> None:
    seed = key.world.seed
    listed = list(stays(key.world, index))
    scored = [(stay, list(score_rows(stay, seed))) for stay in listed]
    key.registers[practice_code(index)] = _register(scored)
    people = [header_line(PEOPLE), *(row_line(people_row(stay)) for stay in listed)]
    scores = [header_line(FRAILTY_SCORES), *(row_line(row) for _, rows in scored for row in rows)]
    if clean:
        soiled_people, soiled_scores = _as_it_is(people), _as_it_is(scores)
    else:
        soiled_people = dirt.soil_people(people, seed, index)
        soiled_scores = dirt.soil_scores(scores, seed, index, key.world.register_size(index))
    _write(key, folder / people_file(index), PEOPLE, soiled_people)
    _write(key, folder / scores_file(index), FRAILTY_SCORES, soiled_scores)


def _register(scored: Sequence[tuple[Stay, Sequence[Row]]]) -> dict[str, int]:
    """How many people are registered and alive, and how many are of each category by the score of today."""
    found: Counter[str] = Counter()
    for stay, rows in scored:
        if stay.kind == "regular" and stay.holds(AS_ON):
            found["people"] += 1
            today = any(row["calculated_on"] == AS_ON.isoformat() for row in rows)
            found[CATEGORIES[category(stay.person.deficits)] if today else "not_scored"] += 1
    return {name: found[name] for name in ("people", *CATEGORIES, "not_scored")}


def _as_it_is(lines: Sequence[str]) -> tuple[list[bytes], list[Answer]]:
    return [line.encode() for line in lines], []


def _write(key: Key, path: Path, feed: str, soiled: tuple[list[bytes], list[Answer]]) -> None:
    lines, answers = soiled
    path.write_bytes(b"\n".join(lines) + b"\n")
    bad = [
        {"line": one.line_number, "kind": one.kind, "reason": one.reason, "column": one.column}
        for one in answers
    ]
    key.files.append({"file": path.name, "feed": feed, "rows": len(lines) - 1, "bad": bad})


def _clear(folder: Path) -> None:
    """Takes away what an earlier run wrote here, and nothing else."""
    for pattern in (ANSWERS_FILE, ORGANISATIONS_FILE, f"{PEOPLE}-T9*.csv", f"{FRAILTY_SCORES}-T9*.csv"):
        for path in folder.glob(pattern):
            path.unlink()

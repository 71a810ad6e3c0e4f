"""The synthetic CCG as files: organisations.csv and, of each practice, people-<code>.csv and
frailty_scores-<code>.csv.

UTF-8, comma, LF. The same world gives the same bytes on every machine and version of Python.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wsic.demo.lines import FRAILTY_SCORES, ORGANISATIONS, PEOPLE, header_line, row_line
from wsic.demo.organisations import organisation_rows, practice_code
from wsic.demo.registrations import Stay, people_row, stays
from wsic.demo.scores import score_rows
from wsic.demo.world import World


def people_file(index: int) -> str:
    return f"people-{practice_code(index)}.csv"


def scores_file(index: int) -> str:
    return f"frailty_scores-{practice_code(index)}.csv"


@dataclass
class Written:
    """How many rows, without headers, went into each file."""

    rows: dict[str, int] = field(default_factory=dict)


def write_extracts(
    world: World, folder: Path, *, on_practice: Callable[[int], None] = lambda index: None
) -> Written:
    """Write all files into the folder, which is made if need be; `on_practice` is told of each one done."""
    folder.mkdir(parents=True, exist_ok=True)
    written = Written()
    organisations = map(row_line, organisation_rows(world.practices))
    written.rows["organisations.csv"] = _write(folder / "organisations.csv", ORGANISATIONS, organisations)
    for index in range(world.practices):
        listed = list(stays(world, index))
        written.rows[people_file(index)] = _write(folder / people_file(index), PEOPLE, _people_lines(listed))
        written.rows[scores_file(index)] = _write(
            folder / scores_file(index), FRAILTY_SCORES, _score_lines(listed, world.seed)
        )
        on_practice(index)
    return written


def _people_lines(listed: Iterable[Stay]) -> Iterator[str]:
    return (row_line(people_row(stay)) for stay in listed)


def _score_lines(listed: Iterable[Stay], seed: int) -> Iterator[str]:
    return (row_line(row) for stay in listed for row in score_rows(stay, seed))


def _write(path: Path, feed: str, lines: Iterable[str]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(header_line(feed) + "\n")
        count = 0
        for line in lines:
            file.write(line + "\n")
            count += 1
    return count

"""A medicine map: which ingredient a medicine code is, and the BNF chapter it stands in.

Columns `medicine_code,system,medicine,ingredient,bnf_chapter`. `dmd` is an id of the NHS dictionary of
medicines and devices, `local` a code of our own, which begins with `X-` and occurs in synthetic data alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from patients.rules.codes import check_snomed
from patients.rules.tables import Cells, RefusedList, read_table, rows_of, too_long

COLUMNS = ("medicine_code", "system", "medicine", "ingredient", "bnf_chapter")
LONGEST = {"medicine_code": 40, "medicine": 255, "ingredient": 255}  # characters
DMD = "dmd"
LOCAL = "local"
SYSTEMS = (DMD, LOCAL)
LAST_CHAPTER = 23  # BNF as NHS Prescription Services extend it: 18 to 23 are no medicines, 20 is dressings

_LOCAL = re.compile(r"X-[A-Z0-9]+(-[A-Z0-9]+)*", re.ASCII)
_CHAPTER = re.compile(r"[1-9][0-9]?", re.ASCII)


class RefusedMedicineMap(RefusedList):
    """The medicine map has faults, so nothing of it is taken."""


@dataclass(frozen=True)
class Medicine:
    medicine_code: str
    system: str
    medicine: str
    ingredient: str
    bnf_chapter: int


@dataclass(frozen=True)
class MedicineMap:
    """A version of the map: its rows in the order of the file, and the SHA-256 of the file."""

    rows: tuple[Medicine, ...]
    sha256: str

    @cached_property
    def by_code(self) -> Mapping[str, Medicine]:
        return {row.medicine_code: row for row in self.rows}


def read_medicine_map(lines: Iterable[str]) -> MedicineMap:
    """
    :param lines: of the file's text, as `tables.read_table` takes them
    :raises RefusedMedicineMap: with every fault; then nothing of the file is taken
    """
    table = read_table(lines, COLUMNS)
    rows, faults = rows_of(table, _read_medicine, same=lambda row: row.medicine_code)
    if faults:
        raise RefusedMedicineMap(faults)
    return MedicineMap(tuple(rows), table.sha256)


def _read_medicine(cells: Cells) -> tuple[Medicine | None, dict[str, str]]:
    wrong = too_long(cells, LONGEST)
    wrong |= {name: "is empty." for name in ("medicine", "ingredient") if not cells[name]}
    if sentence := _wrong_code(cells["system"], cells["medicine_code"]):
        wrong["medicine_code" if cells["system"] in SYSTEMS else "system"] = sentence
    if not _is_chapter(cells["bnf_chapter"]):
        wrong["bnf_chapter"] = f"is no BNF chapter: a whole number from 1 to {LAST_CHAPTER}."
    if wrong:
        return None, wrong
    return Medicine(**{name: cells[name] for name in COLUMNS[:4]}, bnf_chapter=int(cells["bnf_chapter"])), {}


def _wrong_code(system: str, code: str) -> str | None:
    if system == DMD:
        return check_snomed(code)
    if system == LOCAL:
        return (
            None if _LOCAL.fullmatch(code) else "is no code of our own: X-, then capitals, digits and dashes."
        )
    return f"is none of {', '.join(SYSTEMS)}."


def _is_chapter(cell: str) -> bool:
    return bool(_CHAPTER.fullmatch(cell)) and int(cell) <= LAST_CHAPTER

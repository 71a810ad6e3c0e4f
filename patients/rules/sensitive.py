"""Codes whose entries are never taken in for sharing. Columns `code,system,term`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from patients.rules.codes import SYSTEMS, check_code
from patients.rules.tables import Cells, RefusedList, read_table, rows_of, too_long

COLUMNS = ("code", "system", "term")
LONGEST = {"term": 255}  # characters


class RefusedSensitiveList(RefusedList):
    """The list of sensitive codes has faults, so nothing of it is taken."""


@dataclass(frozen=True)
class SensitiveCode:
    code: str
    system: str
    term: str


@dataclass(frozen=True)
class SensitiveList:
    """A version of the list: its rows in the order of the file, and the SHA-256 of the file."""

    rows: tuple[SensitiveCode, ...]
    sha256: str

    @cached_property
    def _codes(self) -> frozenset[tuple[str, str]]:
        return frozenset((row.system, row.code) for row in self.rows)

    def holds(self, codes: Iterable[tuple[str, str]]) -> bool:
        """
        Whether an entry may not be shared; here one terminology is enough, unlike for a deficit.

        :param codes: (terminology, code) as the entry carries them
        """
        return any(code in self._codes for code in codes)


def read_sensitive_list(lines: Iterable[str]) -> SensitiveList:
    """
    :param lines: of the file's text, as `tables.read_table` takes them
    :raises RefusedSensitiveList: with every fault; then nothing of the file is taken
    """
    table = read_table(lines, COLUMNS)
    rows, faults = rows_of(table, _read_code, same=lambda row: (row.system, row.code))
    if faults:
        raise RefusedSensitiveList(faults)
    return SensitiveList(tuple(rows), table.sha256)


def _read_code(cells: Cells) -> tuple[SensitiveCode | None, dict[str, str]]:
    wrong = too_long(cells, LONGEST) if cells["term"] else {"term": "is empty."}
    if cells["system"] not in SYSTEMS:
        wrong["system"] = f"is none of {', '.join(SYSTEMS)}."
    elif sentence := check_code(cells["system"], cells["code"]):
        wrong["code"] = sentence
    return (None, wrong) if wrong else (SensitiveCode(**cells), {})

"""A code list: which code of which terminology, with which result, is a sign of which deficit.

Columns and meaning: EFI.md, Code lists. Several rows for one code are alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from patients.rules.codes import CTV3, READ2, SNOMED, SYSTEMS, check_code
from patients.rules.tables import Cells, RefusedList, read_table, rows_of, too_long
from tiers.rules import DEFICITS

POLYPHARMACY = "Polypharmacy"
CODED_DEFICITS = tuple(deficit for deficit in DEFICITS if deficit != POLYPHARMACY)
SEXES = ("M", "F")
BOUNDS = ("above", "below", "at_least", "at_most")
COLUMNS = ("deficit", "system", "code", "term", *BOUNDS, "sex")
LONGEST = {"term": 255}  # characters

# A row that carries a CTV3 or Read code beside a SNOMED one is looked up by the first of these the list has.
LOOKED_UP_BY = (CTV3, READ2, SNOMED)

_BOUND = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)


class RefusedCodeList(RefusedList):
    """The code list has faults, so nothing of it is taken."""


@dataclass(frozen=True)
class CodeRule:
    """One row: without bounds and sex the mere presence of the code counts, else a result within them all."""

    deficit: str
    system: str
    code: str
    above: Decimal | None = None
    below: Decimal | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    sex: str = ""
    term: str = field(default="", compare=False)

    @property
    def tests_value(self) -> bool:
        return any(bound is not None for bound in (self.above, self.below, self.at_least, self.at_most))

    def qualifies(self, value: Decimal | None, sex: str) -> bool:
        """
        :param value: None when the entry has no result, or one that is no number
        :param sex: of the person; anything but `M` and `F` meets no row of a sex
        """
        if self.sex and self.sex != sex:
            return False
        if not self.tests_value:
            return True
        return value is not None and value.is_finite() and self._is_within(value)

    def _is_within(self, value: Decimal) -> bool:
        return (
            (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
        )


@dataclass(frozen=True)
class CodeList:
    """A version of the list: its rows in the order of the file, and the SHA-256 of the file."""

    rows: tuple[CodeRule, ...]
    sha256: str

    @cached_property
    def systems(self) -> frozenset[str]:
        return frozenset(rule.system for rule in self.rows)

    @cached_property
    def _by_code(self) -> Mapping[tuple[str, str], tuple[CodeRule, ...]]:
        found: dict[tuple[str, str], tuple[CodeRule, ...]] = {}
        for rule in self.rows:
            found[rule.system, rule.code] = (*found.get((rule.system, rule.code), ()), rule)
        return found

    def rules_for(self, codes: Mapping[str, str]) -> tuple[CodeRule, ...]:
        """
        The rules of an entry, looked up once: by the first terminology of `LOOKED_UP_BY` that the entry
        carries and the list has, and never by another when that one knows nothing of the code.

        :param codes: terminology to code, as the entry carries them
        """
        for system in LOOKED_UP_BY:
            if codes.get(system) and system in self.systems:
                return self._by_code.get((system, codes[system]), ())
        return ()


def read_code_list(lines: Iterable[str]) -> CodeList:
    """
    :param lines: of the file's text, as `tables.read_table` takes them
    :raises RefusedCodeList: with every fault; then nothing of the file is taken
    """
    table = read_table(lines, COLUMNS)
    rows, faults = rows_of(table, _read_rule, same=lambda rule: rule)
    if faults:
        raise RefusedCodeList(faults)
    return CodeList(tuple(rows), table.sha256)


def _read_rule(cells: Cells) -> tuple[CodeRule | None, dict[str, str]]:
    wrong = _wrong_names(cells)
    bounds = {name: _bound(cells[name]) for name in BOUNDS}
    wrong |= {name: "is no number." for name in BOUNDS if cells[name] and bounds[name] is None}
    if not wrong:
        wrong |= _contradiction(bounds, cells["sex"])
    if wrong:
        return None, wrong
    rule = CodeRule(
        deficit=cells["deficit"],
        system=cells["system"],
        code=cells["code"],
        above=bounds["above"],
        below=bounds["below"],
        at_least=bounds["at_least"],
        at_most=bounds["at_most"],
        sex=cells["sex"],
        term=cells["term"],
    )
    return rule, {}


def _wrong_names(cells: Cells) -> dict[str, str]:
    wrong = too_long(cells, LONGEST)
    if cells["deficit"] == POLYPHARMACY:
        wrong["deficit"] = "is counted from medicines, not from codes."
    elif cells["deficit"] not in CODED_DEFICITS:
        wrong["deficit"] = "is none of the deficits. Write its name as the index does."
    if cells["system"] not in SYSTEMS:
        wrong["system"] = f"is none of {', '.join(SYSTEMS)}."
    elif sentence := check_code(cells["system"], cells["code"]):
        wrong["code"] = sentence
    if not cells["term"]:
        wrong["term"] = "is empty. A page cannot explain a code without words."
    if cells["sex"] not in ("", *SEXES):
        wrong["sex"] = "is neither M nor F nor empty."
    return wrong


def _bound(cell: str) -> Decimal | None:
    return Decimal(cell) if _BOUND.fullmatch(cell) else None


def _contradiction(bounds: Mapping[str, Decimal | None], sex: str) -> dict[str, str]:
    """Two bounds on one side, bounds that no number meets, or a sex where the mere presence counts."""
    above, below, at_least, at_most = (bounds[name] for name in BOUNDS)
    if above is not None and at_least is not None:
        return {"at_least": "stands beside above. Give one lower bound."}
    if below is not None and at_most is not None:
        return {"at_most": "stands beside below. Give one upper bound."}
    lower = above if at_least is None else at_least
    upper = below if at_most is None else at_most
    if lower is None and upper is None:
        return {"sex": "stands without a bound, so it says nothing."} if sex else {}
    if lower is None or upper is None:
        return {}
    may_meet = at_least is not None and at_most is not None
    if lower > upper or (lower == upper and not may_meet):
        return {"below" if at_most is None else "at_most": "leaves no number that counts."}
    return {}

"""What an entry of the synthetic records can say: meanings, each with its codes.

From the starter list, where rows of one term are one meaning in several terminologies, and from a list of
our own of what means no deficit (`data/noise_codes.csv`; sources in `SOURCES.md`).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tiers.codelists import STARTER_CODE_LIST, STARTER_SENSITIVE_LIST
from tiers.codelists.reading import CodeRule, read_code_list
from wsic.demo.lines import to_line

NOISE_FILE = Path(__file__).parents[1] / "data" / "noise_codes.csv"

FEMALE_ONLY = frozenset({"Female stress incontinence", "Postmenopausal osteoporosis"})
MALE_ONLY = frozenset({"Benign prostatic hyperplasia"})
_SENSITIVE = frozenset({"76272004", "33839006", "165816005"})  # of the starter list; at any age


@dataclass(frozen=True, slots=True)
class Statement:
    """
    One meaning.

    :param deficits: that it is a sign of: by its presence, or for a test by some of its results
    :param own: system, code, snomed_code and term as fields of a line, since practices record in SNOMED CT
    :param own_before: the same from the years of Read codes
    :param systmone: CTV3Code, SNOMEDCode and CTV3Text as fields of a line
    """

    term: str
    deficits: tuple[str, ...]
    is_test: bool
    own: str
    own_before: str
    systmone: str


def statement(
    term: str, codes: dict[str, str], deficits: tuple[str, ...] = (), *, is_test: bool = False
) -> Statement:
    """Of a row with two codes the Read or CTV3 one is looked up first; all codes of a term mean the same."""
    ctv3, read2, snomed = (codes.get(system, "") for system in ("ctv3", "read2", "snomed"))
    if read2:
        before = ("read2", read2, snomed, term)
    elif snomed:
        before = ("snomed", snomed, "", term)
    else:
        before = ("ctv3", ctv3, "", term)
    now = ("snomed", snomed, "", term) if snomed else before
    return Statement(term, deficits, is_test, to_line(now), to_line(before), to_line((ctv3, snomed, term)))


def _of_the_starter_list() -> Iterator[Statement]:
    with STARTER_CODE_LIST.open(encoding="utf-8", newline="") as lines:
        rows = read_code_list(lines).rows
    by_term: dict[str, list[CodeRule]] = {}
    for rule in rows:
        by_term.setdefault(rule.term, []).append(rule)
    for term, rules in by_term.items():
        codes: dict[str, str] = {}
        for rule in rules:
            codes.setdefault(rule.system, rule.code)
        deficits = tuple(dict.fromkeys(rule.deficit for rule in rules))
        yield statement(term, codes, deficits, is_test=any(rule.tests_value for rule in rules))


@dataclass(frozen=True, slots=True)
class Noise:
    """A statement that means no deficit, when it is made, and its results as `value,unit`."""

    kind: str
    statement: Statement
    results: tuple[str, ...]


def spread(low: str, high: str, decimals: int, unit: str) -> tuple[str, ...]:
    """Every result from low to high in steps of the last decimal, as `value,unit`."""
    scale = 10**decimals
    steps = range(round(float(low) * scale), round(float(high) * scale) + 1)
    return tuple(f"{step / scale:.{decimals}f},{unit}" for step in steps)


def _noise() -> Iterator[Noise]:
    with NOISE_FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            results: tuple[str, ...] = (",",)
            if row["decimals"]:
                results = spread(row["low"], row["high"], int(row["decimals"]), row["unit"])
            yield Noise(row["kind"], statement(row["term"], row), results)


def _sensitive() -> Iterator[Statement]:
    with STARTER_SENSITIVE_LIST.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["code"] in _SENSITIVE:
                yield statement(row["term"], {row["system"]: row["code"]})


def _coded(term_is_of: frozenset[str]) -> dict[str, tuple[Statement, ...]]:
    """Deficit -> what says by its mere presence that it is there, and no other; without these terms."""
    found: dict[str, list[Statement]] = {}
    for said in BY_TERM.values():
        if not said.is_test and len(said.deficits) == 1 and said.term not in term_is_of:
            found.setdefault(said.deficits[0], []).append(said)
    return {deficit: tuple(statements) for deficit, statements in found.items()}


BY_TERM = {said.term: said for said in _of_the_starter_list()}
SENSITIVE = tuple(_sensitive())
CODED = {"F": _coded(MALE_ONLY), "M": _coded(FEMALE_ONLY)}
CODED_OF_ANYBODY = _coded(FEMALE_ONLY | MALE_ONLY)
NOISE: dict[str, tuple[Noise, ...]] = {}
for _found in _noise():
    NOISE[_found.kind] = (*NOISE.get(_found.kind, ()), _found)

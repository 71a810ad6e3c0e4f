"""The codes by which clinicians record how frail somebody is, as data (`severity.csv`, `SOURCES.md`)."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("severity.csv")
_BY_VALUE = "value"


@dataclass(frozen=True)
class SeverityCode:
    """Means a severity, as a tier, or a step of the Clinical Frailty Scale; or its value is that step."""

    code: str
    term: str
    severity: int | None
    scale: int | None
    by_value: bool


@cache
def severity_codes() -> tuple[SeverityCode, ...]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(_code(row) for row in csv.DictReader(lines))


def _code(row: dict[str, str]) -> SeverityCode:
    severity, scale = row["severity"], row["scale"]
    by_value = scale == _BY_VALUE
    return SeverityCode(
        code=row["code"],
        term=row["term"],
        severity=int(severity) if severity else None,
        scale=int(scale) if scale and not by_value else None,
        by_value=by_value,
    )

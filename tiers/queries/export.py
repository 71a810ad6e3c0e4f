"""Tiers as a file for other systems: the fields, and each person as a line of CSV or JSON."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tiers.rules import DEFICITS, category_of
from tiers.sets.export import Exported, exported

FIELDS = (
    "nhs_number", "practice_code", "deficit_count", "score", "category", "instrument", "code_list_version",
    "proposed_tier", "decided_tier", "deficits",
)  # fmt: skip
HEAD_AND_FOOT = 2  # pieces of a file that are no person
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TWO_DECIMALS = Decimal("0.01")


class ExportFormat(StrEnum):
    CSV = "csv"
    JSON = "json"


def lines(export_format: ExportFormat, *, on: date, practice: str | None) -> Iterator[str]:
    """
    The file in pieces; the first is its head, the last its foot, and between them is one piece a person.

    Equal data give equal bytes: rows in a fixed order, numbers as text of one form.
    """
    rows = exported(on=on, practice=practice)
    yield from _csv_lines(rows) if export_format is ExportFormat.CSV else _json_lines(rows)


def _csv_lines(rows: Iterator[Exported]) -> Iterator[str]:
    yield ",".join(FIELDS) + "\n"
    for row in rows:
        yield _csv_line(_cells(row))
    yield ""


def _json_lines(rows: Iterator[Exported]) -> Iterator[str]:
    """One array, one object a line."""
    yield "["
    before = "\n"
    for row in rows:
        yield before + json.dumps(dict(zip(FIELDS, _cells(row), strict=True)), default=_json_number)
        before = ",\n"
    yield "\n]\n"


def _cells(row: Exported) -> tuple[object, ...]:
    """In the order of `FIELDS`; an imported score does not say which deficits it counts."""
    return (
        row.nhs_number,
        row.practice_code,
        row.deficit_count,
        _shortened(row.score),
        None if row.deficit_count is None else category_of(row.deficit_count).lower(),
        row.instrument,
        row.code_list_version or None,
        row.proposed_tier,
        row.decided_tier,
        None if row.deficits is None else ";".join(DEFICITS[place - 1] for place in row.deficits),
    )


def _shortened(score: Decimal | None) -> Decimal | None:
    """As it was delivered: two decimals, or more where there are more."""
    if score is None:
        return None
    return max(score.normalize(), score.quantize(_TWO_DECIMALS), key=_decimals)


def _decimals(number: Decimal) -> int:
    return -int(number.as_tuple().exponent)


def _json_number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no form in an export")


def _csv_line(cells: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([_safe(cell) for cell in cells])
    return out.getvalue()


def _safe(cell: object) -> object:
    """Text that Excel would run as a formula is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BEGINS_A_FORMULA) else cell

"""Rows about people as a file for other systems, as CSV or JSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum

HEAD_AND_FOOT = 2  # pieces of a file that are no person
Cells = Sequence[object]
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TWO_DECIMALS = Decimal("0.01")


class ExportFormat(StrEnum):
    CSV = "csv"
    JSON = "json"


def pieces(export_format: ExportFormat, fields: Sequence[str], rows: Iterable[Cells]) -> Iterator[str]:
    """
    The file in pieces; the first is its head, the last its foot, and between them is one piece a row.

    Equal rows give equal bytes: numbers are text of one form.
    """
    yield from _csv(fields, rows) if export_format is ExportFormat.CSV else _json(fields, rows)


def shortened(score: Decimal | None) -> Decimal | None:
    """As it was delivered: two decimals, or more where there are more."""
    if score is None:
        return None
    return max(score.normalize(), score.quantize(_TWO_DECIMALS), key=_decimals)


def _decimals(number: Decimal) -> int:
    return -int(number.as_tuple().exponent)


def _csv(fields: Sequence[str], rows: Iterable[Cells]) -> Iterator[str]:
    yield ",".join(fields) + "\n"
    for row in rows:
        yield _csv_line(row)
    yield ""


def _json(fields: Sequence[str], rows: Iterable[Cells]) -> Iterator[str]:
    """One array, one object a line."""
    yield "["
    before = "\n"
    for row in rows:
        yield before + json.dumps(dict(zip(fields, row, strict=True)), default=_json_number)
        before = ",\n"
    yield "\n]\n"


def _json_number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no form in an export")


def _csv_line(cells: Cells) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([_safe(cell) for cell in cells])
    return out.getvalue()


def _safe(cell: object) -> object:
    """Text that Excel would run as a formula is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BEGINS_A_FORMULA) else cell

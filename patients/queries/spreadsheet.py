"""Lines as a file that Excel shows and never computes."""

import csv
import io
from collections.abc import Iterable

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def spreadsheet(lines: Iterable[Iterable[object]]) -> str:
    """CSV with the mark before it by which Excel knows UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([safe(cell) for cell in line] for line in lines)
    return "\ufeff" + out.getvalue()


def safe(value: object) -> str:
    """Text that a spreadsheet shows and never computes."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) else text

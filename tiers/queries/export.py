"""Tiers as a file for other systems: the fields, and each person as a row."""

from collections.abc import Iterator
from datetime import date

from tiers.rules import DEFICITS, category_of
from tiers.rules.files import ExportFormat, pieces, shortened
from tiers.sets.export import Exported, exported

FIELDS = (
    "nhs_number", "practice_code", "deficit_count", "score", "category", "instrument", "code_list_version",
    "proposed_tier", "decided_tier", "deficits", "coded_entries",
)  # fmt: skip


def lines(export_format: ExportFormat, *, on: date, practice: str | None) -> Iterator[str]:
    """The file in pieces (`files.pieces`), rows in a fixed order."""
    return pieces(export_format, FIELDS, map(_cells, exported(on=on, practice=practice)))


def _cells(row: Exported) -> tuple[object, ...]:
    """In the order of `FIELDS`; an imported score does not say which deficits it counts."""
    return (
        row.nhs_number,
        row.practice_code,
        row.deficit_count,
        shortened(row.score),
        None if row.deficit_count is None else category_of(row.deficit_count).lower(),
        row.instrument,
        row.code_list_version or None,
        row.proposed_tier,
        row.decided_tier,
        None if row.deficits is None else ";".join(DEFICITS[place - 1] for place in row.deficits),
        None if row.recorded else "none",  # then a count of 0 does not mean fit
    )

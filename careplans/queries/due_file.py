"""The sessions that are due as rows of a file."""

from collections.abc import Iterator

from careplans.queries.due import DuePage, DueRow
from tiers.queries.people_file import lines_of, tier_cells, who

HEADINGS = (
    "Practice", "Tier", "Tier is", "List", "Why on this list", "Session", "Window opens", "Window closes",
    "Booked for", "Last that counts",
)  # fmt: skip


def lines(page: DuePage) -> Iterator[tuple[object, ...]]:
    return lines_of(
        page.rows, page.counts.total, headings=HEADINGS, cells=_cells, choose="a list, a tier or a practice"
    )


def _cells(row: DueRow) -> tuple[object, ...]:
    """In the order of WHO and HEADINGS."""
    return (
        *who(row.person),
        row.practice,
        *tier_cells(row.tier, proposed=row.proposed),
        row.list,
        row.says,
        row.kind,
        row.from_on or "",
        row.by_on or "",
        row.booked_on or "",
        row.last_on or "",
    )

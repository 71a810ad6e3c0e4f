"""The tiers to look at as rows of a file."""

from collections.abc import Iterator

from tiers.queries.people_file import lines_of, tier_cells, who
from tiers.queries.worklist import WorklistPage, WorklistRow
from tiers.rules import MOST_DEFICITS

HEADINGS = (
    "Practice", "Tier", "Tier is", f"Deficits of {MOST_DEFICITS}", "Why to look", "Waiting since",
)  # fmt: skip


def lines(page: WorklistPage) -> Iterator[tuple[object, ...]]:
    choose = "a practice, a tier or a reason"
    return lines_of(page.rows, page.counts.total, headings=HEADINGS, cells=_cells, choose=choose)


def _cells(row: WorklistRow) -> tuple[object, ...]:
    """In the order of WHO and HEADINGS."""
    return (
        *who(row.person),
        row.practice,
        *tier_cells(row.tier, proposed=row.proposed),
        "" if row.deficit_count is None else row.deficit_count,
        "; ".join(why.text for why in row.whys),
        row.since,
    )

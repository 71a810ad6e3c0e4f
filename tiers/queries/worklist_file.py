"""The tiers to look at as rows of a file."""

from collections.abc import Iterator

from tiers.queries.worklist import WorklistPage, WorklistRow
from tiers.rules import MOST_DEFICITS

MOST_IN_A_FILE = 20_000  # people, as rows of the audit; all practices of the demo have a third of it
CUT = (
    "Not everybody is in this file: the first {:,} of {:,}. Choose a practice, a tier or a reason to have the"
    " others."
)
HEADINGS = (
    "Family name", "Given name", "Title", "Born", "NHS number", "Practice", "Tier", "Tier is",
    f"Deficits of {MOST_DEFICITS}", "Why to look", "Waiting since",
)  # fmt: skip


def lines(page: WorklistPage) -> Iterator[tuple[object, ...]]:
    """Headings, a row of each, and a sentence where they are not all; days as YYYY-MM-DD."""
    yield HEADINGS
    yield from map(_cells, page.rows)
    if len(page.rows) < page.counts.total:
        yield (CUT.format(len(page.rows), page.counts.total),)


def _cells(row: WorklistRow) -> tuple[object, ...]:
    """In the order of HEADINGS."""
    person = row.person
    return (
        person.family_name,
        person.given_name,
        person.title,
        person.birth_date,
        person.nhs_number,
        row.practice,
        "" if row.tier is None else row.tier,
        "Proposed" if row.proposed else "Decided",
        "" if row.deficit_count is None else row.deficit_count,
        "; ".join(why.text for why in row.whys),
        row.since,
    )

"""The sessions that are due as rows of a file."""

from collections.abc import Iterator

from careplans.queries.due import DuePage, DueRow

MOST_IN_A_FILE = 20_000  # people, as rows of the audit; no hub has as many
CUT = (
    "Not everybody is in this file: the first {:,} of {:,}. Choose a list, a tier or a practice to have the"
    " others."
)
HEADINGS = (
    "Family name", "Given name", "Title", "Born", "NHS number", "Practice", "Tier", "Tier is", "List",
    "Why on this list", "Session", "Window opens", "Window closes", "Booked for", "Last that counts",
)  # fmt: skip


def lines(page: DuePage) -> Iterator[tuple[object, ...]]:
    """Headings, a row of each, and a sentence where they are not all; days as YYYY-MM-DD."""
    yield HEADINGS
    yield from map(_cells, page.rows)
    if len(page.rows) < page.counts.total:
        yield (CUT.format(len(page.rows), page.counts.total),)


def _cells(row: DueRow) -> tuple[object, ...]:
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
        "" if row.tier is None else "Proposed" if row.proposed else "Decided",
        row.list,
        row.says,
        row.kind,
        row.from_on or "",
        row.by_on or "",
        row.booked_on or "",
        row.last_on or "",
    )

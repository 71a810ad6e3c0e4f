"""What the files of people share: a row of each, and a sentence where they are not all."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from patients.queries.cells import PersonCell

MOST_IN_A_FILE = 20_000  # people, as rows of the audit; all practices of the demo have a third of it
CUT = "Not everybody is in this file: the first {:,} of {:,}. Choose {} to have the others."
WHO = ("Family name", "Given name", "Title", "Born", "NHS number")

Row = TypeVar("Row")


def lines_of(
    rows: Sequence[Row], total: int, *, headings: Sequence[str], cells: Callable[[Row], tuple[object, ...]],
    choose: str,
) -> Iterator[tuple[object, ...]]:  # fmt: skip
    """
    Headings, a row of each, and a sentence where they are not all of `total`; days as YYYY-MM-DD.

    :param choose: by what whoever wants the others narrows the list
    """
    yield (*WHO, *headings)
    yield from map(cells, rows)
    if len(rows) < total:
        yield (CUT.format(len(rows), total, choose),)


def who(person: PersonCell) -> tuple[object, ...]:
    """In the order of WHO."""
    return person.family_name, person.given_name, person.title, person.birth_date, person.nhs_number


def tier_cells(tier: int | None, *, proposed: bool) -> tuple[object, ...]:
    """The tier and what it is; nothing where there is none."""
    return ("", "") if tier is None else (tier, "Proposed" if proposed else "Decided")

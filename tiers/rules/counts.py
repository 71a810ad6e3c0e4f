"""Numbers of people without people: which may be published, and what follows from those that are."""

from collections.abc import Iterable
from dataclasses import dataclass

# GP Patient Survey, analysis tool, "Why is data sometimes suppressed?" (NHS England): counts below 5, 0
# excluded, are not shown for small organisations.
LEAST_PUBLISHED = 5


@dataclass(frozen=True)
class Span:
    """A number that is not known better than this, both ends included."""

    least: int
    most: int


def published(people: int) -> int | None:
    """The count as it may stand in a publication; None for 1 to 4."""
    return None if 0 < people < LEAST_PUBLISHED else people


def together(counts: Iterable[int | None]) -> Span:
    """
    The sum as far as the published numbers tell it.

    Nothing but them goes in, so nobody can take the parts away from the sum and be left with a number that
    was withheld.
    """
    known, withheld = 0, 0
    for count in counts:
        known, withheld = known + (count or 0), withheld + (count is None)
    return Span(known + withheld, known + withheld * (LEAST_PUBLISHED - 1))

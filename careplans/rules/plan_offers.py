"""Who is asked again whether they want a care plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class OfferMade:
    """`again_on` of who declined or could not say; `stands` False where it was entered in error."""

    key: int
    on: date
    again_on: date | None
    stands: bool


def asks_again(offers: Iterable[OfferMade]) -> OfferMade | None:
    """The last offer, where somebody said no to it: what was said before counts no more.  Of two on one day
    the one recorded later is the last."""
    standing = [each for each in offers if each.stands]
    last = max(standing, key=lambda each: (each.on, each.key), default=None)
    return last if last and last.again_on else None

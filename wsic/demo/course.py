"""When a person's deficits began: the one truth behind the scores and the records."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from tiers.codelists.polypharmacy import CURRENT_POLYPHARMACY, first_day_without
from wsic.demo import frailty
from wsic.demo.people import Person
from wsic.demo.streams import Draws, Room
from wsic.demo.world import AS_ON, Slots

_WITHOUT_SCORE = 0.01

# Deficits stay; polypharmacy alone can switch off: an earlier score is then one higher than the onsets say.
_POLYPHARMACY_ENDED = 0.02
_COUNTS_WITH_AN_END = range(4, 31)
_LAST_ISSUES = (date(2025, 1, 5).toordinal(), date(2025, 6, 30).toordinal())  # of a medicine then stopped


@dataclass(frozen=True, slots=True)
class Course:
    """
    Days are ordinals.

    :param scored: whether the clinical system calculated scores
    :param onsets: the first day with each deficit that is there in the end, the latest first
    :param last_issue: of the medicine whose end ended polypharmacy; None where it did not end
    """

    scored: bool
    onsets: tuple[int, ...]
    last_issue: int | None = None

    @property
    def polypharmacy_until(self) -> int | None:
        """The first day without."""
        if self.last_issue is None:
            return None
        return first_day_without(date.fromordinal(self.last_issue), CURRENT_POLYPHARMACY.months).toordinal()

    def count_on(self, day: int) -> int:
        """The deficits of a day of 2025 or 2026; a polypharmacy that ended had begun by then."""
        earliest_first = self.onsets[::-1]
        until = self.polypharmacy_until
        return bisect_right(earliest_first, day) + (until is not None and day < until)


def course_of(of: Person, seed: int) -> Course:
    draws = Draws(seed, Room.ONSETS, of.practice, of.slot)
    scored = not draws.chance(_WITHOUT_SCORE)
    counted_on = (of.died_on or AS_ON).toordinal()
    onsets = tuple(counted_on - days for days in frailty.onsets(of.deficits, draws))
    ended = (
        draws.chance(_POLYPHARMACY_ENDED) and of.deficits in _COUNTS_WITH_AN_END and of.slot in Slots.LIVING
    )
    start, end = _LAST_ISSUES
    return Course(scored, onsets, start + draws.below(end - start) if ended else None)

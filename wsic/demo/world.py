"""How large a world is, and which slots of a practice mean what.

Person (practice, slot) is the same person in every world with the same seed: a larger world fills more slots.
"""

from dataclasses import dataclass
from datetime import date

from wsic.demo.nhs_numbers import PRACTICES as MOST_PRACTICES
from wsic.demo.nhs_numbers import SLOTS

AS_ON = date(2026, 6, 30)  # ARCHITECTURE.md: a fixed day, which in the demo is also what wsic.clock says
DEFAULT_PEOPLE = 25_600
DEFAULT_SEED = 2026

_PRACTICES = 50
_MOST_IN_A_PRACTICE = 1000
MOST_PEOPLE = MOST_PRACTICES * _MOST_IN_A_PRACTICE
FEWEST_PEOPLE = _PRACTICES


class Slots:
    """Ranges of the 2,048 slots of a practice, and how many are filled for a register of a given size."""

    LIVING = range(1024)
    DIED = range(1024, 1216)
    LEFT = range(1216, 1280)
    TEMPORARY = range(1280, 1312)
    PRIVATE = range(1312, 1344)
    DIRTY = range(1344, 2000)
    NOBODY = range(2000, SLOTS)  # numbers that stay without a person


# Beyond the register, as a share of its size: died or gone in the last three years, and out of scope.
DIED_SHARE = 0.06
LEFT_SHARE = 0.02
TEMPORARY_SHARE = 0.01
PRIVATE_SHARE = 0.004


def filled(slots: range, share: float, size: int) -> range:
    """The slots in use for a register of `size` people."""
    return slots[: min(round(size * share), len(slots))]


@dataclass(frozen=True, slots=True)
class World:
    """A seed and a number of people in all registers together.

    Up to 50,000 people there are 50 practices of about equal size (512 by default); above, practices of 1,000
    each and a last one with the rest. ValueError below 50 and above 439,000 people (999 numbers run out).
    """

    seed: int = DEFAULT_SEED
    people: int = DEFAULT_PEOPLE

    def __post_init__(self) -> None:
        if not FEWEST_PEOPLE <= self.people <= MOST_PEOPLE:
            raise ValueError(f"People must be {FEWEST_PEOPLE:,} to {MOST_PEOPLE:,}, not {self.people:,}")
        if self.seed < 0:
            raise ValueError("The seed must not be negative")

    @property
    def practices(self) -> int:
        return max(_PRACTICES, -(-self.people // _MOST_IN_A_PRACTICE))

    def register_size(self, practice: int) -> int:
        """Living, regularly registered people of 65 and over in this practice."""
        if self.people > _PRACTICES * _MOST_IN_A_PRACTICE:
            return min(_MOST_IN_A_PRACTICE, self.people - practice * _MOST_IN_A_PRACTICE)
        share, rest = divmod(self.people, _PRACTICES)
        return share + (practice < rest)

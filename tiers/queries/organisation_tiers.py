"""How a practice's or a hub's people stand on their tiers: index and decision, and the moves of a year.

Of the people registered today whom the user reads; each number opens them in the register.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from patients.models.base import reach_of
from tiers.queries.register import Wanted, parameters_of, spans_of
from tiers.rules.decisions import Direction, direction
from tiers.rules.flows import NOT_LISTED, Month, Move, months_until
from tiers.sets import register as sets
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.organisations.models import Organisation

Pair = tuple[int | None, int | None]  # the tier that the index proposes, the tier that is decided
TIERS: tuple[int | None, ...] = (*range(4), None)
TO_CONFIRM = (2, 3)  # 0 and 1 stand on the proposal (EFI.md)
_Wants = Callable[[int | None, int | None], bool]
TOGETHER = "Together"
PRACTICE_WITHHELD = "Practice withheld"


@dataclass(frozen=True, kw_only=True)
class TierNumbers:
    """People by index and decision: of one practice, of those whose practice is withheld, or of all."""

    name: str
    practice: Organisation | None = None
    withheld: bool = False
    people: Mapping[Pair, int] = field(default_factory=dict)

    @property
    def everybody(self) -> int:
        return sum(self.people.values())

    def on_tier(self, tier: int | None) -> int:
        """Who stands there: on the decision, where there is one."""
        return self._counted(lambda index, decided: (index if decided is None else decided) == tier)

    @property
    def to_confirm(self) -> int:
        return self._counted(lambda index, decided: decided is None and index in TO_CONFIRM)

    def judged(self, how: str) -> int:
        """
        :param how: UNDECIDED or a `Direction`
        """
        return self._counted(lambda index, decided: _judgement(index, decided) == how)

    @property
    def decided(self) -> int:
        return self._counted(lambda index, decided: decided is not None)

    @property
    def compared(self) -> int:
        """Who has both a decision and an index to compare it with."""
        return self._counted(lambda index, decided: decided is not None and index is not None)

    @property
    def overridden(self) -> int:
        return self.judged(Direction.UP) + self.judged(Direction.DOWN)

    @property
    def override_rate(self) -> int | None:
        """Percent of the decisions that differ from the index of today; None where there is none."""
        return round(100 * self.overridden / self.compared) if self.compared else None

    def _counted(self, wanted: _Wants) -> int:
        return sum(people for (index, decided), people in self.people.items() if wanted(index, decided))


@dataclass(frozen=True, kw_only=True)
class MonthOfMoves:
    """How many moved in a month, and from which tier to which."""

    month: Month
    moves: Mapping[Move, int]
    tiers: Mapping[Pair, int]

    def moved(self, move: Move) -> int:
        return self.moves.get(move, 0)


@dataclass(frozen=True, kw_only=True)
class OrganisationTiers:
    """`together` has everybody; `practices` is empty where that is one practice alone."""

    together: TierNumbers
    practices: tuple[TierNumbers, ...]
    months: tuple[MonthOfMoves, ...]


def organisation_tiers(
    user: User, name: str, practices: Sequence[Organisation], *, practice: str | None, on: date
) -> OrganisationTiers:
    """
    Two statements, whatever the number of practices and months.

    :param practices: of the register that the user reads
    :param practice: the public id of one of them, to count its people alone
    """
    visible, wanted = reach_of(user, to=Verb.REGISTER), Wanted(practice=practice)
    by_practice: dict[int | None, dict[Pair, int]] = {}
    together: dict[Pair, int] = {}
    for row in sets.tallied(visible, parameters_of(practices, wanted, on)):
        pair = (row["proposed_tier"], row["decided_tier"])
        by_practice.setdefault(row["practice_id"], {})[pair] = row["people"]
        together[pair] = together.get(pair, 0) + row["people"]
    several = len(practices) > 1 and practice is None
    return OrganisationTiers(
        together=TierNumbers(name=TOGETHER if several else name, people=together),
        practices=_rows(practices, by_practice) if several else (),
        months=_months(user, practices, wanted, on),
    )


def _rows(
    practices: Sequence[Organisation], people: Mapping[int | None, Mapping[Pair, int]]
) -> tuple[TierNumbers, ...]:
    rows = [TierNumbers(name=each.name, practice=each, people=people.get(each.pk, {})) for each in practices]
    if None in people:
        rows.append(TierNumbers(name=PRACTICE_WITHHELD, withheld=True, people=people[None]))
    return tuple(rows)


def _months(
    user: User, practices: Sequence[Organisation], wanted: Wanted, on: date
) -> tuple[MonthOfMoves, ...]:
    months = months_until(on)
    parameters = parameters_of(practices, wanted, on) | spans_of(months)
    moves: dict[str, dict[Move, int]] = {each.name: {} for each in months}
    tiers: dict[str, dict[Pair, int]] = {each.name: {} for each in months}
    for row in sets.moved(reach_of(user, to=Verb.REGISTER), parameters):
        if row["month"] is None:
            continue  # nobody is on the list
        name, move = row["month"], Move(row["move"])
        moves[name][move] = moves[name].get(move, 0) + row["people"]
        if move not in NOT_LISTED:
            pair = (row["was_tier"], row["now_tier"])
            tiers[name][pair] = tiers[name].get(pair, 0) + row["people"]
    return tuple(MonthOfMoves(month=each, moves=moves[each.name], tiers=tiers[each.name]) for each in months)


def _judgement(index: int | None, decided: int | None) -> str:
    return sets.UNDECIDED if decided is None else direction(decided, index).value

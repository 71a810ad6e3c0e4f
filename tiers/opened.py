"""Numbers by tier, decision and month with the addresses of the people they count, as tables show them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.http import QueryDict

from tiers.addresses import register_address
from tiers.forms.registers import DECISIONS, NO_TIER
from tiers.queries.organisation_tiers import TIERS, MonthOfMoves, TierNumbers
from tiers.rules.decisions import direction
from tiers.rules.flows import Flow, Month, Move
from tiers.sets.register import UNDECIDED

# Heads of columns, in the order of DECISIONS.
JUDGED = ("Not decided", "As the index", "Above it", "Below it", "No index")
MOVES = (Move.UP, Move.DOWN, Move.METHOD, Move.SCORED, Move.UNSCORED, Move.JOINED)
_DECIDED = (None, *range(4))


@dataclass(frozen=True)
class Opened:
    """A number and where its people are listed; "" where nobody is counted, or nobody may be told."""

    people: int
    address: str = ""


Opens = Callable[..., Opened]  # (people, **words of the register's address)


def opened_numbers(register: UUID, query: QueryDict | None) -> Opens:
    """
    :param register: the public id of the organisation whose register lists the people
    :param query: words that each address has
    """

    return partial(_opened, register, query)


def _opened(register: UUID, query: QueryDict | None, people: int, **words: str | int | None) -> Opened:
    return Opened(people, register_address(register, query, **words) if people else "")


@dataclass(frozen=True, kw_only=True)
class TierRow:
    """One practice, or all: `tiers` in the order of TIERS, `judged` in that of DECISIONS, `rate` in words."""

    name: str
    everybody: Opened
    tiers: tuple[Opened, ...]
    to_confirm: Opened
    judged: tuple[Opened, ...]
    rate: str


def tier_row(numbers: TierNumbers, opens: Opens) -> TierRow:
    opened = _of_row(numbers, opens)
    rate = numbers.override_rate
    return TierRow(
        name=numbers.name,
        everybody=opened(numbers.everybody),
        tiers=tuple(opened(numbers.on_tier(tier), **_on_tier(tier)) for tier in TIERS),
        to_confirm=opened(numbers.to_confirm, view="proposed"),
        judged=tuple(opened(numbers.judged(how), decision=how) for how in DECISIONS),
        rate="" if rate is None else f"{rate} %",
    )


def _of_row(numbers: TierNumbers, opens: Opens) -> Opens:
    """Of a practice alone; of people whose practice is withheld nothing is opened, or it would tell it."""
    if numbers.withheld:
        return _closed
    if numbers.practice is None:
        return opens
    return partial(opens, practice=str(numbers.practice.public_id))


def _closed(people: int, **_words: str | int | None) -> Opened:
    return Opened(people)


def _on_tier(tier: int | None) -> dict[str, str | int]:
    return {"index": NO_TIER, "decision": UNDECIDED} if tier is None else {"tier": tier}


def agreement(numbers: TierNumbers, opens: Opens) -> list[tuple[int | None, list[Opened]]]:
    """Tier of the index -> not decided, then each decided tier."""
    return [(index, [_agreeing(numbers, opens, index, decided) for decided in _DECIDED]) for index in TIERS]


def _agreeing(numbers: TierNumbers, opens: Opens, index: int | None, decided: int | None) -> Opened:
    words: dict[str, str | int] = {"index": _tier_word(index), "decision": UNDECIDED}
    if decided is not None:
        words |= {"tier": decided, "decision": direction(decided, index).value}
    return opens(numbers.people.get((index, decided), 0), **words)


def _tier_word(tier: int | None) -> str:
    return NO_TIER if tier is None else str(tier)


@dataclass(frozen=True, kw_only=True)
class MonthRow:
    """`moves` in the order of MOVES."""

    month: Month
    moves: tuple[Opened, ...]
    chosen: bool


def month_row(found: MonthOfMoves, opens: Opens, *, chosen: bool) -> MonthRow:
    moves = tuple(opens(found.moved(each), moved=Flow(found.month, move=each).value) for each in MOVES)
    return MonthRow(month=found.month, moves=moves, chosen=chosen)


def flows_of(found: MonthOfMoves, opens: Opens) -> list[tuple[int | None, list[Opened]]]:
    """Tier at the month's beginning -> each tier at its end, and none."""
    return [(was, [_flowing(found, opens, (was, now)) for now in TIERS]) for was in TIERS]


def _flowing(found: MonthOfMoves, opens: Opens, tiers: tuple[int | None, int | None]) -> Opened:
    return opens(found.tiers.get(tiers, 0), moved=Flow(found.month, tiers=tiers).value)

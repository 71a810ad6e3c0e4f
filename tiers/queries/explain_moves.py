"""What changed since the score that this one is compared with."""

from dataclasses import dataclass
from datetime import date

from patients.models import Person
from tiers.codelists.polypharmacy import CURRENT_POLYPHARMACY
from tiers.models import Basis, ScoreSource, TierDecision, TierStanding
from tiers.queries.explain_evidence import Sign
from tiers.queries.explain_records import Records
from tiers.rules import DEFICITS, MOST_DEFICITS, POLYPHARMACY, category_of
from wsic.accounts.models import User
from wsic.dates import london_date

_SAID = {ScoreSource.IMPORTED.value: "the imported score", ScoreSource.COMPUTED.value: "the computed score"}


@dataclass(frozen=True)
class Move:
    """`by` is 1 for a deficit gained, -1 for one lost."""

    on: date
    by: int
    name: str
    says: str


@dataclass(frozen=True)
class Moves:
    """What was gained and lost from `since` on; `total` says what that makes."""

    since: date
    lines: tuple[Move, ...]
    total: str


def moves_of(records: Records, *, since: date, on: date) -> Moves | None:
    """None when there was no score to compare with."""
    if not records.has_score_on(since):
        return None
    before, now = records.present_on(since), records.present_on(on)
    signs = {sign.entry_id: sign for found in records.signs.of.values() for sign in found}
    gained = [
        Move(begun.on, 1, DEFICITS[place - 1], _known_late(signs.get(begun.entry_id or 0)))
        for place, begun in now.items()
        if place not in before
    ]
    lost = [_lost(records, on)] if POLYPHARMACY in before and POLYPHARMACY not in now else []
    lines = tuple(sorted(gained + lost, key=lambda move: (move.on, move.name)))
    return Moves(since, lines, total(len(before), len(now)))


def total(before: int, now: int) -> str:
    """`8/36 to 9/36, mild to moderate`."""
    was, is_now = category_of(before).value.lower(), category_of(now).value.lower()
    categories = f"{is_now} throughout" if was == is_now else f"{was} to {is_now}"
    return f"{before}/{MOST_DEFICITS} to {now}/{MOST_DEFICITS}, {categories}"


def _known_late(sign: Sign | None) -> str:
    """Where it was recorded later than it was true, so that it counts from then on only."""
    if sign is None or sign.known_on <= sign.effective_on:
        return ""
    return "recorded later than it began"


def _lost(records: Records, on: date) -> Move:
    ended = max(period.to_on for period in records.periods if period.to_on and period.to_on <= on)
    medicines = len(records.medicines.counted)
    return Move(
        ended,
        -1,
        DEFICITS[POLYPHARMACY - 1],
        f"{medicines} different medicines in {CURRENT_POLYPHARMACY.months} months, "
        f"needs {CURRENT_POLYPHARMACY.threshold}",
    )


def moves_since(decision: TierDecision, count: int, records: Records, *, on: date, computed: bool) -> Moves:
    """
    What was gained and lost since a decision; the count that it was taken upon is the one that was shown.

    Where that was another than the deficits of then make by now, something was recorded late or corrected.
    """
    since, before = decision.decided_on, decision.deficit_count
    found = moves_of(records, since=since, on=on) if computed else None
    lines = found.lines if found else ()
    said = "there was no score then" if before is None else total(before, count)
    return Moves(since, lines, said)


@dataclass(frozen=True)
class MethodChange:
    on: date
    before: str
    since: str


def method_change(person: Person, *, user: User, on: date) -> MethodChange | None:
    """The last time that the tier of a day was told anew by another method; no step of the person."""
    found = TierStanding.objects.visible_to(user).filter(person=person, basis=Basis.PROPOSED)
    rows = list(found.order_by("from_on", "pk"))
    present = next((row for row in rows if row.replaced_at is None and _holds(row, on)), None)
    if present is None:
        return None
    others = [
        (row.replaced_at, row.from_on, _method(row))
        for row in rows
        if row.replaced_at and _meet(row, present) and _by(row) != _by(present)
    ]
    if not others:
        return None
    replaced_at, _, before = max(others)
    return MethodChange(london_date(replaced_at), before, _method(present))


def _holds(row: TierStanding, day: date) -> bool:
    return row.from_on <= day and (row.to_on is None or day < row.to_on)


def _meet(row: TierStanding, other: TierStanding) -> bool:
    """Whether there is a day of both."""
    pairs = ((row.from_on, other.to_on), (other.from_on, row.to_on))
    return all(end is None or first < end for first, end in pairs)


def _by(row: TierStanding) -> tuple[str, str]:
    return row.source, row.code_list_version


def _method(row: TierStanding) -> str:
    said = _SAID.get(row.source, row.source)
    return f"{said} (code list {row.code_list_version})" if row.code_list_version else said

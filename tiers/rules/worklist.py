"""Whose tier is to be looked at, and why: the oracle of `tiers.sets.worklist`.

A reason that the last decision has weighed does not come back until something new is there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wsic.dates import months_before

from .index import CURRENT, is_near_boundary
from .severity import FIT_SCALE

LOOKED_AT_FROM = 2  # proposed tiers 0 and 1 stand without work (EFI.md)
FIT_UP_TO = 1  # a decided tier that judges somebody fit where the index proposes 2 or 3
REVIEW_SOON = timedelta(days=28)  # ours: time to see the person before the day
# Ours: practices ran their reports of the index by the quarter, so it is new in one report.
NEW_DEFICIT = timedelta(days=90)
LOW_UP_TO = CURRENT.bands[0].highest  # deficits: the index says fit
# Ours: entries on two days a month; results and letters are entries too.
MANY_DAYS = 24
MONTHS = 12  # in which entries are counted, and for which a decision has weighed a low index


class Reason(StrEnum):
    """In the order of severity: the index misses somebody after what a clinician knows of, before what may
    wait."""

    RISEN = "RISEN"
    UNSEEN = "UNSEEN"
    REVIEW_DUE = "REVIEW_DUE"
    MOVED = "MOVED"
    ADMITTED = "ADMITTED"
    CONTACTS = "CONTACTS"
    JUDGED_FIT = "JUDGED_FIT"
    NEAR = "NEAR"
    REVIEW_SOON = "REVIEW_SOON"
    THIN = "THIN"


# Two or more emergency admissions with a low index: no feed brings admissions yet, so nobody has this reason.
WITHOUT_SOURCE = frozenset({Reason.ADMITTED})


@dataclass(frozen=True)
class LastDecision:
    """With what its author saw; `tier` None handed back to the index."""

    on: date
    tier: int | None
    proposed_tier: int | None
    deficit_count: int | None
    frailty_scale: int | None = None
    review_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """
    Of one person registered and alive.

    :param gained: days on which a deficit began to count
    :param entry_days: on which anything was entered; none where nothing is known of the records
    :param has_entries: whether entries come at all
    :param scale: the last step of the Clinical Frailty Scale in the records
    """

    registered_on: date
    proposed_tier: int | None
    proposed_since: date | None
    deficit_count: int | None
    gained: Iterable[date] = ()
    entry_days: Iterable[date] = ()
    has_entries: bool = True
    last: LastDecision | None = None
    scale: int | None = None
    scale_on: date | None = None


def reasons(known: Known, *, on: date) -> dict[Reason, date]:
    """Each reason with the day since which it has waited, the most severe first."""
    found = ((reason, rule(known, on)) for reason, rule in _RULES.items())
    return {reason: since for reason, since in found if since is not None}


def _risen(known: Known, on: date) -> date | None:
    if known.last is None or known.proposed_tier is None:
        return None
    return _proposed_after(known, known.last) if _has_risen(known.last, known.proposed_tier) else None


def _has_risen(last: LastDecision, tier: int) -> bool:
    """Where no decision stands against it, only a tier that would not stand without work."""
    if last.tier is None and tier < LOOKED_AT_FROM:
        return False
    if last.proposed_tier is None:
        return last.tier is None
    return tier > last.proposed_tier


def _proposed_after(known: Known, last: LastDecision) -> date:
    """Since when it is proposed, not before the decision that did not know it."""
    return max(known.proposed_since or last.on, last.on)


def _unseen(known: Known, on: date) -> date | None:
    if known.last is not None or known.proposed_tier is None:
        return None
    return known.proposed_since if known.proposed_tier >= LOOKED_AT_FROM else None


def _review(known: Known) -> date | None:
    return known.last.review_on if known.last is not None and known.last.tier is not None else None


def _review_due(known: Known, on: date) -> date | None:
    day = _review(known)
    return day if day is not None and day <= on else None


def _review_soon(known: Known, on: date) -> date | None:
    day = _review(known)
    if known.last is None or day is None or not on < day <= on + REVIEW_SOON:
        return None
    return max(day - REVIEW_SOON, known.last.on)


def _otherwise_moved(known: Known, on: date) -> date | None:
    if known.last is None or known.last.tier is None or known.last.proposed_tier == known.proposed_tier:
        return None
    return None if _risen(known, on) else _proposed_after(known, known.last)


def _is_low(known: Known, on: date) -> bool:
    """The index says fit, and nobody has weighed that within the time that it looks back on."""
    if known.deficit_count is None or known.deficit_count > LOW_UP_TO:
        return False
    return known.last is None or known.last.on <= months_before(on, MONTHS)


def _contacts(known: Known, on: date) -> date | None:
    since = months_before(on, MONTHS)
    days = sorted({day for day in known.entry_days if since < day <= on})
    return days[MANY_DAYS - 1] if _is_low(known, on) and len(days) >= MANY_DAYS else None


def _thin(known: Known, on: date) -> date | None:
    if not _is_low(known, on):
        return None
    since = months_before(on, MONTHS)
    if known.registered_on > since:
        return known.registered_on
    last_on = max(known.entry_days, default=None)
    if not known.has_entries or last_on is None or last_on > since:
        return None
    return max(last_on, known.last.on) if known.last else last_on


def _judged_fit(known: Known, on: date) -> date | None:
    """Against an index of 2 or 3: by a step of the scale recorded since, or by a decision since which the
    count has grown."""
    if known.proposed_tier is None or known.proposed_tier < LOOKED_AT_FROM:
        return None
    decided_on = known.last.on if known.last else date.min
    if known.scale in FIT_SCALE and known.scale_on is not None and decided_on < known.scale_on <= on:
        return known.scale_on
    return _outgrown(known.last, known.deficit_count)


def _outgrown(last: LastDecision | None, count: int | None) -> date | None:
    """The day of a decision that judged somebody fit against the index, upon fewer deficits than now."""
    if last is None or last.deficit_count is None or count is None or count <= last.deficit_count:
        return None
    if last.proposed_tier is None or last.proposed_tier < LOOKED_AT_FROM:
        return None
    fit = (last.tier is not None and last.tier <= FIT_UP_TO) or last.frailty_scale in FIT_SCALE
    return last.on if fit else None


def _near(known: Known, on: date) -> date | None:
    if known.deficit_count is None or not is_near_boundary(known.deficit_count):
        return None
    after = max(on - NEW_DEFICIT, known.last.on if known.last else date.min)
    return max((day for day in known.gained if after < day <= on), default=None)


def _nobody(known: Known, on: date) -> date | None:
    return None


_RULES: Mapping[Reason, Callable[[Known, date], date | None]] = {
    Reason.RISEN: _risen,
    Reason.UNSEEN: _unseen,
    Reason.REVIEW_DUE: _review_due,
    Reason.MOVED: _otherwise_moved,
    Reason.ADMITTED: _nobody,
    Reason.CONTACTS: _contacts,
    Reason.JUDGED_FIT: _judged_fit,
    Reason.NEAR: _near,
    Reason.REVIEW_SOON: _review_soon,
    Reason.THIN: _thin,
}


def next_place(
    seen: Sequence[int], order: Sequence[int], *, after: int | None, place: int, back: bool = False
) -> int | None:
    """
    Where to go on in `order`, which changes while somebody goes through it, from 1; None beyond its ends.

    To whoever is next to `after` in `seen`, the order in which that person still stands as they were found,
    and is still listed: by place alone, whoever was decided higher up meanwhile would pass somebody over.

    :param after: whom they come from; :param place: where that was, taken where `seen` does not have them
    """
    if after not in seen:
        found = place - 1 if back else place
        return found if 1 <= found <= len(order) else None
    places = {key: number for number, key in enumerate(order, start=1)}
    at = seen.index(after)
    onwards = reversed(seen[:at]) if back else seen[at + 1 :]
    return next((places[key] for key in onwards if key in places), None)

"""What happens to entries afterwards: corrections, deletions, and entries that may not be shared."""

from wsic.demo.records.case import Case
from wsic.demo.records.entries import NOTHING, Entry
from wsic.demo.records.prevalences import SHARES
from wsic.demo.records.statements import CODED_OF_ANYBODY, NOISE, SENSITIVE, Statement
from wsic.demo.streams import Draws

CORRECTED = 0.012  # of entries
DELETED = 0.3  # entries marked deleted, a person, on average
SENSITIVE_SHARE = 0.004  # of people, with one entry each
_WITHIN = 120  # days
_CODED = tuple(deficit for deficit, _, _ in SHARES if deficit in CODED_OF_ANYBODY)


def with_changes(entries: list[Entry], case: Case, draws: Draws) -> list[Entry]:
    """The entries, and the versions and rows that came and went; none of it changes what counts when."""
    changed: list[Entry] = []
    for entry in entries:
        if draws.unit() < CORRECTED:
            changed += _corrected(entry, case, draws)
        else:
            changed.append(entry)
    rows = len(entries)
    if draws.unit() < DELETED:
        changed += _deleted(rows, case, draws)
    if draws.unit() < SENSITIVE_SHARE:
        day = case.ends - draws.below(3000)
        changed.append(Entry(rows + 1, draws.pick(SENSITIVE), day, day))
    return changed


def _corrected(entry: Entry, case: Case, draws: Draws) -> list[Entry]:
    """The version that was wrong and, recorded later, the right one; as it is where no day is left for it."""
    later = entry.recorded + 1 + draws.below(_WITHIN)
    if later > case.ends:
        return [entry]
    wrong = entry
    value, _, unit = entry.result.partition(",")
    if entry.recorded in case.since.values():
        # It may be a first sign: the same value in another unit, so that the first version's day counts.
        wrong = entry._replace(result=f"{value},") if unit else entry
    elif len(value) > 1 and value.isdigit():
        wrong = entry._replace(result=f"{value[0]},{unit}")
    elif entry.result == NOTHING and not entry.statement.deficits:
        wrong = entry._replace(statement=_of_another(case, draws))
    return [entry] if wrong == entry else [wrong, entry._replace(recorded=later)]


def _deleted(row: int, case: Case, draws: Draws) -> list[Entry]:
    """An entry in the wrong person's record, taken out: with the version that was there, or without."""
    day = case.ends - draws.below(1500)
    entry = Entry(row, _of_another(case, draws), day, day)
    gone = entry._replace(deleted=True, recorded=min(day + draws.below(30), case.ends))
    return [gone] if draws.chance(0.4) else [entry, gone]


def _of_another(case: Case, draws: Draws) -> Statement:
    """A sign of a deficit that this person does not have, if there is one that is easily found."""
    for _ in range(5):
        deficit = draws.pick(_CODED)
        if deficit not in case.since:
            return draws.pick(CODED_OF_ANYBODY[deficit])
    return NOISE["missed"][0].statement

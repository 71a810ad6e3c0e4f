"""What clinicians recorded of frailty themselves, and of the Summary Care Record: in a stream of its own, so
that nothing else of a record depends on it."""

import csv

from tiers.codelists import severe_care, severity
from tiers.rules import tier_of
from wsic.demo.records.case import Case
from wsic.demo.records.entries import NOTHING, Entry
from wsic.demo.records.statements import Statement, statement
from wsic.demo.streams import Draws

# Our own shares: of people whom the index calls moderate or severe, and of those with a preference.
JUDGED = {2: 0.35, 3: 0.55}
OF_ANOTHER = 0.2  # of the judged: a degree less than the index says
BY_SCALE = 0.4  # of the judged: a step of the Clinical Frailty Scale in place of a severity
FIT_ALL_THE_SAME = 0.08  # of the judged: step 3, managing well
PREFERRED = 0.5  # of people whom the index calls severe
_WITHIN = 700  # days
_STEPS = {1: (4, 5), 2: (6,), 3: (7, 8)}  # of the scale, by severity
_FIT = 3


def _by_meaning() -> tuple[dict[int, Statement], dict[int, Statement]]:
    severities, steps = {}, {}
    for each in severity.severity_codes():
        said = statement(each.term, {"snomed": each.code})
        if each.severity:
            severities[each.severity] = said
        if each.scale:
            steps[each.scale] = said
    return severities, steps


def _preferences() -> tuple[Statement, ...]:
    with severe_care.FILE.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["care"] == "SUMMARY_CARE_RECORD"]
    codes: dict[str, dict[str, str]] = {}
    for row in rows:
        codes.setdefault(row["term"], {})[row["system"]] = row["code"]
    return tuple(statement(term, of) for term, of in codes.items() if "ctv3" in of)


SEVERITIES, STEPS = _by_meaning()
PREFERENCES = _preferences()


def with_judgements(entries: list[Entry], case: Case, draws: Draws) -> list[Entry]:
    tier, row = tier_of(len(case.since)), max((entry.row for entry in entries), default=-1) + 1
    said = [_judgement(tier, draws)] if draws.chance(JUDGED.get(tier, 0.0)) else []
    if tier == max(JUDGED) and draws.chance(PREFERRED):
        said.append(draws.pick(PREFERENCES))
    days = [case.ends - draws.below(_WITHIN) for _ in said]
    return [
        *entries,
        *(
            Entry(row + place, each, day, day, NOTHING)
            for place, (each, day) in enumerate(zip(said, days, strict=True))
        ),
    ]


def _judgement(tier: int, draws: Draws) -> Statement:
    if draws.chance(FIT_ALL_THE_SAME):
        return STEPS[_FIT]
    degree = tier - 1 if draws.chance(OF_ANOTHER) else tier
    return STEPS[draws.pick(_STEPS[degree])] if draws.chance(BY_SCALE) else SEVERITIES[degree]

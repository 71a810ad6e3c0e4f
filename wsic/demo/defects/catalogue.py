"""All kinds of all feeds."""

from wsic.demo.defects import organisations, people, records, scores
from wsic.demo.defects.kinds import Kind
from wsic.demo.lines import CODED_ENTRIES, FRAILTY_SCORES, MEDICATION_ISSUES, ORGANISATIONS, PEOPLE

KINDS: dict[str, tuple[Kind, ...]] = {
    ORGANISATIONS: organisations.KINDS,
    PEOPLE: people.KINDS,
    FRAILTY_SCORES: scores.KINDS,
    CODED_ENTRIES: records.ENTRY_KINDS,
    MEDICATION_ISSUES: records.ISSUE_KINDS,
}

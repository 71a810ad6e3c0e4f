"""All kinds of all feeds."""

from wsic.demo.defects import lists, organisations, people, records, scores
from wsic.demo.defects.kinds import Kind
from wsic.demo.lines import (
    ALLERGIES,
    CODED_ENTRIES,
    CURRENT_MEDICINES,
    FRAILTY_SCORES,
    MEDICATION_ISSUES,
    ORGANISATIONS,
    PEOPLE,
    RESIDENCE,
)

KINDS: dict[str, tuple[Kind, ...]] = {
    ORGANISATIONS: organisations.KINDS,
    PEOPLE: people.KINDS,
    FRAILTY_SCORES: scores.KINDS,
    CODED_ENTRIES: records.ENTRY_KINDS,
    MEDICATION_ISSUES: records.ISSUE_KINDS,
    ALLERGIES: lists.ALLERGY_KINDS,
    CURRENT_MEDICINES: lists.MEDICINE_KINDS,
    RESIDENCE: lists.RESIDENCE_KINDS,
}

"""What may come of access that somebody took by saying why, and what its words may not hold."""

import re

from patients.rules.nhs_numbers import has_check_digit
from patients.rules.search import ten_digits

WAITING, ASKED, ANSWERED, JUSTIFIED, INCIDENT = "WAITING", "ASKED", "ANSWERED", "JUSTIFIED", "INCIDENT"

# From which state to which: a question comes back as an answer, what was settled wrongly to the queue.
NEXT: dict[str, frozenset[str]] = {
    WAITING: frozenset({ASKED, JUSTIFIED, INCIDENT}),
    ASKED: frozenset({ANSWERED, JUSTIFIED, INCIDENT}),
    ANSWERED: frozenset({ASKED, JUSTIFIED, INCIDENT}),
    JUSTIFIED: frozenset({WAITING}),
    INCIDENT: frozenset({WAITING}),
}
SETTLED = frozenset({JUSTIFIED, INCIDENT})
TO_REVIEW = frozenset({WAITING, ANSWERED})  # for the privacy officer; what is asked waits for somebody else
REFERENCE = re.compile(r"EA-([0-9A-F]{1,8})", re.IGNORECASE)  # or its beginning


def may_follow(state: str, then: str) -> bool:
    return then in NEXT[state]


def holds_nhs_number(text: str) -> bool:
    """Whether somebody wrote a valid NHS number where none belongs."""
    return any(has_check_digit(each) for each in ten_digits(text))

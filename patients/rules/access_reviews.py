"""What may come of access that somebody took by saying why, and what its words may not hold."""

from patients.rules.nhs_numbers import has_check_digit
from patients.rules.search import ten_digits

WAITING, ASKED, ANSWERED, JUSTIFIED, INCIDENT = "WAITING", "ASKED", "ANSWERED", "JUSTIFIED", "INCIDENT"

# From which state to which: a question comes back as an answer; what is settled stays settled.
NEXT: dict[str, frozenset[str]] = {
    WAITING: frozenset({ASKED, JUSTIFIED, INCIDENT}),
    ASKED: frozenset({ANSWERED, JUSTIFIED, INCIDENT}),
    ANSWERED: frozenset({ASKED, JUSTIFIED, INCIDENT}),
    JUSTIFIED: frozenset(),
    INCIDENT: frozenset(),
}
OPEN = frozenset(state for state, following in NEXT.items() if following)
TO_REVIEW = OPEN - {ASKED}  # what waits for the privacy officer; what is asked waits for somebody else


def may_follow(state: str, then: str) -> bool:
    return then in NEXT[state]


def holds_nhs_number(text: str) -> bool:
    """Whether somebody wrote a valid NHS number where none belongs."""
    return any(has_check_digit(each) for each in ten_digits(text))

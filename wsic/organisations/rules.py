"""Which days an agreement may have."""

from datetime import date, timedelta
from enum import StrEnum

# Ours: SECURITY.md asks for a dated hand-over and names no most; beyond a quarter it is sharing as before.
LONGEST_HAND_OVER = timedelta(days=92)


def refuse_dates(*, signed_on: date, withdrawn_on: date, hand_over_until: date) -> str | None:
    """Why a signature cannot end on this day with this hand-over; None when it can."""
    if withdrawn_on < signed_on:
        return f"It was signed on {signed_on}. Give that day or a later one."
    if hand_over_until < withdrawn_on:
        return f"The hand-over cannot end before {withdrawn_on}, the day of the withdrawal."
    if hand_over_until - withdrawn_on > LONGEST_HAND_OVER:
        return f"A hand-over takes {LONGEST_HAND_OVER.days} days at most. Give an earlier day."
    return None


class AgreementState(StrEnum):
    SIGNED = "Signed"
    COMING = "Signed for later"
    HAND_OVER = "In hand-over"
    WITHDRAWN = "Withdrawn"
    NONE = "Not signed"


def state_of(
    *, signed_on: date, withdrawn_on: date | None, hand_over_until: date | None, on: date
) -> AgreementState:
    """How a signature stands on a day; both ends are first days without it."""
    if withdrawn_on is None or on < withdrawn_on:
        return AgreementState.COMING if on < signed_on else AgreementState.SIGNED
    handing_over = hand_over_until is not None and on < hand_over_until
    return AgreementState.HAND_OVER if handing_over else AgreementState.WITHDRAWN

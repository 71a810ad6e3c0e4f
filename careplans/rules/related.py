"""What somebody is to a person: who is rung, who cares, who decides where the person cannot.

Attorneys and deputies after the Mental Capacity Act 2005, ss. 9 and 16: for health and welfare, or for
property and affairs; only the first decide about care.
"""

from collections.abc import Collection
from enum import StrEnum


class RelatedRole(StrEnum):
    NEXT_OF_KIN = "NEXT_OF_KIN"
    CARER = "CARER"
    EMERGENCY = "EMERGENCY"
    ATTORNEY = "ATTORNEY"
    ATTORNEY_MONEY = "ATTORNEY_MONEY"
    DEPUTY = "DEPUTY"
    ADVOCATE = "ADVOCATE"
    OTHER = "OTHER"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(str(each), words) for each, words in ROLES.items()]


ROLES = {
    RelatedRole.NEXT_OF_KIN: "Next of kin",
    RelatedRole.CARER: "Carer",
    RelatedRole.EMERGENCY: "To be rung in a crisis",
    RelatedRole.ATTORNEY: "Attorney for health and welfare",
    RelatedRole.ATTORNEY_MONEY: "Attorney for property and affairs",
    RelatedRole.DEPUTY: "Deputy of the court for health and welfare",
    RelatedRole.ADVOCATE: "Independent advocate",
    RelatedRole.OTHER: "Another contact",
}
# Whose word rests on a document that somebody has seen.
DECIDE = frozenset({RelatedRole.ATTORNEY, RelatedRole.ATTORNEY_MONEY, RelatedRole.DEPUTY})
# Who is rung first where nobody else is said: the order of a crisis page.
ORDER = (
    RelatedRole.EMERGENCY,
    RelatedRole.CARER,
    RelatedRole.NEXT_OF_KIN,
    RelatedRole.ATTORNEY,
    RelatedRole.DEPUTY,
    RelatedRole.ADVOCATE,
    RelatedRole.ATTORNEY_MONEY,
    RelatedRole.OTHER,
)
NO_DOCUMENT = "Say which document you have seen: an attorney or deputy decides by it"
NO_DAY = "Enter the day on which it was seen"


def place_of(roles: Collection[RelatedRole]) -> int:
    """Where they stand among those who can be rung; 0 the first."""
    return min(ORDER.index(each) for each in roles)


def rests_on_a_document(roles: Collection[str]) -> bool:
    return not DECIDE.isdisjoint(roles)

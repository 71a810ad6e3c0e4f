"""What a full list takes away or changes of people, each kind in its own words."""

from __future__ import annotations

from dataclasses import dataclass

from patients.rules.words import counted


@dataclass(frozen=True)
class Taken:
    """`one` and `many` follow the number; `says` is what becomes of these people once the list is in."""

    one: str
    many: str
    says: str

    def words(self, number: int) -> str:
        return counted(number, self.one, self.many)


MISSING, DIED, LEFT, NOT_REGULAR = "missing", "died", "left", "not_regular"
NEVER, CHANGED = "never", "changed"

# In the order of a page.
TAKEN = {
    MISSING: Taken(
        "person is not in the file",
        "people are not in the file",
        "They leave the list on the date of the extract.",
    ),
    DIED: Taken(
        "person has died, the file says",
        "people have died, the file says",
        "They leave the register.",
    ),
    LEFT: Taken(
        "person has left, the file says",
        "people have left, the file says",
        "They leave the list on the day that the file states.",
    ),
    NOT_REGULAR: Taken(
        "person is not regularly registered any more, the file says",
        "people are not regularly registered any more, the file says",
        "They leave the register, which holds regular registrations alone.",
    ),
    NEVER: Taken(
        "person has an earlier first day than known",
        "people have an earlier first day than known",
        "The registration as it is known now is deleted; the one that the file states stands in its place.",
    ),
    CHANGED: Taken(
        "person has another name or birth date",
        "people have another name or birth date",
        "A new name is taken over. A row with another birth date goes to quarantine, to be approved alone.",
    ),
}

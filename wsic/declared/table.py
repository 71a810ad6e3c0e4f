"""What is said of a table: its wall, its grants and which of its fields can tell who a person is."""

from dataclasses import dataclass, field
from enum import StrEnum


class Wall(StrEnum):
    PERSON = "PERSON"
    REACH = "REACH"
    ORGANISATION = "ORGANISATION"
    TAKEN = "TAKEN"
    SYSTEM = "SYSTEM"
    OPEN = "OPEN"


@dataclass(frozen=True, kw_only=True)
class Table:
    """What may be done with a table, and which of its fields can tell who a person is."""

    wall: Wall
    app: str = "SELECT"  # what wsic_app is granted, as SQL
    system: str = "SELECT, INSERT, UPDATE, DELETE"  # and wsic_system
    app_changes: str = ""  # as SQL, the rows among those that wsic_app adds or changes; all, where nothing
    app_adds: str = ""  # those that it adds, where they are not those that it changes
    owner: str = ""  # as SQL, the rows that functions of the owner's meet, for log-ins without a right
    key: tuple[str, ...] = ("person_id",)  # columns the wall compares
    in_crisis: bool = False  # the crisis page asks it, so that who may open that page alone sees its rows
    identifying: frozenset[str] = frozenset()
    plain: frozenset[str] = field(default_factory=frozenset)


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


READ_WRITE = "SELECT, INSERT, UPDATE"
# As SQL: the transaction's user reaches the person whose key stands in a column.
REACHES = "{0} = ANY ((SELECT wsic_reached())::bigint[])"
# ... or may open the crisis page of.
REACHES_IN_CRISIS = "{0} = ANY ((SELECT wsic_reached_in_crisis())::bigint[])"

"""Which deficits people gained or lost between two days, for the rows of a page."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import connection

from tiers.rules import POLYPHARMACY

# A deficit shown by entries stays once it is there; polypharmacy alone can go.
_MOVED = """
SELECT person_id, deficit, 1 AS by_how_many FROM tiers_deficitonset
WHERE person_id = ANY (%(people)s::bigint[]) AND counted_from > %(since)s AND counted_from <= %(on)s
UNION ALL
SELECT person_id, %(polypharmacy)s,
       (bool_or(from_on <= %(on)s AND to_on > %(on)s))::int
       - (bool_or(from_on <= %(since)s AND to_on > %(since)s))::int
FROM tiers_polypharmacyperiod WHERE person_id = ANY (%(people)s::bigint[])
GROUP BY person_id
ORDER BY person_id, deficit
"""


def moved(people: Iterable[int], *, since: date, on: date) -> Mapping[int, list[tuple[int, int]]]:
    """Place in the index and +1 or -1, by the person's key; in the order of the index."""
    found: dict[int, list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVED,
            {"people": sorted(set(people)), "since": since, "on": on, "polypharmacy": POLYPHARMACY},
        )
        for person, deficit, by_how_many in cursor.fetchall():
            if by_how_many:
                found.setdefault(person, []).append((deficit, by_how_many))
    return found

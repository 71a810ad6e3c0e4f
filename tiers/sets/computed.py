"""The computed index as of a day, read from onsets and times of polypharmacy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tiers.rules import POLYPHARMACY
from tiers.sets.standing import BY_PRACTICE_AND_NUMBER, IN_SCOPE_CTE, standing_parameters

_AT_ONCE = 2_000  # rows fetched from the server

# Each person is of one practice here, that of the last registration, so that of practices scored at once no
# two meet in a person; whoever has left or died is scored with the practice that knew them last.
_PEOPLE_OF = """
SELECT DISTINCT r.person_id FROM patients_registration r
WHERE r.practice_id = %(practice)s AND r.replaced_by_id IS NULL
  AND NOT EXISTS (
      SELECT FROM patients_registration o
      WHERE o.person_id = r.person_id AND o.replaced_by_id IS NULL
        AND o.practice_id <> r.practice_id AND (o.from_on, o.id) > (r.from_on, r.id))
"""

# As known now an entry counts from its effective day on; an issue is known on its day either way.
_COMPUTED = f"""
WITH {IN_SCOPE_CTE},
present AS (
    SELECT person_id, deficit FROM tiers_deficitonset
    WHERE CASE WHEN %(known_now)s THEN first_on ELSE counted_from END <= %(on)s
    UNION ALL
    SELECT person_id, %(polypharmacy)s FROM tiers_polypharmacyperiod
    WHERE from_on <= %(on)s AND to_on > %(on)s
),
listed AS (
    SELECT p.person_id, array_agg(p.deficit ORDER BY p.deficit) AS deficits
    FROM in_scope i JOIN present p USING (person_id) GROUP BY p.person_id
)
SELECT i.person_id, i.nhs_number, i.practice_code, COALESCE(l.deficits, '{{}}') AS deficits
FROM in_scope i LEFT JOIN listed l USING (person_id)
ORDER BY {BY_PRACTICE_AND_NUMBER}
"""


@dataclass(frozen=True, slots=True)
class Computed:
    """One person in scope; `deficits`: their places in the index, 1 to 36."""

    person_id: int
    nhs_number: str | None
    practice_code: str
    deficits: list[int]


def computed(*, on: date, practice: str | None, known_now: bool) -> Iterator[Computed]:
    """
    Everybody in scope on a day, ordered by practice code and NHS number, inside the caller's transaction.

    :param practice: a practice's code; None for all
    :param known_now: by effective dates alone, with all that is known by now: a separate, labelled view
    """
    parameters = standing_parameters(on) | {
        "practice": practice, "known_now": known_now, "polypharmacy": POLYPHARMACY
    }  # fmt: skip
    with connection.chunked_cursor() as cursor:
        cursor.execute(_COMPUTED, parameters)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from (Computed(*row) for row in rows)


def people_of(practice: int) -> list[int]:
    """Primary keys of the people whose last registration was or is with this practice."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE_OF, {"practice": practice})
        return [person for (person,) in cursor.fetchall()]

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

# Those with which the people in scope are scored, as `_PEOPLE_OF` has it.
_SCORED_WITH = f"""
WITH {IN_SCOPE_CTE}
SELECT DISTINCT o.code
FROM in_scope i
CROSS JOIN LATERAL (
    SELECT r.practice_id FROM patients_registration r
    WHERE r.person_id = i.person_id AND r.replaced_by_id IS NULL ORDER BY r.from_on DESC, r.id DESC LIMIT 1) l
JOIN organisations_organisation o ON o.id = l.practice_id
ORDER BY o.code
"""

_OF_OTHER_LISTS = f"""
WITH {IN_SCOPE_CTE}
SELECT count(*) FROM in_scope i
WHERE EXISTS (SELECT FROM tiers_deficitonset o WHERE o.person_id = i.person_id
              AND o.code_list_id <> (SELECT id FROM tiers_codelistversion WHERE active))
   OR EXISTS (SELECT FROM tiers_polypharmacyperiod p WHERE p.person_id = i.person_id
              AND p.medicine_map_id IS DISTINCT FROM (SELECT id FROM tiers_medicinemapversion WHERE active))
"""

# Whether anything was recorded of the person `i` by the day: of whoever has a deficit there was.
RECORDED = """
COALESCE({listed}.deficits <> ARRAY[%(polypharmacy)s]::smallint[], false) OR COALESCE((
    SELECT true FROM patients_codedentry e
    WHERE e.person_id = i.person_id AND e.replaced_by_id IS NULL AND NOT e.conflicted AND NOT e.deleted
      AND e.effective_on <= %(on)s AND (%(known_now)s OR e.known_on <= %(on)s) LIMIT 1), false)
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
    SELECT p.person_id, array_agg(p.deficit::smallint ORDER BY p.deficit) AS deficits
    FROM in_scope i JOIN present p USING (person_id) GROUP BY p.person_id
)
SELECT i.person_id, i.nhs_number, i.practice_code, COALESCE(l.deficits, '{{}}') AS deficits,
       {RECORDED.format(listed="l")} AS recorded
FROM in_scope i LEFT JOIN listed l USING (person_id)
ORDER BY {BY_PRACTICE_AND_NUMBER}
"""


@dataclass(frozen=True, slots=True)
class Computed:
    """One person in scope; `deficits`: their places in the index, 1 to 36. `recorded`: whether there is any
    coded entry; without one nobody knows whether the others are absent."""

    person_id: int
    nhs_number: str | None
    practice_code: str
    deficits: list[int]
    recorded: bool


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


def scored_with(*, on: date, practice: str) -> list[str]:
    """The codes of the practices with which the people in scope on a day are scored: mostly its own."""
    with connection.cursor() as cursor:
        cursor.execute(_SCORED_WITH, standing_parameters(on) | {"practice": practice})
        return [code for (code,) in cursor.fetchall()]


def of_other_lists(*, on: date, practice: str | None) -> int:
    """How many people in scope on a day have deficits by other lists than are active."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_OTHER_LISTS, standing_parameters(on) | {"practice": practice})
        return int(cursor.fetchone()[0])

"""The computed index as of a day, read from onsets and times of polypharmacy."""

from django.db import connection

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


def people_of(practice: int) -> list[int]:
    """Primary keys of the people whose last registration was or is with this practice."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE_OF, {"practice": practice})
        return [person for (person,) in cursor.fetchall()]

"""What must hold of tiers after any fault, looked up in the rows rather than trusted to constraints."""

from django.db import connection

_TWO_TIERS_AT_ONCE = """
SELECT DISTINCT a.person_id, a.basis
FROM tiers_tierstanding a
JOIN tiers_tierstanding b ON b.person_id = a.person_id AND b.basis = a.basis AND b.id > a.id
WHERE a.replaced_at IS NULL AND b.replaced_at IS NULL
  AND daterange(a.from_on, a.to_on) && daterange(b.from_on, b.to_on)
ORDER BY a.person_id, a.basis
"""


def two_tiers_at_once() -> list[tuple[int, str]]:
    """Primary key and basis of every person who stands on two tiers of one basis on some day."""
    with connection.cursor() as cursor:
        cursor.execute(_TWO_TIERS_AT_ONCE)
        return [(person, basis) for person, basis in cursor.fetchall()]

"""Whom a register does not list because their record is set aside for another one."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models.expressions import RawSQL

from patients.sets.links import SET_ASIDE
from tiers.sets.register import bound
from tiers.sets.standing import HELD, standing_parameters

# First the few links that the user sees, nearly always none: joined under their policies the tables would
# be read for everybody.
_LINKED = "SELECT DISTINCT person_id FROM patients_personlink WHERE to_on IS NULL OR to_on > %(on)s"
_OF_PRACTICES = f"""
SELECT DISTINCT r.person_id
FROM patients_registration r JOIN patients_persondetail d ON d.person_id = r.person_id
WHERE r.person_id = ANY (%(linked)s::bigint[]) AND d.person_id = ANY (%(linked)s::bigint[])
  AND r.practice_id = ANY (%(practices)s::bigint[]) AND {HELD} AND {SET_ASIDE}
  AND r.person_id IN ({{visible}})
"""


def set_aside(visible: RawSQL, practices: Sequence[int], *, on: date) -> list[int]:
    """
    Keys of those whom the register of these practices would list but for a link; one statement where nobody
    is linked, else two.

    :param visible: people whom the user reaches, as one column of keys
    """
    parameters = {**standing_parameters(on), "practices": list(practices)}
    with connection.cursor() as cursor:
        cursor.execute(_LINKED, parameters)
        linked = [person for (person,) in cursor.fetchall()]
        if not linked:
            return []
        cursor.execute(*bound(_OF_PRACTICES, visible, {**parameters, "linked": linked}))
        return [person for (person,) in cursor.fetchall()]

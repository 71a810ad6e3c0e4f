"""What is in the database after imports, without the ids and the runs that made it."""

from __future__ import annotations

from django.db import connection

from tests.world import as_system

_LOOKS = {
    "people": "SELECT count(*) FROM patients_person",
    "numbers": "SELECT value, replaced_by_id IS NULL FROM patients_personidentifier ORDER BY 1",
    "details": """
        SELECT i.value, d.family_name, d.given_name, d.birth_date, d.address, d.as_on,
        d.replaced_by_id IS NULL
        FROM patients_persondetail d JOIN patients_personidentifier i USING (person_id) ORDER BY 1, 6, 7""",
    "registrations": """
        SELECT i.value, o.code, r.kind, r.from_on, r.to_on, r.as_on, r.replaced_by_id IS NULL
        FROM patients_registration r JOIN patients_personidentifier i USING (person_id)
        JOIN organisations_organisation o ON o.id = r.practice_id ORDER BY 1, 2, 4, 6, 7""",
    "reach": """
        SELECT i.value, o.code, r.why, r.from_on, r.to_on
        FROM patients_reach r JOIN patients_personidentifier i USING (person_id)
        JOIN organisations_organisation o ON o.id = r.organisation_id ORDER BY 1, 2, 3, 4""",
    "quarantine": "SELECT line, reason, raw, state FROM patients_quarantinedrow ORDER BY 1, 2, 3",
    "done": "SELECT feed, rows, accepted, unchanged, quarantined FROM patients_import WHERE state = 'DONE'",
    "staged": """
        SELECT (SELECT count(*) FROM patients_staged_people), (SELECT count(*) FROM patients_staged_bad)""",
}


def look() -> dict[str, list[tuple[object, ...]]]:
    """Everything that an import of people writes, comparable between databases."""
    found = {}
    with as_system(), connection.cursor() as cursor:
        for name, query in _LOOKS.items():
            cursor.execute(query)
            found[name] = cursor.fetchall()
    return found

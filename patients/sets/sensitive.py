"""Which recorded codes are on the list of sensitive codes, and whose records and quarantine that touches."""

from datetime import datetime

from django.db import connection

_MARK = """
UPDATE patients_recordedcode c SET sensitive = NOT c.sensitive
WHERE c.sensitive <> EXISTS (
    SELECT FROM patients_sensitivecode x
    WHERE (x.system, x.code) IN (('ctv3', c.ctv3), ('read2', c.read2), ('snomed', c.snomed)))
RETURNING c.id
"""

_TOUCHED = """
SELECT DISTINCT person_id FROM patients_codedentry
WHERE replaced_by_id IS NULL AND code_id = ANY (%s) ORDER BY person_id
"""

# The system is not asked: of a row that cannot be used it may be the very cell that is wrong.
_CLEAR_QUARANTINE = """
UPDATE patients_quarantinedrow q
SET raw = '', given = '{}', other_reasons = '[]', sentence = %(note)s,
    state = CASE q.state WHEN 'OPEN' THEN 'CLOSED' ELSE q.state END,
    closing_note = CASE q.state WHEN 'OPEN' THEN %(note)s ELSE q.closing_note END,
    closed_at = COALESCE(q.closed_at, %(at)s)
WHERE q.feed = 'coded_entries' AND EXISTS (
    SELECT FROM patients_sensitivecode x WHERE x.code IN (q.given ->> 'code', q.given ->> 'snomed_code'))
"""
_NOTE = "The code is on the list of sensitive codes: nothing of the row is kept."


def mark() -> tuple[int, list[int]]:
    """Give every recorded code its mark; how many changed it, and whose entries carry them."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        changed = [code for (code,) in cursor.fetchall()]
        cursor.execute(_TOUCHED, [changed])
        return len(changed), [person for (person,) in cursor.fetchall()]


def clear_quarantine(*, at: datetime) -> int:
    """Forget what rows with a sensitive code said that did not get in; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR_QUARANTINE, {"at": at, "note": _NOTE})
        return int(cursor.rowcount)
